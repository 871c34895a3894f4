"""What the step writes that moves a certificate in or out of the vault."""

from models.approval.act import Act
from models.approval.effects.security import day_of, security_of
from models.collateral.vault import FOLLOWS, MOVE, VaultEntry, last_moves
from models.errors import RuleBroken
from models.lending.dossier import Security
from models.lending.states import State
from models.text import Text

_NEEDED = ("paper", "paper_number", "person", "move")


def record_move(act: Act) -> State:
    """Append a move of a certificate to the register of the vault: two people, one signature.

    Raises:
        NotFound: The case has no such security.
        RuleBroken: A word is missing, the second person is none, or the paper cannot move like that.
    """
    security, day = security_of(act), day_of(act)
    words = {name: str(act.arguments.get(name) or "") for name in (*_NEEDED, "second", "note")}
    if not all(words[name] for name in _NEEDED):
        raise RuleBroken(
            Text(
                "请填写权证名称、号码、出入方式和签收人。",
                "Give the paper, its number, the move and who signed for it.",
            ),
            field="paper",
        )
    if words["second"] == act.actor.login or words["second"] not in act.officers:
        raise RuleBroken(Text("须由另一名员工复核。", "Another colleague must check it."), field="second")
    _check_move(security, words["paper"], words["paper_number"], words["move"])
    entry = act.make(
        VaultEntry,
        case_id=act.dossier.case.id,
        pledge_id=security.pledge.id,
        collateral_id=security.collateral.id,
        sequence=len(security.papers) + 1,
        moved_on=day,
        keeper=act.actor.login,
        **words,
    )
    security.papers.append(entry)
    return act.dossier.state


def _check_move(security: Security, paper: str, number: str, move: str) -> None:
    last = last_moves(security.papers).get((security.collateral.id, paper, number))
    before = last.move if last else ""
    if move in FOLLOWS[before]:
        return
    raise RuleBroken(
        Text(
            "该权证现为“{before}”，不能“{move}”。", "The paper is “{before}” now; “{move}” cannot follow."
        ).fill(
            before=MOVE.choices.get(before, Text("未入库", "not stored")),
            move=MOVE.choices[move],
        ),
        field="move",
    )
