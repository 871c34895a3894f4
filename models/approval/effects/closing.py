"""What the steps write: settlement, the list of the file, its hand-over and its receipt."""

import re
from typing import Any

from models.approval.act import Act
from models.approval.effects import limits
from models.errors import NotAllowed, NotFound, RuleBroken
from models.postloan.records import ArchiveFile
from models.text import Text

_LINE = re.compile(r"(?P<title>.+?)[\s,，:：;；\t]+(?P<pages>\d{1,4})")


def settle(act: Act) -> None:
    """Give back whatever the loan still held of a limit."""
    limits.end(act)


def file_is_listed(act: Act) -> None:
    """Let a file be handed over only with its volume and the list of its papers.

    Raises:
        RuleBroken: The volume is missing, or a line of the list has no title or no pages.
    """
    if not str(act.arguments.get("volume") or "").strip():
        raise RuleBroken(Text("请填写盒卷号。", "Give box and volume."), field="volume")
    page_numbers(str(act.arguments.get("files") or ""))


def hand_over_file(act: Act) -> None:
    """List the papers of the case with their pages and hand them over."""
    file = act.make(
        ArchiveFile,
        case_id=act.dossier.case.id,
        volume=str(act.arguments["volume"]).strip(),
        contents={"papers": page_numbers(str(act.arguments["files"]))},
        handed_over_by=act.actor.login,
        handed_over_at=act.at,
    )
    act.dossier.aftercare.files.append(file)


def page_numbers(typed: str) -> list[dict[str, Any]]:
    """Return the list of the file with the pages on which each paper begins and ends.

    Args:
        typed: One paper a line, its title and its number of pages: ``借款合同 6``.

    Raises:
        RuleBroken: A line is not of that form, or there is none.
    """
    papers: list[dict[str, Any]] = []
    page = 0
    for line in typed.splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        pages = int(match["pages"]) if match else 0
        if match is None or not pages:
            raise RuleBroken(
                Text(
                    "“{line}”应写成“文件名 页数”，如“借款合同 6”。",
                    "“{line}” should be a title and its pages, such as “Loan contract 6”.",
                ).fill(line=line.strip()[:40]),
                field="files",
            )
        papers.append({"n": len(papers) + 1, "title": match["title"], "from": page + 1, "to": page + pages})
        page += pages
    if not papers:
        raise RuleBroken(
            Text("请逐行填写文件名和页数。", "List the papers and their pages, one a line."), field="files"
        )
    return papers


def is_handed_over(act: Act) -> None:
    """Let a file be received only by another person than who handed it over.

    Raises:
        NotFound: No file was handed over.
        NotAllowed: The person handed it over.
    """
    waiting = _waiting(act)
    if not waiting:
        raise NotFound(
            Text(
                "尚未移交档案，请主办客户经理先移交。",
                "No file was handed over; the lead officer does so first.",
            )
        )
    if any(file.handed_over_by == act.actor.login for file in waiting):
        raise NotAllowed(Text("移交和接收须由两人签字。", "Two people sign for a hand-over."))


def _waiting(act: Act) -> list[ArchiveFile]:
    return [each for each in act.dossier.aftercare.files if not each.received_by]


def receive_file(act: Act) -> None:
    """Take the file into the archive: a second person signs for what the first one listed."""
    for file in _waiting(act):
        file.received_by, file.received_at = act.actor.login, act.at
