"""Flat interest 等本等息: charged on the principal first lent, whatever has been repaid since."""

from decimal import Decimal

from models.lending.interest import nominal_share
from models.lending.periods import Period
from models.lending.plan import InterestPart
from models.lending.rounding import Ratio, Residue
from models.lending.terms import Terms


class FlatInterest:
    """Spreads the whole interest of the loan over its repaying periods, by the residue rule.

    ``base`` is the principal that is charged, in fen.
    """

    def __init__(self, terms: Terms, count: int) -> None:
        self._terms = terms
        self._rounding = terms.settings.interest
        self.base = terms.flat_base or terms.principal
        scale = 10 ** max((-int(share.as_tuple().exponent) for share in terms.interest_shares), default=0)
        shares = [int(share * scale) for share in terms.interest_shares] or [1] * (count - terms.grace)
        self._weights = [0] * terms.grace + shares
        self._since: int | None = None
        self._whole: Ratio = (0, 1)
        self._charged = 0

    def drawn(self, amount: int) -> None:
        """Take a further draw into account."""
        self.base += amount
        self._since = None

    def new_rate(self) -> None:
        """Take a new rate into account."""
        self._since = None

    def prepaid(self, amount: int, balance: int) -> None:
        """Lower the charged principal in the proportion in which the balance falls."""
        self.base -= self._rounding.of(self.base * amount, balance)
        self._since = None

    def row(
        self, index: int, period: Period, rate: Decimal, *, odd: bool
    ) -> tuple[tuple[InterestPart, ...], int]:
        """Return the parts and the fen of one row; an odd period is scaled by its days."""
        share, basis = nominal_share(self._terms.settings, self._terms.step)
        part = InterestPart(period.begin, period.end, self.base, rate, share, basis)
        due = part.exact if index < self._terms.grace else (self._portion(index, part.exact), 1)
        if odd:
            part = part._replace(share=(share[0] * part.days, share[1] * period.nominal_days))
            due = due[0] * part.days, due[1] * period.nominal_days
        return (part,), self._rounding.of(*due)

    def _portion(self, index: int, regular: Ratio) -> int:
        if self._since is None:
            self._since, self._charged = index, 0
            self._whole = regular[0] * (len(self._weights) - index), regular[1]
        weight, left = self._weights[index], sum(self._weights[index:])
        total = sum(self._weights[self._since :])
        exact, unit = self._whole
        residue = self._terms.settings.residue
        if residue is Residue.SPREAD:
            portion = (
                self._rounding.of((self._rounding.of(exact, unit) - self._charged) * weight, left)
                if left
                else 0
            )
        elif residue is Residue.CARRY:
            portion = self._rounding.of(exact * (total - left + weight), unit * total) - self._charged
        else:
            portion = self._rounding.of(exact * weight, unit * total)
        self._charged += portion
        return portion
