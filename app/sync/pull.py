"""Pulling: the first picture of a branch in blocks, and from then on its feed page by page."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.memory import remember, remembered
from app.sync.client import STRANGE, Centre, CentreUnreachable, CursorGone
from app.sync.intake import Arrival, let_go, take_in, understand
from app.sync.report import Report
from models.errors import RuleBroken
from models.records import RECORDS
from models.sync.digest import Tally, read_tally

PULL, BLOCK = 2_000, 5_000
CURSOR, PICTURE = "cursor", "picture"


@dataclass(frozen=True)
class Page:
    """A page of the feed.

    Attributes:
        arrivals: Records of kinds that this release knows.
        departures: Records that have left the branch.
        following: The place after the page.
        more: Whether there is more of the feed.
        tallies: What the branch holds at the end of the feed, by kind; nothing before the last page.
    """

    arrivals: Sequence[Arrival]
    departures: Sequence[UUID]
    following: int
    more: bool
    tallies: Mapping[str, Tally]


class Pull:
    """Brings the store up to one branch."""

    def __init__(self, database: Database, centre: Centre, home: tuple[str, str]) -> None:
        """Prepare to read; *home* names bank and branch."""
        self._database, self._centre, self._home = database, centre, home
        self._branch = home[1]

    def run(self, job: Job, report: Report) -> Mapping[str, Tally]:
        """Return what the branch holds by head office's count, after reading until nothing is new.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped; what was read stays read.
            Cancelled: Somebody stopped it between two pages.
        """
        pictured = None
        while True:
            since = self._remembered(CURSOR)
            if since is None:
                self._take_picture(job, report)
                pictured = self._remembered(CURSOR)
                continue
            try:
                page = self._page(since)
            except CursorGone:
                if since == pictured:
                    # What does not know the place that it gave a moment ago would give it again and again.
                    raise CentreUnreachable(STRANGE) from None
                # The centre was restored from a backup, for instance. Read again, records only find themselves.
                self._database.run(self._begin_again)
                continue
            if page.arrivals or page.departures or page.following != since:
                self._database.run(partial(self._store, page=page, report=report))
            report.received += len(page.arrivals)
            if not page.more:
                return page.tallies
            job.step(report.received, report.received + 1)

    def _begin_again(self, session: Session) -> None:
        remember(session, self._named(CURSOR), None)
        remember(session, self._named(PICTURE), None)

    def _store(self, session: Session, page: Page, report: Report) -> None:
        if page.arrivals:
            take_in(session, self._home, page.arrivals)
        if page.departures:
            report.removed += let_go(session, self._home, page.departures)
        remember(session, self._named(CURSOR), page.following)

    def _page(self, since: int) -> Page:
        query = {"branch": self._branch, "since": since, "limit": PULL, **self._centre.at_least(self._branch)}
        page = read_page(self._centre.ask("GET", f"/v1/changes?{urlencode(query)}"), since)
        self._centre.reached(self._branch, page.following)
        return page

    def _take_picture(self, job: Job, report: Report) -> None:
        """Read everything the branch holds; what was stored before an interruption is not read again."""
        for block in self._blocks(self._remembered(PICTURE)):
            self._database.run(partial(self._store_block, block=block))
            report.received += len(block.arrivals)
            report.expected = max(block.count, report.expected)
            job.step(min(report.received, report.expected), report.expected + 1)

    def _store_block(self, session: Session, block: "_Block") -> None:
        begun = remembered(session, self._named(PICTURE))
        place = begun["place"] if begun else block.place
        if block.arrivals:
            take_in(session, self._home, block.arrivals)
        if block.following:
            remember(session, self._named(PICTURE), {"place": place, "after": block.following})
        else:
            # What changed while the picture was read comes by the feed after the place where it began.
            remember(session, self._named(PICTURE), None)
            remember(session, self._named(CURSOR), place)

    def _blocks(self, begun: Mapping[str, Any] | None) -> Iterator["_Block"]:
        """Yield block after block; the next one is fetched and understood while one is being stored."""
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._block, begun["after"] if begun else None)
            while True:
                block = coming.result()
                if block.following:
                    coming = ahead.submit(self._block, block.following)
                yield block
                if not block.following:
                    return

    def _block(self, after: Sequence[str] | None) -> "_Block":
        query: dict[str, Any] = {
            "branch": self._branch,
            "limit": BLOCK,
            **self._centre.at_least(self._branch),
        }
        if after:
            query |= {"kind": after[0], "after": after[1]}
        block = _read_block(self._centre.ask("GET", f"/v1/picture?{urlencode(query)}"))
        # The feed is read on from where the first block stood: no later one may stand before it.
        self._centre.reached(self._branch, block.place)
        return block

    def _remembered(self, what: str) -> Any:
        with self._database.session() as session:
            return remembered(session, self._named(what))

    def _named(self, what: str) -> str:
        return f"{what} {self._branch}"


def read_page(body: Mapping[str, Any], since: int) -> Page:
    """Return a page of the feed; kinds of records that this program does not know yet are left out.

    Raises:
        CentreUnreachable: It is no page, or one that leads nowhere.
    """
    try:
        known = [change for change in body["changes"] if change["kind"] in RECORDS]
        page = Page(
            arrivals=[read_change(change) for change in known if not change.get("gone")],
            departures=[UUID(change["id"]) for change in known if change.get("gone")],
            following=int(body["next"]),
            more=bool(body["more"]),
            tallies={kind: read_tally(packed) for kind, packed in (body.get("tallies") or {}).items()},
        )
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, RuleBroken):
        raise CentreUnreachable(STRANGE) from None
    if (body["changes"] or page.more) and page.following <= since:
        raise CentreUnreachable(STRANGE)
    return page


def read_change(body: Mapping[str, Any]) -> Arrival:
    """Return one record of the feed.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: It is none.
    """
    return understand(body["kind"], (body["id"], body["version"], body["mark"]), body["values"])


@dataclass(frozen=True)
class _Block:
    place: int
    count: int
    arrivals: Sequence[Arrival]
    following: Sequence[str] | None


def _read_block(body: Mapping[str, Any]) -> _Block:
    try:
        arrivals = [
            understand(
                part["kind"], (row[0], row[1], row[2]), dict(zip(part["fields"], row[3:], strict=True))
            )
            for part in body["parts"]
            if part["kind"] in RECORDS
            for row in part["rows"]
        ]
        return _Block(int(body["place"]), int(body["count"]), arrivals, _position(body["next"]))
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, IndexError):
        raise CentreUnreachable(STRANGE) from None


def _position(packed: Any) -> tuple[str, str] | None:
    if packed is None:
        return None
    if not isinstance(packed, list) or len(packed) != 2:  # noqa: PLR2004 - a kind and an identity
        raise CentreUnreachable(STRANGE)
    return str(packed[0]), str(packed[1])
