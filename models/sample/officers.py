"""The six colleagues of the made-up branch."""

from models.approval.roles import Actor, Officer, Role

OFFICERS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("wangjun", "王军", frozenset({Role.LOAN_OFFICER})),
    ("lixue", "李雪", frozenset({Role.LOAN_OFFICER})),
    ("zhaomin", "赵敏", frozenset({Role.REVIEWER})),
    ("sunlei", "孙磊", frozenset({Role.BRANCH_MANAGER})),
    ("zhoufang", "周芳", frozenset({Role.CONTRACT_CLERK, Role.REGISTRAR})),
    ("wuhao", "吴昊", frozenset({Role.DISBURSER})),
)


def actors(institution_id: str, branch_id: str) -> dict[str, Actor]:
    """Return the colleagues as people who act, by login."""
    return {login: Actor(login, name, roles, institution_id, branch_id) for login, name, roles in OFFICERS}


def officers(institution_id: str, branch_id: str) -> dict[str, Officer]:
    """Return the colleagues as records that are stored nowhere, by login."""
    return {
        login: Officer(
            institution_id=institution_id,
            branch_id=branch_id,
            login=login,
            full_name=name,
            roles=sorted(roles),
        )
        for login, name, roles in OFFICERS
    }
