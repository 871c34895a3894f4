"""What people did with a case: signatures under the survey, decisions, and the steps themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import FLAG, MOMENT, MONEY, REFERENCE, choice, text
from models.lending.case import STATES
from models.text import Text

CASE = Text("案件", "Case")
OFFICER = Text("经办人", "Officer")
AT = Text("时间", "Time")
FINGERPRINT = Text("数据指纹", "Data hash")


class SurveySignature(Record):
    """One investigator's signature under the survey; two are needed (双人调查)."""

    kind = "survey_signature"
    label = Text("调查签字", "survey signature")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)
    signed_at: Mapped[datetime | None] = field(AT, MOMENT, commanded=True)
    fingerprint: Mapped[str] = field(FINGERPRINT, text(64), commanded=True)
    void: Mapped[bool] = field(Text("已作废", "Void"), FLAG, commanded=True)


class Decision(Record):
    """What a reviewer or approver decided, by which authority, with the words given as reason."""

    kind = "decision"
    label = Text("审查审批意见", "decision")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    step: Mapped[str] = field(Text("环节", "Step"), text(24), commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)
    decided_at: Mapped[datetime | None] = field(AT, MOMENT, commanded=True)
    outcome: Mapped[str] = field(
        Text("结论", "Outcome"),
        choice(agree=Text("同意", "Agree"), oppose=Text("否决", "Oppose"), returned=Text("退回", "Returned")),
        commanded=True,
    )
    comment: Mapped[str] = field(Text("意见", "Comment"), text(1000, lines=True), commanded=True)
    exposure: Mapped[int | None] = field(
        Text("含本笔总敞口", "Total exposure with this case"), MONEY, unit=Text("元", "yuan"), commanded=True
    )
    grant: Mapped[str] = field(Text("授权依据", "Authority"), text(200), commanded=True)
    void: Mapped[bool] = field(Text("已作废", "Void"), FLAG, commanded=True)


class CaseEvent(Record):
    """One step in the life of a case, for its timeline."""

    kind = "case_event"
    label = Text("办理记录", "case event")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    step: Mapped[str] = field(Text("环节", "Step"), text(24), commanded=True)
    before: Mapped[str] = field(Text("原状态", "Before"), STATES, commanded=True)
    after: Mapped[str] = field(Text("新状态", "After"), STATES, commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)
    at: Mapped[datetime | None] = field(AT, MOMENT, commanded=True)
    comment: Mapped[str] = field(Text("说明", "Comment"), text(1000, lines=True), commanded=True)
    fingerprint: Mapped[str] = field(FINGERPRINT, text(64), commanded=True)
