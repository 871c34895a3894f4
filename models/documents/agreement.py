"""Approved terms against printed terms: what a clerk compares before a formal print (domain 6.3)."""

from typing import Any, NamedTuple

from models.documents.terms import LoanTerms
from models.documents.undertakings import RevolvingTerms
from models.lending.case import METHOD
from models.lending.dossier import Dossier
from models.money import show_yuan
from models.text import Text


class Compared(NamedTuple):
    """One term as it was approved and as the paper says it."""

    label: Text
    approved: str
    printed: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.approved == self.printed


def compare(dossier: Dossier, terms: Any) -> tuple[Compared, ...]:
    """Return each approved term that the paper repeats, beside what the paper says."""
    facility = dossier.facility
    if facility is None:
        return ()
    if not isinstance(terms, LoanTerms | RevolvingTerms):
        debt = getattr(terms, "debt", None)
        return (_money(Text("担保本金", "Secured principal"), facility.limit, debt.amount),) if debt else ()
    rate = facility.rate
    return (
        _money(Text("金额", "Amount"), facility.limit, _amount_of(terms)),
        Compared(
            Text("年利率", "Yearly rate"),
            f"{rate.normalize():f}%" if rate else "/",
            f"{terms.annual_rate.normalize():f}%",
        ),
        Compared(Text("期限", "Term"), f"{facility.months}个月", f"{terms.months}个月"),
        Compared(Text("还款方式", "Repayment"), METHOD.show(facility.method, "zh"), terms.method),
        Compared(
            Text("借款人", "Borrower"),
            dossier.applicant.full_name if dossier.applicant else "/",
            terms.borrower.name,
        ),
    )


def _amount_of(terms: LoanTerms | RevolvingTerms) -> int:
    return terms.ceiling if isinstance(terms, RevolvingTerms) else terms.amount


def _money(label: Text, approved: int | None, printed: int) -> Compared:
    return Compared(label, show_yuan(approved or 0), show_yuan(printed))
