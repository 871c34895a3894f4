"""Made-up people, firms and cases, seeded: the same seed gives the same bank, identities included."""

from models.sample.bank import Size, sample
from models.sample.officers import HEAD_OFFICERS, OFFICERS, grants
from models.sample.register import Fault, RegisterRow, register_columns, register_rows

__all__ = [
    "HEAD_OFFICERS",
    "OFFICERS",
    "Fault",
    "RegisterRow",
    "Size",
    "grants",
    "register_columns",
    "register_rows",
    "sample",
]
