"""Who must decide a case, and by which written grant: measured against the total exposure (domain 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.approval.duties import Duty, parts_of
from models.approval.grants import AuthorityGrant, Powers
from models.approval.relations import kin_in, related_parties
from models.approval.roles import LEVELS, Actor, Officer, Role
from models.errors import NotAllowed
from models.lending.dossier import Dossier
from models.money import show_yuan
from models.parameters import parameters
from models.text import Text


@dataclass(frozen=True)
class Route:
    """Where a case goes for its decision.

    Attributes:
        level: Who must decide.
        why: In two sentences, who must decide and why.
        matrix: The version of the matrix that says so.
    """

    level: Role
    why: Text
    matrix: str


@dataclass(frozen=True)
class Warrant:
    """What entitles somebody to decide a case.

    Attributes:
        grant: The written grant.
        route: Why the decision is at this level.
    """

    grant: AuthorityGrant
    route: Route

    @property
    def words(self) -> str:
        """What the decision keeps: matrix and document number."""
        return f"{self.route.matrix} {self.grant.document}"[:200]


def route(dossier: Dossier, powers: Powers, officers: Mapping[str, Officer], on: date) -> Route:
    """Return who must decide the case, and why.

    The level follows from the total exposure; anything to a related party goes to the top (商业银行法 40), and
    where a branch has nobody left who kept out of the case, head office takes over.

    Args:
        dossier: The case.
        powers: The bank's grants, delegations and relations.
        officers: The colleagues of the case's branch, by login.
        on: The business day.
    """
    matrix = parameters("authority", on)
    limits = _limits(dossier, matrix)
    level = next(role for role in LEVELS if role in limits and _within(dossier.exposure, limits[role]))
    reason = _by_amount(dossier, level, limits)
    if related_parties(dossier, powers):
        level, reason = (
            Role.PRESIDENT,
            Text("借款人是本行关系人", "the borrower is a related party of the bank"),
        )
    elif level is Role.BRANCH_MANAGER and not _free_managers(dossier, powers, officers):
        level = Role.HEAD_APPROVER
        reason = Text(
            "本支行没有未参与本案的审批人", "nobody at the branch who may approve kept out of the case"
        )
    why = Text(
        "含本笔总敞口{exposure}元，{reason}。本案由{role}审批（{document}）。",
        "The total exposure with this case is {exposure} yuan and {reason}. It is for the {role} ({document}).",
    )
    words = {"exposure": show_yuan(dossier.exposure), "reason": reason, "document": matrix["document"]}
    return Route(level, why.fill(role=level.label, **words), matrix["name"])


def _limits(dossier: Dossier, matrix: Mapping[str, object]) -> dict[Role, int | None]:
    """Return what each level may decide of such a case, in fen; None where any amount."""
    rows = matrix["grant"]
    secured = dossier.is_secured
    return {
        Role(row["role"]): row["limit_yuan"] * 100 if "limit_yuan" in row else None
        for row in rows  # type: ignore[attr-defined]
        if row["customer"] == dossier.case.applicant_kind and row["secured"] == secured
    }


def _within(amount: int, limit: int | None) -> bool:
    return limit is None or amount <= limit


def _by_amount(dossier: Dossier, level: Role, limits: Mapping[Role, int | None]) -> Text:
    words = {
        "customer": Text("农户", "farmer")
        if dossier.case.applicant_kind == "farmer"
        else Text("企业", "firm"),
        "secured": Text("有担保", "secured") if dossier.is_secured else Text("信用", "unsecured"),
    }
    below = [role for role in LEVELS[: LEVELS.index(level)] if role in limits]
    limit = limits[level]
    if not below and limit is not None:
        return Text(
            "在{role}对{customer}{secured}贷款的权限{limit}元以内",
            "within the {role}'s {limit} yuan for {secured} {customer} loans",
        ).fill(role=level.label, limit=show_yuan(limit), **words)
    if not below:
        return Text("其他各级均无此类贷款权限", "no other level may decide such loans")
    return Text(
        "超过{role}对{customer}{secured}贷款的权限{limit}元",
        "above the {role}'s {limit} yuan for {secured} {customer} loans",
    ).fill(role=below[-1].label, limit=show_yuan(limits[below[-1]] or 0), **words)


def _free_managers(dossier: Dossier, powers: Powers, officers: Mapping[str, Officer]) -> list[str]:
    """Return the branch's managers who had no part in the case and are related to nobody in it."""
    return [
        login
        for login, officer in officers.items()
        if officer.has(Role.BRANCH_MANAGER)
        and officer.branch_id == dossier.case.branch_id
        and not parts_of(dossier, login, besides=Duty.APPROVE)
        and not kin_in(dossier, powers, login)
    ]


def may_play(actor: Actor, role: Role, powers: Powers, on: date) -> bool:
    """Tell whether somebody may act as *role*: by their own part, or standing in for an absent colleague."""
    if actor.plays(role) or role not in LEVELS:
        return actor.plays(role)
    held = {Role(each.level) for each in powers.held_by(actor.login, on) if each.officer != actor.login}
    return any(LEVELS.index(level) >= LEVELS.index(role) for level in held)


def warrant_for(
    dossier: Dossier, actor: Actor, powers: Powers, officers: Mapping[str, Officer], on: date
) -> Warrant:
    """Return what entitles *actor* to decide the case on that day.

    Raises:
        NotAllowed: It is for a higher level or for the committee, or no grant in force reaches so far.
    """
    way = route(dossier, powers, officers, on)
    if way.level is Role.COMMITTEE_MEMBER:
        raise NotAllowed(
            Text("{why}请提交贷审会表决。", "{why} The committee votes on it.").fill(why=way.why)
        )
    held = [
        each
        for each in powers.held_by(actor.login, on)
        if LEVELS.index(Role(each.level)) >= LEVELS.index(way.level)
        and each.reaches(dossier.case.product, dossier.case.applicant_kind, secured=dossier.is_secured)
    ]
    if not held:
        raise NotAllowed(
            Text(
                "{why}您没有适用于本案的有效授权。", "{why} No grant of authority in force makes it yours."
            ).fill(why=way.why)
        )
    grant = max(held, key=lambda each: (each.max_total or 0, each.max_single or 0))
    single, total = grant.max_single or 0, grant.max_total or 0
    if (dossier.case.amount or 0) > single or dossier.exposure > total:
        raise NotAllowed(
            Text(
                "总敞口{exposure}元、本笔{amount}元，超过授权书{document}的单笔{single}元、合计{total}元，请报上级。",
                "The exposure of {exposure} yuan, this case {amount}, is above {single} for one and {total} in all "
                "of grant {document}; it goes to the next level.",
            ).fill(
                exposure=show_yuan(dossier.exposure),
                amount=show_yuan(dossier.case.amount or 0),
                document=grant.document,
                single=show_yuan(single),
                total=show_yuan(total),
            )
        )
    return Warrant(grant, way)
