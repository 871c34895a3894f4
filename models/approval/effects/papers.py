"""What the steps on paper write: copies that came out, reprints and voids by two people, where each copy went."""

import re

from models.approval.act import Act
from models.documents.contract import Contract
from models.documents.printed_copy import CopyState, PrintedCopy
from models.errors import NotAllowed, NotFound, RuleBroken
from models.lending.states import State
from models.text import Text

_SHA256 = re.compile("[0-9a-f]{64}")
MOST_COPIES, LAST_COPY = 20, 99


def record_print(act: Act) -> State:
    """Note which copies of a contract came out of a printer.

    Raises:
        NotFound: The case has no such contract.
        RuleBroken: Copies, pages or the hash cannot be those of a print, a copy is out already and nobody allowed
            a reprint, or the terms are no longer those of the other copies.
    """
    contract = _contract(act)
    pages, copies = act.arguments.get("pages") or 0, act.arguments.get("copies") or 0
    fingerprint = str(act.arguments.get("sha256") or "")
    first = act.arguments.get("first") or 1
    counted = pages >= 1 and 1 <= copies <= MOST_COPIES and 1 <= first <= LAST_COPY - copies + 1
    if not counted or not _SHA256.fullmatch(fingerprint):
        raise RuleBroken(
            Text(
                "打印登记须有页数、份数和文件指纹。",
                "A print is recorded with its pages, copies and file hash.",
            )
        )
    for copy in range(first, first + copies):
        _issue(act, contract, copy, fingerprint)
    contract.sha256, contract.pages = fingerprint, pages
    contract.edition = contract.edition or str(act.arguments.get("edition") or "")
    contract.copies = len([each for each in copies_of(act, contract) if not each.where.dead])
    return act.dossier.state


def copies_of(act: Act, contract: Contract) -> list[PrintedCopy]:
    """Return every copy of a contract that was ever printed, in order."""
    return [each for each in act.dossier.copies if each.contract_id == contract.id]


def _issue(act: Act, contract: Contract, copy: int, fingerprint: str) -> None:
    same = [each for each in copies_of(act, contract) if each.copy == copy]
    out = next((each for each in same if not each.where.dead), None)
    if out and not out.allowed_by:
        raise RuleBroken(
            Text(
                "第{copy}份已经出具，重打须先申请并由第二人批准。",
                "Copy {copy} is out already; a reprint must be asked for and allowed by a second person.",
            ).fill(copy=copy)
        )
    others = {each.data_hash for each in copies_of(act, contract) if not each.where.dead}
    if others - {fingerprint}:
        raise RuleBroken(
            Text(
                "合同内容与已出具的各份不一致，请先将本编号作废，再按新编号打印。",
                "The terms differ from the copies that are out; void this number and print under a new one.",
            )
        )
    if out:
        _close(act, out, CopyState(out.fate), out.placed)
    made = act.make(
        PrintedCopy,
        case_id=contract.case_id,
        contract_id=contract.id,
        number=contract.number,
        document=contract.document,
        copy=copy,
        reprint=len(same),
        edition=str(act.arguments.get("edition") or ""),
        data_hash=fingerprint,
        pages=act.arguments.get("pages"),
        printer=str(act.arguments.get("printer") or ""),
        printed_by=act.actor.login,
        printed_at=act.at,
        state=CopyState.ISSUED.value,
        wish="",
        fate="",
        reason=out.reason if out else "",
        asked_by=out.asked_by if out else "",
        allowed_by="",
        placed="",
    )
    act.dossier.copies.append(made)


def _close(act: Act, copy: PrintedCopy, state: CopyState, placed: str) -> None:
    copy.state, copy.placed, copy.closed_at = state.value, placed, act.at


def ask_reprint(act: Act) -> State:
    """Ask for one copy to be printed again.

    Raises:
        RuleBroken: No such copy is out, or nothing is said of where the old one is.
    """
    contract, wanted = _contract(act), act.arguments.get("copy")
    copies = [each for each in _outside(act, contract) if each.copy == wanted]
    _ask(act, copies, "reprint")
    return act.dossier.state


def ask_void(act: Act) -> State:
    """Ask for the number of a contract to be void with all its copies.

    Raises:
        RuleBroken: No copy is out, or nothing is said of where the copies are.
    """
    _ask(act, _outside(act, _contract(act)), "void")
    return act.dossier.state


def _ask(act: Act, copies: list[PrintedCopy], wish: str) -> None:
    fate = act.arguments.get("fate")
    if not copies:
        raise RuleBroken(Text("没有在外的这一份，无从重打或者作废。", "No such copy is out."))
    if not fate:
        raise RuleBroken(
            Text("请说明原件已收回还是已遗失。", "Say whether the old copy is back or lost."), field="fate"
        )
    for copy in copies:
        copy.wish, copy.fate, copy.reason = wish, fate, str(act.arguments.get("comment"))[:200]
        copy.asked_by, copy.allowed_by = act.actor.login, ""


def allow_change(act: Act) -> State:
    """Allow what was asked about the copies of a contract; a void number gets a successor.

    Raises:
        NotAllowed: Who asked may not allow it.
        RuleBroken: Nothing was asked.
    """
    contract, asked = _contract(act), _asked_by_another(act)
    for copy in asked:
        copy.allowed_by = act.actor.login
        if copy.wish == "void":
            _close(act, copy, CopyState(copy.fate), copy.placed)
    if all(each.wish == "void" for each in asked):
        _succeed(act, contract)
    return act.dossier.state


def _asked_by_another(act: Act) -> list[PrintedCopy]:
    """Return the copies about which somebody else asked something that nobody has answered."""
    asked = [each for each in _outside(act, _contract(act)) if each.wish and not each.allowed_by]
    if not asked:
        raise RuleBroken(Text("这份合同没有待批准的申请。", "Nothing was asked about this contract."))
    if any(each.asked_by == act.actor.login for each in asked):
        raise NotAllowed(
            Text(
                "申请人不能批准自己的申请，请由第二人办理。",
                "Who asked may not answer it; a second person does.",
            )
        )
    return asked


def refuse_reprint(act: Act) -> State:
    """Refuse what was asked about the copies of a contract; they count as before, and the reason stands with them.

    Raises:
        NotAllowed: Who asked may not refuse it.
        RuleBroken: Nothing was asked.
    """
    for copy in _asked_by_another(act):
        copy.wish, copy.fate, copy.asked_by = "", "", ""
        copy.reason = f"未批准：{act.arguments['comment']}"[:200]
    return act.dossier.state


def _succeed(act: Act, contract: Contract) -> None:
    contract.void_on = act.today
    successor = act.make(
        Contract,
        case_id=contract.case_id,
        pledge_id=contract.pledge_id,
        guarantee_id=contract.guarantee_id,
        document=contract.document,
        number=act.number("contract"),
        issued_on=act.today,
        copies=0,
    )
    act.dossier.contracts.remove(contract)
    act.dossier.contracts.append(successor)


def seal_copies(act: Act) -> State:
    """Note that the bank's seal stands on every signed copy of a contract.

    Raises:
        RuleBroken: No copy is signed.
    """
    signed = [each for each in _outside(act, _contract(act)) if each.where is CopyState.SIGNED]
    if not signed:
        raise RuleBroken(Text("没有已签署待用印的合同。", "No signed copy waits for the seal."))
    for copy in signed:
        copy.state = CopyState.SEALED.value
    return act.dossier.state


def place_copy(act: Act) -> State:
    """Note that a copy lies in the archive or was handed to a party.

    Raises:
        RuleBroken: No such copy is signed and out, or the place is not named.
    """
    wanted, placed = act.arguments.get("copy"), str(act.arguments.get("placed") or "").strip()
    copies = [each for each in _outside(act, _contract(act)) if each.copy == wanted]
    if not copies or copies[0].where is CopyState.ISSUED:
        raise RuleBroken(
            Text("这一份尚未签署或者已经办结。", "This copy is not signed, or is closed already.")
        )
    if not act.arguments.get("place") or not placed:
        raise RuleBroken(
            Text("请填写归档位置或者接收人。", "Give the place in the archive or the receiver."),
            field="placed",
        )
    _close(act, copies[0], CopyState(act.arguments["place"]), placed)
    return act.dossier.state


def _outside(act: Act, contract: Contract) -> list[PrintedCopy]:
    return [each for each in copies_of(act, contract) if each.where.outside]


def _contract(act: Act) -> Contract:
    wanted = act.arguments.get("contract_id")
    contract = next((each for each in act.dossier.contracts if each.id == wanted), None)
    if contract is None:
        raise NotFound(Text("本案没有这份合同。", "The case has no such contract."))
    return contract
