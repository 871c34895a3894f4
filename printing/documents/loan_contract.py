"""The loan contract 借款合同 (D07) with its repayment plan."""

from typing import ClassVar

from models.documents.terms import LoanTerms
from models.text import Text
from printing.documents.base import Document, Story, parties
from printing.documents.instalments import instalments
from printing.figures import day, money, percent
from printing.flow import Slice
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, table


class LoanContract(Document[LoanTerms]):
    """What bank and borrower owe each other."""

    key: ClassVar = "loan_contract"
    title: ClassVar = Text("借款合同", "Loan contract")
    code: ClassVar = "D07"
    template: ClassVar = "loan_contract"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = LoanTerms
    required: ClassVar = frozenset(
        {"loan_kind", "purpose", "amount", "amount_words", "annual_rate", "months", "start", "end"}
        | {"method", "payment_mode", "apr_simple", "apr_compound", "overdue_rate", "misuse_rate", "court"}
    )

    def story(self, terms: LoanTerms) -> Story:
        """Return what *terms* put into the contract."""
        borrowers = [terms.borrower, *terms.co_borrowers]
        roles = ["借款人（甲方）", *["共同借款人"] * len(terms.co_borrowers)]
        signers = [
            Signer(role, party.name, party.is_organisation)
            for role, party in zip(roles, borrowers, strict=True)
        ]
        return Story(
            words=_words(terms) | _accounts(terms),
            blocks={
                "parties": parties(*zip(roles, borrowers, strict=True), ("贷款人（乙方）", terms.lender)),
                "table:plan": instalments(terms.plan),
                "table:securities": _securities(terms),
                "signatures": signatures(
                    [*signers, Signer("贷款人（乙方）", terms.lender.name, organisation=True)], COLUMN
                ),
            },
            conditions={"entrusted": terms.payee is not None},
        )


def _words(terms: LoanTerms) -> dict[str, str]:
    return {
        "signing_place": terms.signing_place,
        "loan_kind": terms.loan_kind,
        "amount": money(terms.amount),
        "amount_words": terms.amount_words,
        "purpose": terms.purpose,
        "months": str(terms.months),
        "start": day(terms.start),
        "end": day(terms.end),
        "annual_rate": percent(terms.annual_rate),
        "rate_basis": terms.rate_basis,
        "apr_simple": percent(terms.apr_simple),
        "apr_compound": percent(terms.apr_compound),
        "overdue_rate": percent(terms.overdue_rate),
        "misuse_rate": percent(terms.misuse_rate),
        "payment_mode": terms.payment_mode,
        "method": terms.method,
        "court": terms.court,
        "special": terms.special,
    }


def _accounts(terms: LoanTerms) -> dict[str, str]:
    accounts = {"loan": terms.loan_account, "repay": terms.repayment_account}
    if terms.payee:
        accounts["payee"] = terms.payee
    words = {}
    for name, account in accounts.items():
        words[f"{name}_holder"] = account.holder
        words[f"{name}_account"] = account.number
        words[f"{name}_bank"] = account.bank
    return words


def _securities(terms: LoanTerms) -> list[Slice]:
    columns = [Column("担保合同", 0.36), Column("编号", 0.4), Column("担保人", 0.24)]
    rows = [(line.kind, line.number, line.provider) for line in terms.securities]
    return table(columns, rows or [("/（信用贷款，无担保）", "/", "/")], COLUMN)
