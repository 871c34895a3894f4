"""Who may not do what to which case: the incompatible duties, as data (domain 2.2, 7.1)."""

from collections.abc import Mapping
from enum import StrEnum

from models.errors import NotAllowed
from models.lending.dossier import Dossier
from models.text import Text


class Duty(StrEnum):
    """A part somebody has in one case."""

    SURVEY = "survey"
    REVIEW = "review"
    APPROVE = "approve"
    PAY_OUT = "pay_out"

    @property
    def label(self) -> Text:
        """What the duty is called."""
        return _LABELS[self]


_LABELS = {
    Duty.SURVEY: Text("调查", "the survey"),
    Duty.REVIEW: Text("审查", "the review"),
    Duty.APPROVE: Text("审批", "the approval"),
    Duty.PAY_OUT: Text("放款", "the payout"),
}

APART: Mapping[Duty, frozenset[Duty]] = {
    Duty.SURVEY: frozenset({Duty.REVIEW, Duty.APPROVE, Duty.PAY_OUT}),
    Duty.REVIEW: frozenset({Duty.SURVEY, Duty.APPROVE, Duty.PAY_OUT}),
    Duty.APPROVE: frozenset({Duty.SURVEY, Duty.REVIEW, Duty.PAY_OUT}),
    Duty.PAY_OUT: frozenset({Duty.SURVEY, Duty.REVIEW, Duty.APPROVE}),
}


def duties_in(dossier: Dossier) -> dict[Duty, set[str]]:
    """Return who has already had which duty in the case, by login."""
    case = dossier.case
    surveyors = {case.lead_officer, case.second_officer} | {each.officer for each in dossier.signatures}
    voters = {each.officer for each in dossier.events if each.step == "vote"}
    return {
        Duty.SURVEY: surveyors - {""},
        Duty.REVIEW: {each.officer for each in dossier.decisions if each.step == "pass_review"},
        Duty.APPROVE: {each.officer for each in dossier.decisions if each.step in {"approve", "resolve"}}
        | voters,
        Duty.PAY_OUT: {each.released_by for each in dossier.drawdowns} - {"", None},
    }


def parts_of(dossier: Dossier, login: str, *, besides: Duty) -> list[Duty]:
    """Return the duties that *login* had in the case and that cannot go with *besides*."""
    return [held for held, people in duties_in(dossier).items() if held in APART[besides] and login in people]


def keep_apart(dossier: Dossier, login: str, duty: Duty) -> None:
    """Let nobody take on *duty* who has had one that is incompatible with it.

    Raises:
        NotAllowed: They have.

    Source:
        商业银行法 article 35 (审贷分离、分级审批).
    """
    for held in parts_of(dossier, login, besides=duty):
        raise NotAllowed(
            Text(
                "您已参与本案{held}，按不相容岗位规定不能再办理{duty}，请由其他同事办理。",
                "You took part in {held} of this case, so {duty} must be done by a colleague.",
            ).fill(held=held.label, duty=duty.label)
        )
