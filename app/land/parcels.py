"""The parcels of a titling data set: what is judged of each row, and the land rights that come of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.land.outlines import Drawn, Overlaps, from_shape, read_outline, to_shape
from app.land.tables import Row, read_table
from app.register.verdicts import Status, Verdict
from models.approval.roles import Actor, Role, demand
from models.collateral.farmland_right import FarmlandRight
from models.collateral.land_map import MOST_POINTS, LandMap, Outline
from models.collateral.object import Collateral
from models.errors import RuleBroken
from models.lending.area import mu_of, square_metres_of
from models.parameters import parameters
from models.party.identifiers import check
from models.text import Text

TOLERANCE = Decimal("0.01")
ISSUER, TOWNSHIP = 14, 9
KINDS = {"10", "21", "22", "23", "99"}
"""Kinds of parcels (DKLB) that the standard lists."""
RIGHTS_AT_ONCE = 200
_CODES = (
    ("DKBM", "parcel", Text("地块编码", "Parcel code")),
    ("CBFBM", "contractor", Text("承包方编码", "Contractor")),
)


class Parcel(NamedTuple):
    """One accepted row."""

    code: str
    name: str
    contractor: str
    holder: str
    holder_number: str
    issuer: str
    mu: Decimal
    outline: Drawn | None


@dataclass
class Judgement:
    """What is said of each row, and the accepted parcels by contractor.

    Attributes:
        verdicts: One for each row.
        held: The parcels of each contractor.
    """

    verdicts: list[Verdict] = field(default_factory=list)
    held: dict[str, list[Parcel]] = field(default_factory=lambda: defaultdict(list))


def judge(path: Path, session: Session, actor: Actor, today: date, job: Job) -> Judgement:
    """Judge every row of the data set at *path*; nothing is written.

    A wrong code refuses; an unknown list code, areas or outlines that disagree warn and are kept.

    Raises:
        RuleBroken: The file as a whole cannot be used.
        Cancelled: Somebody stopped it.
    """
    table = read_table(path)
    tolerance = parameters("land", today)
    judgement, known = Judgement(), _known_parcels(session, actor)
    seen: dict[str, int] = {}
    overlaps = Overlaps()
    for line, row in enumerate(table.rows, start=2):
        verdict = Verdict(line, row.texts.get("DKBM", ""))
        judgement.verdicts.append(verdict)
        parcel = _judge_row(verdict, row, tolerance["area_percent"])
        _refuse_double(verdict, known, seen)
        seen.setdefault(verdict.name, line)
        if parcel and verdict.status is not Status.REFUSED:
            judgement.held[parcel.contractor].append(parcel)
            if parcel.outline:
                overlaps.add(line, parcel.outline)
        job.step(line - 1, max(table.total, line))
    _warn_of_overlaps(overlaps, judgement, _Stored(session, actor), tolerance["overlap_square_metres"], job)
    return judgement


def bring_in(
    path: Path,
    database: Database,
    actor: Actor,
    today: date,
    *,
    dry_run: bool = False,
    job: Job | None = None,
) -> list[Verdict]:
    """Judge the data set and make one land right of each contractor's accepted parcels, in one transaction.

    Raises:
        RuleBroken: The file as a whole cannot be used; nothing is brought in.
        NotAllowed: It is to be brought in by somebody who writes no files.
        Cancelled: Somebody stopped it; nothing is brought in.
    """
    job = job or Job()

    if dry_run:
        # Judging a large file takes a while, and nobody else's writing has to wait for it.
        with database.session() as session:
            return judge(path, session, actor, today, job).verdicts

    demand(actor, Role.LOAN_OFFICER)

    def work(session: Session) -> list[Verdict]:
        judgement = judge(path, session, actor, today, job)
        _write(session, actor, judgement.held, job)
        return judgement.verdicts

    verdicts = database.run(work)
    database.tune()
    return verdicts


def _known_parcels(session: Session, actor: Actor) -> set[str]:
    """Return the codes of the parcels that are collateral already."""
    rights = select(Collateral.facts).where(
        Collateral.institution_id == actor.institution_id, Collateral.collateral_kind == FarmlandRight.key
    )
    known: set[str] = set()
    for facts in session.scalars(rights.execution_options(yield_per=1_000)):
        codes = facts.get("parcel_code") or ()
        known.update([codes] if isinstance(codes, str) else codes)
    return known


def _judge_row(verdict: Verdict, row: Row, area_percent: int) -> Parcel | None:
    """Return the parcel of a row, or nothing if a code or the area is wrong."""
    texts = row.texts
    for name, kind, label in _CODES:
        try:
            texts[name] = check(kind, texts.get(name, "")).value
        except RuleBroken as broken:
            verdict.refuse(Text("{label}：{why}", "{label}: {why}").fill(label=label, why=broken.text))
    verdict.name = texts.get("DKBM", "")
    if verdict.status is not Status.REFUSED and texts["DKBM"][:ISSUER] != texts["CBFBM"][:ISSUER]:
        verdict.refuse(
            Text(
                "地块与承包方的发包方编码（前14位）不一致。",
                "Parcel and contractor are of different contract-givers (first 14 digits).",
            )
        )
    mu, metres = _judge_area(verdict, texts)
    if texts.get("DKLB") and texts["DKLB"] not in KINDS:
        kind = texts["DKLB"][:20]
        verdict.warn(Text("未知的地块类别代码：{code}。", "Unknown kind of parcel: {code}.").fill(code=kind))
    if verdict.status is Status.REFUSED:
        return None
    return Parcel(
        code=texts["DKBM"],
        name=texts.get("DKMC", "")[:50],
        contractor=texts["CBFBM"],
        holder=texts.get("CBFMC", "")[:60],
        holder_number=texts.get("CBFZJHM", "")[:18],
        issuer=texts.get("FBFMC", "")[:60],
        mu=mu,
        outline=_judge_outline(verdict, row.outline, metres, area_percent) if row.outline else None,
    )


def _judge_area(verdict: Verdict, texts: dict[str, str]) -> tuple[Decimal, Decimal]:
    """Return the area in mu, which contracts count, and in square metres, which surveys measure."""
    metres, mu = _figure(texts.get("SCMJ", "")), _figure(texts.get("SCMJM", ""))
    if metres is None and mu is None:
        verdict.refuse(Text("没有实测面积（SCMJ 或 SCMJM）。", "There is no measured area (SCMJ or SCMJM)."))
        return Decimal(0), Decimal(0)
    if metres is None:
        metres = square_metres_of(mu or Decimal(0))
    elif mu is None:
        mu = mu_of(metres)
    elif abs(mu_of(metres) - mu) > TOLERANCE * max(mu, Decimal(1)):
        verdict.warn(
            Text("亩数与平方米数不符：{mu}亩。", "Mu and square metres disagree: {mu} mu.").fill(mu=mu)
        )
    return (mu or Decimal(0)).quantize(TOLERANCE), metres


def _judge_outline(verdict: Verdict, binary: bytes, metres: Decimal, percent: int) -> Drawn | None:
    try:
        outline = read_outline(binary)
    except RuleBroken as broken:
        verdict.warn(broken.text)
        return None
    if outline.repaired:
        verdict.warn(
            Text("图形自相交，按修复后的图形处理。", "The outline crosses itself; it is used as repaired.")
        )
    if abs(outline.square_metres - float(metres)) > float(metres) * percent / 100:
        verdict.warn(
            Text(
                "图形面积{drawn}平方米与实测面积{said}平方米相差超过{percent}%。",
                "The outline has {drawn} m², the measured area is {said} m²: more than {percent} % apart.",
            ).fill(drawn=f"{outline.square_metres:,.1f}", said=f"{metres:,.1f}", percent=percent)
        )
    return outline


def _figure(typed: str) -> Decimal | None:
    try:
        figure = Decimal(typed)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and 0 < figure < 10**9 else None


def _refuse_double(verdict: Verdict, known: set[str], seen: dict[str, int]) -> None:
    if verdict.name in known:
        verdict.refuse(Text("地块已在押品中登记。", "The parcel is collateral already."))
    elif verdict.name in seen and verdict.name:
        verdict.refuse(
            Text("地块编码与第{line}行重复。", "The same parcel as row {line}.").fill(line=seen[verdict.name])
        )


@dataclass
class _Stored:
    """The outlines that are in the store already, under numbers below nought."""

    session: Session
    actor: Actor
    codes: list[str] = field(default_factory=list)

    def add_to(self, overlaps: Overlaps, townships: Iterable[str]) -> None:
        """Add the outlines of these townships."""
        for township in townships:
            rows = select(LandMap).where(
                LandMap.institution_id == self.actor.institution_id,
                LandMap.issuer_code.between(f"{township}00000", f"{township}99999"),
            )
            for held in self.session.scalars(rows.execution_options(yield_per=500)):
                for each in held.outlines:
                    self.codes.append(each.code)
                    overlaps.add(-len(self.codes), Drawn(held.srid or 0, from_shape(each.shape)))
                self.session.expunge(held)


def _warn_of_overlaps(
    overlaps: Overlaps, judgement: Judgement, stored: _Stored, least: float, job: Job
) -> None:
    """Warn of outlines that cover each other, in the file or in the store, naming both."""
    if not overlaps.drawn:
        return
    stored.add_to(overlaps, sorted({code[:TOWNSHIP] for code in judgement.held}))
    for one, other, area in overlaps.find(least, job):
        for here, there in ((one, other), (other, one)):
            if here > 0:
                verdict = judgement.verdicts[here - 2]
                verdict.warn(_overlap(there, area, judgement.verdicts, stored.codes))


def _overlap(there: int, area: float, verdicts: Sequence[Verdict], stored: Sequence[str]) -> Text:
    if there > 0:
        other = verdicts[there - 2]
        return Text(
            "图形与第{line}行地块{code}重叠{area}平方米。",
            "The outline shares {area} m² with {code}, row {line}.",
        ).fill(line=other.line, code=other.name, area=f"{area:,.0f}")
    return Text(
        "图形与已入库地块{code}重叠{area}平方米。",
        "The outline shares {area} m² with {code}, which is held here.",
    ).fill(code=stored[-there - 1], area=f"{area:,.0f}")


def _write(session: Session, actor: Actor, held: dict[str, list[Parcel]], job: Job) -> None:
    """Write the rights and their maps by the piece, so that memory does not grow with the data set."""
    for done, parcels in enumerate(held.values(), start=1):
        right = _right(actor, parcels)
        session.add(right)
        session.add_all(_maps(right, parcels))
        if done % RIGHTS_AT_ONCE == 0:
            session.flush()
            session.expunge_all()
        job.step(done, len(held))


def _right(actor: Actor, parcels: Sequence[Parcel]) -> Collateral:
    """Return the land right of one contractor; what the data set does not say stays open."""
    first = parcels[0]
    owner = first.holder or first.contractor
    facts = FarmlandRight(
        owner_case="contractor",
        issuer_name=first.issuer,
        contract_code=f"{first.contractor}J",
        parcel_code=tuple(parcel.code for parcel in parcels),
        parcel_name="、".join(filter(None, (parcel.name for parcel in parcels)))[:50],
        area=sum((parcel.mu for parcel in parcels), start=Decimal(0)),
    )
    return Collateral(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        collateral_kind=FarmlandRight.key,
        description=f"{owner}承包地{len(parcels)}块{facts.area}亩",
        owner_name=owner,
        owner_number=first.holder_number,
        facts=facts.pack(),
    )


def _maps(right: Collateral, parcels: Sequence[Parcel]) -> Iterator[LandMap]:
    """Yield the maps of a right: one, unless its outlines have too many corners or two systems of coordinates."""
    drawn: dict[int, list[Outline]] = defaultdict(list)
    for parcel in parcels:
        if parcel.outline:
            shape = to_shape(parcel.outline.geometry)
            drawn[parcel.outline.srid].append(Outline(parcel.code, parcel.name, shape))
    for srid, outlines in drawn.items():
        for part in _parts(outlines):
            yield LandMap(
                institution_id=right.institution_id,
                branch_id=right.branch_id,
                collateral_id=right.id,
                issuer_code=parcels[0].code[:ISSUER],
                srid=srid,
                parcels=[each._asdict() for each in part],
            )


def _parts(outlines: Sequence[Outline]) -> Iterator[list[Outline]]:
    """Yield the outlines in parts of at most so many corners as a map carries."""
    part: list[Outline] = []
    corners = 0
    for each in outlines:
        more = sum(1 for _ in each.points)
        if part and corners + more > MOST_POINTS:
            yield part
            part, corners = [], 0
        part.append(each)
        corners += more
    if part:
        yield part
