"""The wording of a document as the lawyers released it: versions with their day and their approval."""

from datetime import date

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import DAY, text
from models.text import Text

LONGEST = 200_000


class TemplateText(Record):
    """One version of a template. A version that was released is never changed; a new one takes its place.

    Attributes:
        name: Which template: the key of its file.
        version_name: Of the wording, ``2026.2``.
        effective: From which day it is used.
        approval: The number of the legal approval; without it the version is a draft.
        source: The whole text as it is edited, head included.
        written_by: Who wrote it.
        released_by: Who released it; somebody else.
    """

    kind = "template_text"
    label = Text("合同模板", "template")

    name: Mapped[str] = field(Text("模板", "Template"), text(40), commanded=True, index=True)
    version_name: Mapped[str] = field(Text("版本", "Version"), text(20), commanded=True)
    effective: Mapped[date | None] = field(Text("启用日期", "Effective"), DAY, commanded=True)
    approval: Mapped[str] = field(Text("法审文号", "Approval"), text(60), commanded=True)
    source: Mapped[str] = field(Text("正文", "Text"), text(LONGEST, lines=True), commanded=True)
    written_by: Mapped[str] = field(Text("起草人", "Written by"), text(40), commanded=True)
    released_by: Mapped[str] = field(Text("发布人", "Released by"), text(40), commanded=True)
