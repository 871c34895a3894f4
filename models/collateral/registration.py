"""The registration of a security as a timeline: each act at the registry is a record of its own."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import DAY, REFERENCE, choice, text
from models.text import Text

ACT = choice(
    applied=Text("申请", "Applied"),
    registered=Text("登记", "Registered"),
    changed=Text("变更", "Changed"),
    extended=Text("展期", "Extended"),
    released=Text("注销", "Released"),
)


class RegistrationAct(Record):
    """One act at a registry on one pledge; the centre appends it, nobody changes it."""

    kind = "registration_act"
    label = Text("登记事项", "registration act")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    pledge_id: Mapped[UUID | None] = field(Text("担保", "Pledge"), REFERENCE, commanded=True, index=True)
    act: Mapped[str] = field(Text("事项", "Act"), ACT, commanded=True)
    reference: Mapped[str] = field(Text("编号", "Number"), text(60), commanded=True)
    done_on: Mapped[date | None] = field(Text("日期", "Day"), DAY, commanded=True)
    until: Mapped[date | None] = field(Text("有效期至", "Until"), DAY, commanded=True)
    registered_with: Mapped[str] = field(Text("登记机构", "Registry"), text(60), commanded=True)
    officer: Mapped[str] = field(Text("经办人", "Officer"), text(40), commanded=True)
    note: Mapped[str] = field(Text("说明", "Note"), text(200), commanded=True)
