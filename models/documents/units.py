"""What a figure of a document counts, so that paper writes each in its own way."""

from decimal import Decimal
from typing import Annotated

FEN, PERCENT, MU = "fen", "percent", "mu"

Fen = Annotated[int, FEN]
"""An amount in fen; paper writes it in digits and in words, so that the two cannot differ."""

Percent = Annotated[Decimal, PERCENT]
"""A share or a rate a year, in percent."""

Mu = Annotated[Decimal, MU]
"""An area in mu."""
