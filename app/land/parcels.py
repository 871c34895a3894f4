"""The parcels of a titling data set: what is judged of each row, and the land rights that come of them."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.land.tables import Row, read_table
from app.register.verdicts import Status, Verdict
from models.approval.roles import Actor
from models.collateral.farmland_right import FarmlandRight
from models.collateral.object import Collateral
from models.errors import RuleBroken
from models.party.identifiers import check
from models.text import Text

MU = Decimal(10000) / 15
"""Square metres in a mu."""
TOLERANCE = Decimal("0.01")
ISSUER = 14
KINDS = {"10", "21", "22", "23", "99"}
"""Kinds of parcels (DKLB) that the standard lists."""
_CODES = (
    ("DKBM", "parcel", Text("地块编码", "Parcel code")),
    ("CBFBM", "contractor", Text("承包方编码", "Contractor")),
)


def judge(path: Path, session: Session, actor: Actor, job: Job | None = None) -> list[Verdict]:
    """Return a verdict for every row of the data set at *path*; nothing is written.

    A wrong code refuses; an unknown list code, or areas that disagree, warn and are kept.

    Raises:
        RuleBroken: The file as a whole cannot be used.
    """
    job = job or Job()
    rows = read_table(path)
    pledged = _pledged(session, actor)
    seen: dict[str, int] = {}
    verdicts = []
    for line, row in enumerate(rows, start=2):
        verdict = _judge_row(line, row)
        code = verdict.values.get("DKBM", "")
        if code in pledged:
            verdict.refuse(Text("地块已在押品中登记。", "The parcel is collateral already."))
        elif code in seen:
            verdict.refuse(
                Text("地块编码与第{line}行重复。", "The same parcel as row {line}.").fill(line=seen[code])
            )
        elif code:
            seen[code] = line
        verdicts.append(verdict)
        job.step(line, len(rows) + 1)
    return verdicts


def bring_in(
    path: Path, database: Database, actor: Actor, *, dry_run: bool = False, job: Job | None = None
) -> list[Verdict]:
    """Judge the data set and make one land right of each contractor's accepted parcels, in one transaction.

    Raises:
        RuleBroken: The file as a whole cannot be used; nothing is brought in.
        Cancelled: Somebody stopped it; nothing is brought in.
    """

    def work(session: Session) -> list[Verdict]:
        verdicts = judge(path, session, actor, job)
        held: dict[str, list[Verdict]] = defaultdict(list)
        for verdict in verdicts:
            if verdict.status is not Status.REFUSED:
                held[verdict.values["CBFBM"]].append(verdict)
        if not dry_run:
            session.add_all(_right(actor, parcels) for parcels in held.values())
        return verdicts

    return database.run(work)


def _pledged(session: Session, actor: Actor) -> set[str]:
    rights = select(Collateral.facts).where(
        Collateral.institution_id == actor.institution_id, Collateral.collateral_kind == FarmlandRight.key
    )
    return {code for facts in session.scalars(rights) for code in FarmlandRight.read(facts).parcels if code}


def _judge_row(line: int, row: Row) -> Verdict:
    verdict = Verdict(line, row.get("DKBM", ""), values=dict(row))
    for name, kind, label in _CODES:
        try:
            verdict.values[name] = check(kind, row.get(name, "")).value
        except RuleBroken as broken:
            verdict.refuse(Text("{label}：{why}", "{label}: {why}").fill(label=label, why=broken.text))
    if verdict.status is not Status.REFUSED and row["DKBM"][:ISSUER] != row["CBFBM"][:ISSUER]:
        verdict.refuse(
            Text(
                "地块与承包方的发包方编码（前14位）不一致。",
                "Parcel and contractor are of different contract-givers (first 14 digits).",
            )
        )
    _judge_area(verdict, row)
    if row.get("DKLB") and row["DKLB"] not in KINDS:
        _warn(verdict, Text("未知的地块类别代码：{code}。", "Unknown kind of parcel: {code}."), row["DKLB"])
    return verdict


def _judge_area(verdict: Verdict, row: Row) -> None:
    metres, mu = _figure(row.get("SCMJ", "")), _figure(row.get("SCMJM", ""))
    if metres is None and mu is None:
        verdict.refuse(Text("没有实测面积（SCMJ 或 SCMJM）。", "There is no measured area (SCMJ or SCMJM)."))
        return
    if metres is not None and mu is not None and abs(metres / MU - mu) > TOLERANCE * max(mu, Decimal(1)):
        _warn(
            verdict,
            Text("亩数与平方米数不符：{code}亩。", "Mu and square metres disagree: {code} mu."),
            str(mu),
        )
    verdict.values["mu"] = (mu if mu is not None else (metres or Decimal(0)) / MU).quantize(TOLERANCE)


def _figure(typed: str) -> Decimal | None:
    try:
        figure = Decimal(typed)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and figure > 0 else None


def _warn(verdict: Verdict, text: Text, code: str) -> None:
    verdict.reasons.append(text.fill(code=code[:20]))
    if verdict.status is Status.ACCEPTED:
        verdict.status = Status.WARNED


def _right(actor: Actor, parcels: Sequence[Verdict]) -> Collateral:
    """Return the land right of one contractor; what the data set does not say stays open."""
    first = parcels[0].values
    owner = first.get("CBFMC", "")[:60] or first["CBFBM"]
    facts = FarmlandRight(
        owner_case="contractor",
        issuer_name=first.get("FBFMC", "")[:60],
        contract_code=f"{first['CBFBM']}J",
        parcel_code=tuple(verdict.values["DKBM"] for verdict in parcels),
        parcel_name="、".join(filter(None, (verdict.values.get("DKMC", "") for verdict in parcels)))[:50],
        area=sum((verdict.values["mu"] for verdict in parcels), start=Decimal(0)),
    )
    return Collateral(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        collateral_kind=FarmlandRight.key,
        description=f"{owner}承包地{len(parcels)}块{facts.area}亩",
        owner_name=owner,
        owner_number=first.get("CBFZJHM", "")[:18],
        facts=facts.pack(),
    )
