"""Looking at a centre from its command line: is it whole, and who met on one device."""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from central.admin import BY
from central.auditing import MOST_FINDINGS, Wanted, report
from central.checking import institutions, part_of
from central.clock import now
from central.files.objects import Objects
from central.files.proving import ask_again, loss_of, stored_files
from central.store import Store
from central.tables import Institution
from central.trail import note
from models.approval.duties import Duty
from models.compliance.actions import REPORTED, say_action
from models.compliance.audit import STRETCH, AuditHead, Doing
from models.text import Text

_NO_BANK = Text(
    "这个数据库里没有任何机构，请核对数据库地址。", "There is no bank in this database; check its address."
)
_WHOLE = Text("审计链{count}条完整，额度流水相符", "{count} audit entries whole, ledgers agree")
_FILES_WHOLE = Text("资料文件{count}个完好", "{count} files whole")
_ASKED_AGAIN = Text(
    "{loss}已请仍保有该文件的工作站重传，涉及{papers}份资料。",
    "{loss} Workstations that have it are asked to send it again, for {papers} papers.",
)
_WRONG_PLACE = Text(
    "这里一个资料文件也没有，请核对资料文件夹；没有请工作站重传。",
    "There is not one file here; check the folder of the papers. No workstation was asked to send anything again.",
)


@dataclass(frozen=True)
class Proof:
    """How the contents of papers are verified along with the trail.

    Attributes:
        objects: Where they lie.
        ask_again: Whether workstations are to send again what is lost.
    """

    objects: Objects
    ask_again: bool = False


def verify(database_url: str, *, as_json: bool, proof: Proof | None = None) -> int:
    """Print what is wrong with each bank, naming the row; return 1 if anything is.

    A bank whose trail is whole is printed with its length and its last hash, so that both can be kept elsewhere. Each
    stretch is read by itself: years of a trail take minutes, and no database should keep a snapshot open for so long.
    With a *proof*, every file is read as well.
    """
    with closing(Store(database_url)) as store:
        with store.reading() as session:
            banks = institutions(session)
        found = [_verified(store, bank) for bank in banks]
        if proof:
            for bank in found:
                _prove(store, bank, proof)
    if not found:
        # An address that leads to another database must not look as if all were well.
        sys.stderr.write(f"{_NO_BANK.zh}\n{_NO_BANK.en}\n")
        return 1
    _write(found if as_json else [_line(bank) for bank in found], as_json=as_json)
    return 1 if any(bank["findings"] for bank in found) else 0


def _verified(store: Store, bank: Institution) -> dict[str, Any]:
    wrong: list[Text] = []
    place: int | None = 0
    while place is not None:
        with store.reading() as session:
            found, place = part_of(session, bank.institution_id, place, STRETCH)
            head = session.get(AuditHead, bank.institution_id)
        wrong += found[: MOST_FINDINGS - len(wrong)]
        _say_how_far(bank.institution_id, place, head.length if head else None)
    return {
        "institution": bank.institution_id,
        "name": bank.name,
        "entries": head.length if head else 0,
        "digest": head.digest if head else "",
        "findings": _packed(wrong),
    }


def _prove(store: Store, bank: dict[str, Any], proof: Proof) -> None:
    """Add to what was found of a bank how many of its files are whole, and which are not."""
    institution_id = bank["institution"]
    whole, losses = 0, dict[str, Text]()
    for stored in stored_files(store, institution_id):
        loss = loss_of(proof.objects, stored)
        if loss:
            losses[stored.sha256] = loss
        whole += not loss
        _say_how_far(institution_id, whole + len(losses))
    _say_how_far(institution_id, None)
    found = list(losses.values())
    if proof.ask_again and losses:
        # Where there is nothing at all, a disk was more likely not mounted than emptied.
        found = _asked_again(store, institution_id, losses) if whole else [*found, _WRONG_PLACE]
    bank["files"] = whole
    bank["findings"] += _packed(found)


def _asked_again(store: Store, institution_id: str, losses: Mapping[str, Text]) -> list[Text]:
    return [
        _ASKED_AGAIN.fill(loss=loss, papers=ask_again(store, institution_id, sha256, now()))
        for sha256, loss in losses.items()
    ]


def _packed(found: Iterable[Text]) -> list[dict[str, str]]:
    return [{"zh": text.zh, "en": text.en} for text in found]


def _say_how_far(institution_id: str, place: int | None, last: int | None = None) -> None:
    """Tell whoever sits before the screen how far it is; what is printed for a program stays as it is."""
    if sys.stderr.isatty():
        told = f"{institution_id}  {place}{f' / {last}' if last else ''}" if place else ""
        sys.stderr.write(f"\r\x1b[K{told}")


def _line(bank: dict[str, Any]) -> str:
    title = f"{bank['institution']} {bank['name']}"
    if bank["findings"]:
        return "\n".join(f"✗ {title}  {each['zh']} {each['en']}" for each in bank["findings"])
    whole = [_WHOLE.fill(count=bank["entries"])]
    if "files" in bank:
        whole.append(_FILES_WHOLE.fill(count=bank["files"]))
    said = "，".join(text.zh for text in whole), ", ".join(text.en for text in whole)
    return f"✓ {title}  {said[0]} / {said[1]}  {bank['digest'][:16]}"


def same_device(database_url: str, days: tuple[date | None, date | None], *, as_json: bool) -> int:
    """Print the cases whose incompatible duties were taken on one device; the question is noted."""
    wanted, found = Wanted(*days), []
    with closing(Store(database_url)) as store:
        with store.reading() as session:
            for bank in institutions(session):
                cases, _next = report(session, bank.institution_id, wanted)
                found += [{"institution": bank.institution_id, **case} for case in cases]
            banks = [bank.institution_id for bank in institutions(session)]
        for institution_id in banks:
            with store.writing() as session:
                doing = Doing(BY, REPORTED, "audit_entry", now())
                note(session, institution_id, doing, **wanted.said(), cases=len(found))
    _write(found if as_json else [_story(case) for case in found], as_json=as_json)
    return 0


def _story(case: dict[str, Any]) -> str:
    lines = [f"{case['institution']} {case['subject']}  {case['device']}"]
    for part in case["parts"]:
        duty, action = Duty(part["duty"]).label, say_action(part["action"])
        lines.append(
            f"  {part['at']}  #{part['sequence']} {part['name']} {part['officer']}  {duty.zh}·{action.zh}  "
            f"{duty.en}: {action.en}"
        )
    return "\n".join(lines)


def _write(found: Iterable[Any], *, as_json: bool) -> None:
    lines = [json.dumps(list(found), ensure_ascii=False)] if as_json else found
    for line in lines:
        sys.stdout.write(f"{line}\n")
