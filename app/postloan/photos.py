"""Photographs of checks: kept in the encrypted store by their hash, so that a record names what was seen."""

import hashlib
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import now
from app.tables import Photo
from models.errors import RuleBroken
from models.postloan.parameters import care_parameter
from models.text import Text

_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
LONGEST_NAME = 120


def keep(session: Session, path: Path) -> tuple[str, str]:
    """Keep a photograph and return its name and hash; the same photograph is kept once.

    Raises:
        RuleBroken: There is no such file, it is no JPEG or PNG, or too large.
    """
    largest = int(care_parameter("photo", now().date())["largest_kib"])
    try:
        if path.stat().st_size > largest * 1024:
            raise RuleBroken(
                Text(
                    "照片超过{limit}MB，请压缩后再选。", "The photograph is above {limit} MB; shrink it."
                ).fill(limit=largest // 1024)
            )
        content = path.read_bytes()
    except OSError:
        raise RuleBroken(Text("照片无法读取。", "The photograph cannot be read.")) from None
    if not content.startswith(_STARTS):
        raise RuleBroken(Text("照片须为JPG或PNG格式。", "A photograph is a JPG or PNG file."))
    fingerprint = hashlib.sha256(content).hexdigest()
    if session.get(Photo, fingerprint) is None:
        session.add(Photo(sha256=fingerprint, content=content, kept_at=now()))
    return path.name[-LONGEST_NAME:], fingerprint


def content_of(session: Session, fingerprint: str) -> bytes | None:
    """Return a photograph by its hash, if this computer has it."""
    found = session.get(Photo, fingerprint)
    return found.content if found else None
