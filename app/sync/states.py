"""How far operations have got: the states of their lines in the outbox."""

from collections import Counter

from app.database import Database

STUCK = ("refused", "conflict", "quarantine")
"""Head office did not take it; the officer must do something."""
UNSENT = ("pending", "blocked", *STUCK)
"""What is typed next may still go with it."""
ON_THE_WAY = ("pending", "sent", "blocked")
OPEN = ("pending", "sent", "blocked", *STUCK, "proposal")
"""Everything that is not settled; a proposal waits for its case, not for head office."""
FOR_THE_OFFICER = (*STUCK, "proposal")
"""What goes on only when the officer does something."""

LAST_ROUND = "last_round"
"""Under what name the store remembers when a round last came to its end."""


def counts(database: Database) -> Counter[str]:
    """Return how many operations are in each state."""
    return Counter(dict(database.read("SELECT state, count(*) FROM outbox GROUP BY state")))
