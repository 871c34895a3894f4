"""Papers on file: which paper of whom, and by which hash its contents are found."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.approval.roles import AT_HEAD_OFFICE, Actor, Role
from models.base import Record
from models.documents.media import MEDIA
from models.errors import NotAllowed, RuleBroken
from models.fields import Privacy, at_least, field
from models.kinds import COUNT, DAY, MOMENT, REFERENCE, choice, text
from models.parameters import Entry, in_force, parameter_file
from models.text import Text

SUBJECTS = {
    "farmer": Text("农户", "Farmer"),
    "enterprise": Text("企业", "Enterprise"),
    "loan_case": Text("案件", "Case"),
    "collateral": Text("押品", "Collateral"),
    "post_check": Text("贷后检查", "Post-loan check"),
    "contract": Text("合同", "Contract"),
}
"""What a paper can belong to, by the kind of the record."""

PAPERS = {
    "id_card": Text("身份证件", "Identity card"),
    "household_register": Text("户口簿", "Household register"),
    "marriage_proof": Text("婚姻状况证明", "Proof of marital status"),
    "bureau_consent": Text("征信查询授权书", "Bureau consent"),
    "privacy_consent": Text("个人信息告知同意书", "Privacy consent"),
    "licence": Text("营业执照", "Business licence"),
    "articles": Text("公司章程", "Articles"),
    "financials": Text("财务报表", "Financial statements"),
    "tax_returns": Text("纳税申报资料", "Tax returns"),
    "resolution": Text("股东会（成员）决议", "Resolution"),
    "application": Text("借款申请书", "Application"),
    "survey_photo": Text("调查照片", "Photograph of the survey"),
    "survey_report": Text("调查报告", "Survey report"),
    "bureau_report": Text("信用报告", "Bureau report"),
    "cost_sheet": Text("综合融资成本明示表", "All-in cost sheet"),
    "interview_record": Text("面谈面签记录", "Interview record"),
    "signed_contract": Text("已签合同", "Signed contract"),
    "spouse_consent": Text("配偶（共有人）同意书", "Consent of spouse or co-owner"),
    "contractor_consent": Text("承包方同意书及备案表", "Consent of the contractor"),
    "ownership_certificate": Text("权属证书", "Certificate of ownership"),
    "collateral_photo": Text("押品照片", "Photograph of the collateral"),
    "valuation_report": Text("评估报告", "Valuation report"),
    "registration_proof": Text("登记证明", "Proof of registration"),
    "insurance_policy": Text("保险单", "Insurance policy"),
    "payment_proof": Text("支付凭证", "Proof of payment"),
    "check_photo": Text("检查照片", "Photograph of a check"),
    "notice_receipt": Text("通知送达回执", "Receipt of a notice"),
    "other": Text("其他资料", "Other paper"),
}
"""The kinds of paper of a loan file, in the order in which they lie in it (domain 6.1, D01 to D27)."""

PROOFS_OF_PLACE = frozenset({"survey_photo", "collateral_photo", "check_photo"})
"""The papers that prove a visit: they keep the place where they were taken, all others lose it (PIPL 28)."""

FIXED = frozenset({"subject_kind", "subject_id", "sha256", "size", "media_type", "pages", "replaces"})
"""What never changes once a paper is on file: another content is another paper that replaces it."""

KEEPERS = frozenset(
    {
        Role.LOAN_OFFICER,
        Role.REVIEWER,
        Role.CONTRACT_CLERK,
        Role.REGISTRAR,
        Role.DISBURSER,
        Role.RISK_OFFICER,
        Role.ARCHIVIST,
    }
)
"""Who puts papers on file, where there are files: at a branch."""


def no_keeper(actor: Actor) -> Text | None:
    """Return why somebody puts no papers on file, or nothing if they do."""
    if not KEEPERS & actor.roles:
        return Text("您的岗位不登记资料。", "Your part does not put papers on file.")
    return AT_HEAD_OFFICE if actor.at_head_office else None


def check_keeper(actor: Actor) -> None:
    """Let only those put papers on file whose part that is.

    Raises:
        NotAllowed: It is not theirs, or they are at head office.
    """
    because = no_keeper(actor)
    if because:
        raise NotAllowed(because)


LONGEST_TITLE = 120
_SHA256 = re.compile("[0-9a-f]{64}")


def _is_hash(value: Any) -> Text | None:
    if _SHA256.fullmatch(value):
        return None
    return Text("文件指纹应为64位十六进制数。", "The hash of a file has 64 hexadecimal digits.")


class Attachment(Record):
    """One paper on file 资料. Its contents travel by themselves and may arrive later.

    A paper is never deleted: one that was filed by mistake says when, by whom and why it was removed.
    ``received_at`` is the centre's word that the contents lie there and have that hash.
    """

    kind = "attachment"
    label = Text("资料", "paper on file")
    __table_args__ = (
        Index("ix_attachment_branch", "institution_id", "branch_id", "id"),
        Index("ix_attachment_subject", "institution_id", "subject_id", "id"),
        Index("ix_attachment_sha256", "institution_id", "sha256"),
    )

    subject_kind: Mapped[str] = field(Text("归属", "Belongs to"), choice(**SUBJECTS), required=True)
    subject_id: Mapped[UUID | None] = field(Text("归属记录", "Belongs to record"), REFERENCE, required=True)
    paper: Mapped[str] = field(Text("资料类型", "Kind of paper"), choice(**PAPERS), required=True)
    title: Mapped[str] = field(Text("名称", "Title"), text(LONGEST_TITLE), required=True, privacy=Privacy.C2)
    taken_on: Mapped[date | None] = field(Text("取得日期", "Taken on"), DAY)
    sha256: Mapped[str] = field(
        Text("文件指纹", "Hash"), text(64), required=True, guarded=True, rule=_is_hash
    )
    size: Mapped[int | None] = field(
        Text("字节数", "Bytes"), COUNT, required=True, guarded=True, rule=at_least(1)
    )
    media_type: Mapped[str] = field(Text("格式", "Format"), text(80), required=True, guarded=True)
    pages: Mapped[int | None] = field(Text("页数", "Pages"), COUNT, rule=at_least(1))
    replaces: Mapped[UUID | None] = field(Text("替换的资料", "Replaces"), REFERENCE)
    removed_on: Mapped[date | None] = field(Text("移除日期", "Removed on"), DAY)
    removed_because: Mapped[str] = field(Text("移除原因", "Why removed"), text(200))
    removed_by: Mapped[str] = field(Text("移除人", "Removed by"), text(40), commanded=True)
    added_by: Mapped[str] = field(Text("登记人", "Added by"), text(40), commanded=True)
    received_at: Mapped[datetime | None] = field(Text("到达总行", "At head office"), MOMENT, commanded=True)


def check_paper(paper: Attachment, changes: Mapping[str, Any], *, new: bool) -> None:
    """Let a paper be put on file whole, and afterwards only be renamed, sorted anew or removed with a reason.

    Raises:
        RuleBroken: Something is missing, is no kind of file that is taken, or never changes.
    """
    if not new:
        for name in FIXED & changes.keys():
            raise RuleBroken(
                Text(
                    "已登记资料的文件不能更换，请用“替换”另行登记。",
                    "The file of a paper never changes; put another one on file that replaces it.",
                ),
                field=name,
            )
    for name in ("subject_kind", "subject_id", "paper", "title", "sha256", "size", "media_type"):
        if not getattr(paper, name):
            label = paper.__table__.columns[name].info["field"].label
            raise RuleBroken(
                Text("请填写“{label}”。", "“{label}” must be given.").fill(label=label), field=name
            )
    if paper.media_type not in MEDIA:
        raise RuleBroken(NOT_TAKEN, field="media_type")
    if paper.removed_on and not (paper.removed_because or "").strip():
        raise RuleBroken(Text("请写明移除原因。", "Say why it is removed."), field="removed_because")


NOT_TAKEN = Text(
    "只接收PDF、JPG、PNG、Excel（.xlsx）和文字文档（.docx）。",
    "Only PDF, JPG, PNG, Excel (xlsx) and text documents (docx) are taken.",
)


def limits(on: date) -> Entry:
    """Return how large papers may be and how long an upload may take, as it holds on a day."""
    return in_force(parameter_file("files")["limit"], on, Text("资料限额", "limits of papers"))


def checklist(on: date) -> Entry:
    """Return which papers a complete file holds on a day, by what they belong to."""
    return in_force(parameter_file("files")["checklist"], on, Text("资料清单", "list of papers"))


def missing_papers(wanted: Iterable[str], held: Iterable[Attachment]) -> list[Text]:
    """Return the names of the wanted kinds of paper of which none is on file."""
    there = {each.paper for each in held if each.removed_on is None}
    return [PAPERS[paper] for paper in wanted if paper not in there]
