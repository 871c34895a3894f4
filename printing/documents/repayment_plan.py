"""The repayment plan 还款计划表 (D15): each figure, the sums of each year, and how each figure is made."""

from typing import ClassVar

from models.documents.terms import PlanTerms
from models.money import show_yuan
from models.text import Text
from printing.documents.base import Document, Story
from printing.documents.instalments import instalments
from printing.figures import day, money, percent
from printing.flow import Slice
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, form, table


class RepaymentPlan(Document[PlanTerms]):
    """What the borrower pays on which day, and why it is that much."""

    key: ClassVar = "repayment_plan"
    title: ClassVar = Text("还款计划表", "Repayment plan")
    code: ClassVar = "D15"
    template: ClassVar = "repayment_plan"
    copies: ClassVar = 2
    copies_split: ClassVar = "贷款人、借款人各执一份"
    terms: ClassVar = PlanTerms
    required: ClassVar = frozenset(["contract_number", "rate_basis"])

    def story(self, terms: PlanTerms) -> Story:
        """Return what *terms* put into the plan."""
        borrower, account = terms.borrower, terms.account
        signers = [
            Signer("借款人", borrower.name, borrower.is_organisation),
            Signer("贷款人", terms.lender.name, organisation=True),
        ]
        rows = [
            ("借款人", borrower.name),
            ("借款金额", f"{terms.amount_words}（{money(terms.amount)}）"),
            ("年利率", percent(terms.annual_rate)),
            ("还款方式", terms.method),
            ("借款期限", f"{day(terms.start)}至{day(terms.end)}"),
            ("还款账户", f"{account.holder}　{account.number}　{account.bank}"),
        ]
        return Story(
            words={"contract_number": terms.contract_number, "rate_basis": terms.rate_basis},
            blocks={
                "table:loan": form(rows, COLUMN),
                "table:plan": instalments([each.row for each in terms.rows]),
                "table:years": _years(terms),
                "table:reasons": _reasons(terms),
                "signatures": signatures(signers, COLUMN),
            },
        )


def _years(terms: PlanTerms) -> list[Slice]:
    columns = [
        Column("年度", 0.2, "center"),
        Column("本金小计（元）", 0.27, "right"),
        Column("利息小计（元）", 0.26, "right"),
        Column("本息小计（元）", 0.27, "right"),
    ]
    rows = [
        (f"{each.year}年", *map(show_yuan, (each.principal, each.interest, each.principal + each.interest)))
        for each in terms.years
    ]
    return table(columns, rows, COLUMN)


def _reasons(terms: PlanTerms) -> list[Slice]:
    columns = [Column("期次", 0.09, "center"), Column("这一期为什么是这个数", 0.91)]
    return table(columns, [(str(each.row.n), each.why) for each in terms.rows], COLUMN)
