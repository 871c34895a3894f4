"""Signature blocks: who signs, where the seal and the fingerprint go, and the day by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from printing import fonts
from printing.flow import Slice
from printing.ink import Ink
from printing.lines import Line, break_lines, plain

_SIZE = 10.5
_NAME_LINE = 15.0
_ROOM = 96.0  # For all but the name.
_OFFICERS_ROOM = 52.0  # Without seal and fingerprint.


@dataclass(frozen=True)
class Signer:
    """One who signs.

    Attributes:
        role: What the document calls them: 借款人（甲方）.
        name: Printed under the role.
        organisation: Signs by seal and representative; a person signs by hand and fingerprint.
        officer: Signs for the bank by hand alone.
    """

    role: str
    name: str
    organisation: bool = False
    officer: bool = False


def signatures(signers: Sequence[Signer], width: float) -> list[Slice]:
    """Return the fields of all signers, two in a row; a row is never cut and the rows stay together."""
    rows = [signers[start : start + 2] for start in range(0, len(signers), 2)]
    return [_row(row, width, keep=number < len(rows) - 1) for number, row in enumerate(rows)]


def _row(signers: Sequence[Signer], width: float, *, keep: bool) -> Slice:
    half = width / 2
    # Whoever signs alone has the whole line for the name.
    room = half if len(signers) > 1 else width
    names = [
        break_lines(plain(f"{signer.role}：{signer.name}", bold=True), _SIZE, room - 12, justify=False)
        for signer in signers
    ]

    def draw(ink: Ink, x: float, y: float) -> None:
        for number, (signer, name) in enumerate(zip(signers, names, strict=True)):
            _field(ink, (x + number * half, y), half - 12, name, signer)

    below = _OFFICERS_ROOM if all(signer.officer for signer in signers) else _ROOM
    return Slice(below + _NAME_LINE * max(map(len, names)), draw, keep=keep)


def _field(ink: Ink, corner: tuple[float, float], width: float, name: Sequence[Line], signer: Signer) -> None:
    x, y = corner
    y -= 14
    for line in name:
        line.draw(ink, x, y, _SIZE)
        y -= _NAME_LINE
    y -= 7
    if signer.organisation:
        _label(ink, x, y, "（公章或合同专用章）")
        _label(ink, x, y - 22, "法定代表人或授权代理人")
        _ruled(ink, x, y - 44, width - 24, "（签字）：")
    elif signer.officer:
        _ruled(ink, x, y, width - 56, "（签字）：")
    else:
        _ruled(ink, x, y, width - 56, "（签字）：")
        _label(ink, x, y - 22, "（右手食指指印）")
        ink.boxes([((x + width - 48, y - 50), 44)], 60)
    _label(ink, x, y - (22 if signer.officer else 66), "日期：　　　　年　　月　　日")


def _label(ink: Ink, x: float, y: float, text: str) -> None:
    ink.show(fonts.SONG, _SIZE, (x, y), text)


def _ruled(ink: Ink, x: float, y: float, width: float, text: str) -> None:
    _label(ink, x, y, text)
    ink.line((x + fonts.text_width(text, fonts.SONG, _SIZE), y - 2), (x + width, y - 2))
