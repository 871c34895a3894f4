"""Questions before a command: one editor for each thing it needs to be told."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.clock import today
from models.errors import RuleBroken
from models.kinds import Kind
from models.text import Text
from ui.language import say
from ui.pieces import answers, label

LOAN_LABELS = {
    "note_id": Text("借据", "Loan note"),
    "reference": Text("编号（流水号）", "Number or reference"),
    "paid_on": Text("还款（支付）日期", "Paid on"),
    "principal": Text("本金（元）", "Principal (yuan)"),
    "interest": Text("利息（元）", "Interest (yuan)"),
    "penalty": Text("罚息复利（元）", "Penalty (yuan)"),
    "fees": Text("费用（元）", "Fees (yuan)"),
    "charged_on": Text("发生日期", "Charged on"),
    "check": Text("检查类型", "Check"),
    "due_on": Text("应办日期（可不填）", "Was due on (optional)"),
    "place": Text("检查地点", "Place"),
    "met": Text("会见人员", "People met"),
    "use_of_funds": Text("资金用途核实", "Use of the money"),
    "business": Text("生产经营情况", "Crop or business"),
    "collateral": Text("担保情况", "State of the securities"),
    "insurance": Text("保险情况", "Insurance"),
    "findings": Text("检查结论", "Findings"),
    "result": Text("风险判断", "Result"),
    "photo_name": Text("照片文件名", "Photograph"),
    "photo_sha256": Text("照片指纹", "Photograph's hash"),
    "signal": Text("预警信号", "Warning"),
    "gravity": Text("程度", "Gravity"),
    "noted_on": Text("发现日期", "Noted on"),
    "signal_id": Text("未解除的预警", "Open warning"),
    "tier": Text("分类结果", "Tier"),
    "expected_loss": Text("预期损失率（%，可不填）", "Expected loss (%, optional)"),
    "technical_delay": Text("操作或技术原因逾期", "Delay by technique alone"),
    "notice": Text("通知类型", "Notice"),
    "sent_on": Text("送达日期", "Delivered on"),
    "delivery": Text("送达方式", "Delivery"),
    "receiver": Text("接收人", "Receiver"),
    "until": Text("新到期日", "New last day"),
    "rate": Text("新年利率（%，不填为不变）", "New rate (%, empty: as before)"),
    "method": Text("新还款方式（不选为不变）", "New method (empty: as before)"),
    "guarantor_consent_on": Text("担保人书面同意日期", "Guarantors consented on"),
    "volume": Text("盒卷号", "Box and volume"),
    "files": Text("卷内目录（每行：文件名 页数）", "Papers (a line each: title pages)"),
}
PAPER_LABELS = {
    "body": Text("会议名称（如股东会）", "Kind of meeting"),
    "held_on": Text("日期", "Day"),
    "members": Text("应出席人数", "Members"),
    "votes": Text("表决（每行：姓名 股权% 意见）", "Votes (a line each: name share% vote)"),
    "agent": Text("经办人（代理人、授权代表）", "Agent"),
    "agent_number": Text("经办人身份证号", "Agent's ID number"),
    "agent_phone": Text("经办人电话", "Agent's phone"),
    "way": Text("受理渠道", "Came by"),
    "received_on": Text("受理日期", "Received on"),
    "claim": Text("诉求内容", "What is asked"),
    "facts_found": Text("调查事实", "Facts found"),
    "answer": Text("处理结果（答复）", "Result or answer"),
    "handler": Text("处理人", "Handled by"),
    "right": Text("行使的权利（查阅、更正等）", "Right (access, correction, …)"),
    "incomes": Text(
        "收入核验（每行：项目 自述金额 核实金额 核实依据）",
        "Incomes (a line each: item stated verified evidence)",
    ),
    "risks": Text("风险点（每行：风险点；缓释措施）", "Risks (a line each: risk; what is done)"),
    "photos": Text("影像（照片）编号", "Photographs"),
    "requirements": Text("贷后管理要求", "Requirements while the loan runs"),
    "hours": Text("时间（如 9:10 至 9:50）", "Hours"),
    "identity": Text("身份核验情况", "How identity was checked"),
    "answers": Text("问答（每行：问题？回答）", "Questions and answers, a line each"),
    "reason_class": Text("理由类别", "Class of reason"),
    "person_number": Text("身份证号", "ID number"),
    "person_phone": Text("电话", "Phone"),
    "address": Text("住址", "Address"),
    "payee_bank": Text("收款行", "Payee's bank"),
    "proof": Text("付款依据（合同、发票号）", "Proof (contract, invoice)"),
}
LABELS = {
    "comment": Text("意见", "Comment"),
    "signed_on": Text("签字日期", "Signed on"),
    "second_officer": Text("协办客户经理", "Second officer"),
    "new_lead": Text("接手客户经理", "New lead officer"),
    "ballot": Text("表决意见", "Vote"),
    "veto": Text("行使否决权", "Veto"),
    "amount": Text("金额（元）", "Amount (yuan)"),
    "pledge_id": Text("担保", "Security"),
    "registration_number": Text("登记编号", "Registration number"),
    "registered_on": Text("登记日期", "Registered on"),
    "registered_until": Text("登记到期日（可不填）", "Registered until (optional)"),
    "done_on": Text("办理日期", "Done on"),
    "note": Text("说明", "Note"),
    "move": Text("出入方式", "Move"),
    "paper": Text("权证名称", "Paper"),
    "paper_number": Text("权证号码", "Number of the paper"),
    "person": Text("交接人（签收）", "Handed to or by"),
    "second": Text("复核人", "Second person"),
    "fixed_by": Text("确定事由", "Reason"),
    "officer": Text("人员", "Officer"),
    "level": Text("审批层级", "Level"),
    "product": Text("产品（不选为不限）", "Product (empty: any)"),
    "customer": Text("客户类型（不选为不限）", "Customer (empty: any)"),
    "security": Text("担保方式", "Security"),
    "max_single": Text("单笔上限（元）", "Most for one case (yuan)"),
    "max_total": Text("总敞口上限（元）", "Most in all (yuan)"),
    "valid_from": Text("生效日", "From"),
    "valid_until": Text("到期日", "Until"),
    "document": Text("文号", "Document number"),
    "delegate": Text("代理人", "Stands in"),
    "starts_on": Text("起始日", "From"),
    "ends_on": Text("截止日", "Until"),
    "reason": Text("事由", "Reason"),
    "id_number": Text("关系人身份证号", "ID number of the person"),
    "relation": Text("关系", "Relation"),
    "sort": Text("额度类型", "Kind"),
    "title": Text("名称", "Name"),
    "ceiling": Text("额度上限（元）", "Ceiling (yuan)"),
    "opens_on": Text("生效日", "From"),
    "closes_on": Text("到期日", "Until"),
    **PAPER_LABELS,
    "form": Text("凭证种类", "Form"),
    "first": Text("起号", "First serial number"),
    "last": Text("止号", "Last serial number"),
    "holder": Text("领用人", "Handed to"),
    "number": Text("编号（业务编号）", "Number"),
    "found": Text("实点空白份数", "Blank forms found"),
    **LOAN_LABELS,
    "grace_months": Text("借据可超期（月，可不填）", "Notes may run over (months, optional)"),
}
FIRST_DAYS = {
    "held_on",
    "received_on",
    "signed_on",
    "registered_on",
    "valid_from",
    "starts_on",
    "opens_on",
    "paid_on",
    "charged_on",
    "done_on",
    "noted_on",
    "sent_on",
}
COMMENT_HEIGHT = 110
WIDTH = 280
DIALOG_WIDTH = 520

Choices = Mapping[str, Mapping[Any, str]]


class Questions(QWidget):
    """Ask for the arguments of a step or an order.

    Attributes:
        editors: The widgets, by the name of what they ask for.
    """

    def __init__(self, arguments: Mapping[str, Kind], choices: Choices) -> None:
        """Make one editor for each of *arguments*; *choices* say from what some of them are chosen."""
        super().__init__()
        self._arguments = arguments
        self.editors: dict[str, QWidget] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for name, kind in arguments.items():
            caption = say(LABELS.get(name, Text(name, name)))
            editor = _editor(name, kind, choices.get(name))
            editor.setAccessibleName(caption)
            self.editors[name] = editor
            form.addRow(caption, editor)

    def answers(self) -> dict[str, Any]:
        """Return what was answered; what was left empty is None.

        Raises:
            RuleBroken: An answer is not of its kind, or there is no comment; the cursor stands there then.
        """
        found: dict[str, Any] = {}
        for name, editor in self.editors.items():
            try:
                found[name] = self._answer(name, editor)
            except RuleBroken as broken:
                editor.setFocus()
                raise RuleBroken(broken.text, field=name) from None
        if "comment" in found and not found["comment"]:
            self.editors["comment"].setFocus()
            raise RuleBroken(Text("请填写意见。", "Please write a comment."), field="comment")
        return found

    def _answer(self, name: str, editor: QWidget) -> Any:
        if isinstance(editor, QComboBox):
            return editor.currentData() or None
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        typed = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else ""
        typed = editor.text() if isinstance(editor, QLineEdit) else typed
        return self._arguments[name].parse(typed) if typed.strip() else None


class QuestionsDialog(QDialog):
    """The questions before a command, with one button to go on.

    Attributes:
        questions: What is asked.
        arguments: What was answered, once the dialog was accepted.
        problem: What is wrong with an answer.
    """

    def __init__(
        self, title: Text, arguments: Mapping[str, Kind], choices: Choices, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.arguments: dict[str, Any] = {}
        self.setWindowTitle(say(title))
        self.setMinimumWidth(DIALOG_WIDTH)
        self.questions = Questions(arguments, choices)
        self.problem = label("", "problem")
        self.buttons = answers(self, self._check, Text("确定", "OK"))
        self._lines = QVBoxLayout(self)
        for each in (self.questions, self.problem, self.buttons):
            self._lines.addWidget(each)

    @property
    def editors(self) -> dict[str, QWidget]:
        """The widgets, by the name of what they ask for."""
        return self.questions.editors

    def say(self, text: Text, tone: str = "") -> None:
        """Say something above the questions."""
        said = label(say(text), tone)
        self._lines.insertWidget(0, said)
        # A layout asks a wrapping label for its height only once its width is known.
        said.setMinimumHeight(said.heightForWidth(DIALOG_WIDTH - 2 * self._lines.contentsMargins().left()))

    def _check(self) -> None:
        try:
            self.arguments = self.questions.answers()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.accept()


def _editor(name: str, kind: Kind, choices: Mapping[Any, str] | None) -> QWidget:
    if choices is not None or kind.choices:
        box = QComboBox()
        if choices is None:
            box.addItem("", "")
        for key, shown in (choices or {key: say(text) for key, text in kind.choices.items()}).items():
            box.addItem(shown, key)
        return box
    if kind.name == "flag":
        return QCheckBox()
    if kind.name == "lines":
        lines = QPlainTextEdit()
        lines.setFixedHeight(COMMENT_HEIGHT)
        lines.setTabChangesFocus(True)
        return lines
    line = QLineEdit(today().isoformat() if name in FIRST_DAYS else "")
    line.setPlaceholderText({"day": "2026-03-10", "money": "0.00"}.get(kind.name, ""))
    line.setMinimumWidth(WIDTH)
    return line
