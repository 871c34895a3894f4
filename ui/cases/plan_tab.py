"""The repayment plan, with the reason for each figure on demand."""

from PySide6.QtWidgets import QTableWidgetItem, QVBoxLayout, QWidget

from app.cases import CaseView
from app.clock import today
from app.plans import plan_of
from models.lending.annual_cost import annual_cost, plan_flows
from models.lending.explain import explain_row
from models.lending.plan import Plan, Totals
from models.money import show_yuan
from models.text import Text
from ui.cases.curve import BalanceCurve
from ui.language import say
from ui.pieces import FIGURE, label, sheet

HEADINGS = (
    Text("期次", "No."),
    Text("还款日", "Due"),
    Text("天数", "Days"),
    Text("本金（元）", "Principal (yuan)"),
    Text("利息（元）", "Interest (yuan)"),
    Text("合计（元）", "Total (yuan)"),
    Text("余额（元）", "Balance (yuan)"),
)
FIGURES = frozenset({0, 2, 3, 4, 5, 6})
NO_PLAN = Text(
    "填写金额、期限、利率和还款方式后显示还款计划。", "Fill in amount, term, rate and method to see the plan."
)


class PlanTab(QWidget):
    """The rows of the plan; the selected row is explained below."""

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self.summary, self.why = label("", "good"), label("", "warn")
        self.years = label("", "quiet")
        self.years.setWordWrap(True)
        self.curve = BalanceCurve()
        self.table = sheet(Text("还款计划", "Repayment plan"), HEADINGS, FIGURES)
        self.table.currentCellChanged.connect(lambda line, *_rest: self._explain(line))
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.years)
        layout.addWidget(self.curve)
        layout.addWidget(self.why)
        layout.addWidget(self.table, 1)

    def show_view(self, view: CaseView) -> None:
        """Show the plan of the case."""
        self._plan = plan = plan_of(view.dossier, today())
        self.table.setRowCount(0)
        self.why.hide()
        self.curve.setVisible(plan is not None)
        self.years.setVisible(plan is not None)
        if plan is None:
            self.summary.setText(say(NO_PLAN))
            return
        cost = annual_cost(plan_flows(plan))
        self.summary.setText(
            say(
                Text(
                    "共{count}期，利息合计 {interest} 元，本息合计 {total} 元；"
                    "年化 {simple}%（单利）、{compound}%（复利）。选中一行可看算法。",
                    "{count} instalments, interest {interest}, in all {total} yuan; yearly {simple} % simple, "
                    "{compound} % compound. Select a row to see how it is made.",
                ).fill(
                    count=len(plan.rows),
                    interest=show_yuan(plan.totals.interest),
                    total=show_yuan(plan.totals.total),
                    simple=cost.simple,
                    compound=cost.compound,
                )
            )
        )
        self.years.setText("　".join(_year(year, totals) for year, totals in plan.by_year().items()))
        self.curve.show_plan(plan)
        self._fill(plan)

    def _fill(self, plan: Plan) -> None:
        self.table.setRowCount(len(plan.rows))
        for line, row in enumerate(plan.rows):
            texts = [str(row.n), row.due.isoformat(), str(row.days)]
            texts += [show_yuan(fen) for fen in (row.principal, row.interest, row.total, row.balance)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column in FIGURES:
                    item.setTextAlignment(FIGURE)
                self.table.setItem(line, column, item)

    def _explain(self, line: int) -> None:
        if self._plan and 0 <= line < len(self._plan.rows):
            self.why.setText(say(explain_row(self._plan, self._plan.rows[line])))
            self.why.show()


def _year(year: int, totals: Totals) -> str:
    text = Text(
        "{year}年：本金 {principal}，利息 {interest}", "{year}: principal {principal}, interest {interest}"
    )
    principal, interest = show_yuan(totals.principal), show_yuan(totals.interest)
    return say(text.fill(year=year, principal=principal, interest=interest))
