"""The colleagues of the made-up bank, and what the bank has put in writing about them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from models.approval.grants import AuthorityGrant
from models.approval.roles import Actor, Officer, Role
from models.parameters import parameters
from models.sample.chance import Chance, moment

People = tuple[tuple[str, str, frozenset[Role]], ...]

OFFICERS: People = (
    ("wangjun", "王军", frozenset({Role.LOAN_OFFICER})),
    ("lixue", "李雪", frozenset({Role.LOAN_OFFICER})),
    ("zhaomin", "赵敏", frozenset({Role.REVIEWER})),
    ("sunlei", "孙磊", frozenset({Role.BRANCH_MANAGER})),
    ("zhoufang", "周芳", frozenset({Role.CONTRACT_CLERK, Role.REGISTRAR})),
    ("wuhao", "吴昊", frozenset({Role.DISBURSER, Role.ARCHIVIST})),
)
"""Who works at the branch."""

HEAD_OFFICERS: People = (
    ("zhenghua", "郑华", frozenset({Role.HEAD_APPROVER})),
    ("chenjing", "陈静", frozenset({Role.COMMITTEE_CHAIR})),
    ("gaoyuan", "高远", frozenset({Role.COMMITTEE_MEMBER})),
    ("linmei", "林梅", frozenset({Role.COMMITTEE_MEMBER})),
    ("hefeng", "何峰", frozenset({Role.COMMITTEE_MEMBER})),
    ("tangli", "唐丽", frozenset({Role.COMMITTEE_MEMBER})),
    ("weiguo", "魏国", frozenset({Role.PRESIDENT})),
    ("jiangbo", "江波", frozenset({Role.RISK_OFFICER})),
    ("xuqing", "许晴", frozenset({Role.AUDITOR})),
    ("mali", "马力", frozenset({Role.ADMINISTRATOR})),
)
"""Who works at the head office."""

_DECIDING = (("sunlei", Role.BRANCH_MANAGER), ("zhenghua", Role.HEAD_APPROVER), ("weiguo", Role.PRESIDENT))
_BOARD_LIMIT_YUAN = 100_000_000
_FIRST, _LAST = date(2020, 1, 1), date(2030, 12, 31)


def actors(institution_id: str, branch_id: str, people: People = OFFICERS) -> dict[str, Actor]:
    """Return the colleagues as people who act, by login."""
    return {login: Actor(login, name, roles, institution_id, branch_id) for login, name, roles in people}


def officers(institution_id: str, branch_id: str, people: People = OFFICERS) -> dict[str, Officer]:
    """Return the colleagues as records that are stored nowhere, by login."""
    return {
        login: Officer(
            institution_id=institution_id,
            branch_id=branch_id,
            login=login,
            full_name=name,
            roles=sorted(roles),
        )
        for login, name, roles in people
    }


def grants(institution_id: str, branch_id: str, on: date) -> list[AuthorityGrant]:
    """Return the written authority of everybody who decides alone: what the matrix gives their level."""
    rows = parameters("authority", on)["grant"]
    return [
        AuthorityGrant(
            institution_id=institution_id,
            branch_id=branch_id,
            id=identity,
            officer=login,
            level=level,
            product="",
            customer=row["customer"],
            security="secured" if row["secured"] else "unsecured",
            max_single=row.get("limit_yuan", _BOARD_LIMIT_YUAN) * 100,
            max_total=row.get("limit_yuan", _BOARD_LIMIT_YUAN) * 100,
            valid_from=_FIRST,
            valid_until=_LAST,
            document=f"测商授〔2026〕{number:02d}号",
            granted_by="weiguo",
            suspended=False,
            reason="",
        )
        for number, (login, level) in enumerate(_DECIDING, 1)
        for identity, row in zip(_identities(number), _rows(rows, level), strict=False)
    ]


def _rows(rows: Iterable[dict[str, Any]], level: Role) -> list[dict[str, Any]]:
    """Return the rows of a level that give it something to decide."""
    return [row for row in rows if row["role"] == level and row.get("limit_yuan", 1)]


def _identities(number: int) -> list[UUID]:
    chance = Chance(0, 9, number)
    return [chance.identity(moment(_FIRST, number)) for _ in range(8)]
