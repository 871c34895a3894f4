"""Who works at the bank, by login, as a list of names to choose from shows them."""

from app.database import Database

_NAMED = "SELECT login, full_name, branch_id FROM officer WHERE {among} ORDER BY branch_id, login"
_LENDS = "EXISTS (SELECT 1 FROM json_each(roles) WHERE value = 'loan_officer')"


def colleagues(database: Database) -> dict[str, str]:
    """Return everybody."""
    return _shown(database, "1")


def lenders(database: Database) -> dict[str, str]:
    """Return the loan officers."""
    return _shown(database, _LENDS)


def lenders_elsewhere(database: Database, branch_id: str) -> dict[str, str]:
    """Return the loan officers of other branches than *branch_id*, with theirs."""
    rows = database.read(_NAMED.format(among=f"{_LENDS} AND branch_id <> ?"), (branch_id,))
    return {login: f"{branch} {name}（{login}）" for login, name, branch in rows}


def _shown(database: Database, among: str) -> dict[str, str]:
    return {login: f"{name}（{login}）" for login, name, _branch in database.read(_NAMED.format(among=among))}
