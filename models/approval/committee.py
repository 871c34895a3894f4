"""The credit committee 贷审会: a quorum votes in secret, two thirds agree, the chair may only veto (domain 2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.errors import RuleBroken
from models.kinds import choice
from models.parameters import parameters
from models.text import Text

BALLOT = choice(agree=Text("同意", "Agree"), oppose=Text("不同意", "Oppose"), abstain=Text("弃权", "Abstain"))


@dataclass(frozen=True)
class Vote:
    """One member's vote on one case. It never leaves the centre: kept per member, secret to others."""

    officer: str
    ballot: str
    comment: str


@dataclass(frozen=True)
class Tally:
    """How a vote ended.

    Attributes:
        agree: How many agreed.
        oppose: How many opposed.
        abstain: How many abstained.
        passed: Whether two thirds of those who voted agreed.
    """

    agree: int
    oppose: int
    abstain: int
    passed: bool

    @property
    def words(self) -> Text:
        """The count, without a name."""
        return Text(
            "贷审会表决：同意{agree}票，不同意{oppose}票，弃权{abstain}票。",
            "Committee vote: {agree} for, {oppose} against, {abstain} abstained.",
        ).fill(agree=self.agree, oppose=self.oppose, abstain=self.abstain)


def tally(votes: Sequence[Vote], on: date) -> Tally:
    """Count the votes.

    Raises:
        RuleBroken: Fewer have voted than the quorum asks for.
    """
    rules = parameters("approval", on)["committee"]
    if len(votes) < rules["quorum"]:
        raise RuleBroken(
            Text(
                "已表决{voted}人，不足贷审会法定人数{quorum}人。",
                "{voted} have voted; the committee needs {quorum}.",
            ).fill(voted=len(votes), quorum=rules["quorum"])
        )
    ballots = [vote.ballot for vote in votes]
    agree = ballots.count("agree")
    passed = agree * rules["pass_of"] >= len(votes) * rules["pass_share"]
    return Tally(agree, ballots.count("oppose"), ballots.count("abstain"), passed)
