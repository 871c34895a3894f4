"""Entries of a workstation's trail on their way to the centre, sealed as the workstation sealed them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.compliance.audit import START, AuditEntry
from models.errors import RuleBroken
from models.sync.wire import canonical
from models.text import Text

MALFORMED = Text("本机审计记录的格式不正确。", "The entries of the workstation's trail are malformed.")
_LONGEST_DETAIL = 8_000
_MOST = 2**31 - 1
_HASH = re.compile(r"[0-9a-f]{64}")
_TEXTS = {"officer": 40, "action": 40, "subject": 200, "device": 100}


def seal(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as JSON; the bank is whoever's log-in sends it."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        **{name: getattr(entry, name) for name in _TEXTS},
        "detail": entry.detail,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def unseal(institution_id: str, body: Any) -> AuditEntry:
    """Return the entry that *body* describes, stored nowhere and not proven yet.

    Raises:
        RuleBroken: It is malformed.
    """
    try:
        entry = AuditEntry(
            institution_id=institution_id,
            sequence=_place(body["sequence"]),
            at=_moment(body["at"]),
            **{name: _text(body[name], longest) for name, longest in _TEXTS.items()},
            detail=_detail(body["detail"]),
            previous=_hash(body["previous"]),
            digest=_hash(body["digest"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise RuleBroken(MALFORMED) from None
    return entry


def first_fault(length: int, digest: str, shown: Sequence[AuditEntry]) -> int | None:
    """Return the place at which *shown* entries do not go on from what is known, or nothing.

    Args:
        length: How many entries are known.
        digest: The hash of the last of them.
        shown: The last known entry and what follows it; where nothing new was done, the last known entry alone.
    """
    last_place, last_digest = (length, digest) if length else (0, START)
    if not shown:
        return last_place or None
    for place, entry in enumerate(shown):
        before = shown[place - 1] if place else None
        if before is None and entry.sequence <= last_place:
            sound = entry.sequence < last_place or entry.digest == last_digest
        elif before is None:
            sound = (entry.sequence, entry.previous) == (last_place + 1, last_digest)
        else:
            sound = (entry.sequence, entry.previous) == (before.sequence + 1, before.digest)
            sound = sound and (entry.sequence != last_place or entry.digest == last_digest)
        if not sound or entry.digest != entry.expected():
            return entry.sequence if before else min(entry.sequence, last_place + 1)
    return shown[-1].sequence + 1 if shown[-1].sequence < last_place else None


def _place(packed: Any) -> int:
    if not isinstance(packed, int) or isinstance(packed, bool) or not 0 < packed <= _MOST:
        raise TypeError
    return packed


def _text(packed: Any, longest: int) -> str:
    if not isinstance(packed, str) or len(packed) > longest or "\0" in packed:
        raise TypeError
    packed.encode()
    return packed


def _moment(packed: Any) -> datetime:
    moment = datetime.fromisoformat(packed)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _hash(packed: Any) -> str:
    if not isinstance(packed, str) or not _HASH.fullmatch(packed):
        raise TypeError
    return packed


def _detail(packed: Any) -> dict[str, Any]:
    if (
        not isinstance(packed, dict)
        or len(canonical(packed)) > _LONGEST_DETAIL
        or b"\\u0000" in canonical(packed)
    ):
        raise TypeError
    return packed
