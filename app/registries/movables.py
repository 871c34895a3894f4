"""The unified movables registry 动产融资统一登记公示系统: the batch that is filed, and the answers that come back.

Source:
    动产和权利担保统一登记办法 (中国人民银行令〔2021〕第7号); 国发〔2020〕18号, article 2 (types).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import request_step
from app.database import Database
from app.jobs import Job
from app.register.rows import Template, about, judge_rows
from app.register.verdicts import Status, Verdict
from app.registries.filing import Batch, Cells, Filing, awaiting, in_yuan, judged, number_of
from app.sync.states import ON_THE_WAY
from app.tables import Waiting
from models.approval.roles import Actor
from models.collateral.object import Pledge
from models.collateral.receivable import Receivable
from models.collateral.registry_certificate import RegistryCertificate
from models.documents.contract import Contract
from models.errors import LendingError
from models.fields import Field, fields_of
from models.kinds import DAY, text
from models.lending.dossier import ABSENT, Dossier
from models.parameters import parameters
from models.text import Text
from printing.workbook import Column

SHEET = "动产登记"
REGISTRY = Receivable.registry
OUR_NUMBER = Text("填表人归档号", "Filer's number")
_DEBTS = {"receivable", "revenue_right", "advertising_right"}
_PAPERS = {"deposit_slip", "warehouse_receipt"}
_OTHERS = {"greenhouse", "livestock"}

COLUMNS = {
    "our_number": Field(label=OUR_NUMBER, kind=text(40), required=True),
    "number": fields_of(RegistryCertificate)["number"],
    "modification_code": fields_of(RegistryCertificate)["modification_code"],
    "registered_on": Field(label=Text("登记日期", "Registered on"), kind=DAY, required=True),
    "registered_until": Field(label=Text("登记到期日", "Registered until"), kind=DAY, required=True),
}
ANSWER = ("number", "modification_code", "registered_on", "registered_until")
ANSWERS = Template(SHEET, COLUMNS, ("our_number", *ANSWER), "our_number", filled=("our_number",))


def _type(filing: Filing) -> str:
    key = filing.security.collateral.collateral_kind
    if key in _DEBTS:
        return "应收账款质押"
    if key in _PAPERS:
        return "存款单、仓单、提单质押"
    return "其他可以登记的动产和权利担保" if key in _OTHERS else "生产设备、原材料、半成品、产品抵押"


def _months(filing: Filing) -> int:
    allowed = parameters("registries", filing.today)
    wished = (filing.dossier.case.months or 0) + allowed["margin_months"]
    return int(min(max(wished, allowed["shortest_months"]), allowed["longest_months"]))


_CELLS: Cells = (
    (Column("登记类型", 28), _type),
    (Column("登记期限（月）", 10), _months),
    (Column(OUR_NUMBER.zh, 26), lambda filing: number_of(filing.contract)),
    (Column("担保人名称", 26), lambda filing: filing.owner.name),
    (Column("担保人类型", 12), lambda filing: filing.owner_type),
    (Column("担保人证件号码", 22), lambda filing: filing.owner.id_number),
    (Column("担保人法定代表人", 14), lambda filing: filing.owner.representative),
    (Column("担保人住所", 36), lambda filing: filing.owner.address),
    (Column("担保权人名称", 36), lambda filing: filing.lender.name),
    (Column("担保权人证件号码", 22), lambda filing: filing.bank["credit_code"]),
    (Column("担保权人负责人", 12), lambda filing: filing.lender.representative),
    (Column("担保权人住所", 36), lambda filing: filing.lender.address),
    (Column("主合同号码", 26), lambda filing: number_of(filing.main_contract)),
    (Column("主合同金额（元）", 16, "#,##0.00"), lambda filing: in_yuan(filing.dossier.case.amount)),
    (Column("主合同币种", 10), lambda _filing: "人民币"),
    (Column("担保合同号码", 26), lambda filing: number_of(filing.contract)),
    (Column("担保金额（元）", 16, "#,##0.00"), lambda filing: in_yuan(filing.pledge.secured)),
    (Column("担保财产描述", 80), lambda filing: filing.description),
    (
        Column("附件", 40),
        lambda filing: f"借款合同{number_of(filing.main_contract)}；担保合同{number_of(filing.contract)}",
    ),
    # The answer is written beside the question, so that one sheet goes out and comes back.
    *((Column(COLUMNS[name].label.zh, 22), lambda _filing: "") for name in ANSWER),
)


def _judged(filing: Filing) -> Verdict:
    verdict = judged(filing)
    longest = parameters("registries", filing.today)["longest_months"]
    if (filing.dossier.case.months or 0) > longest:
        verdict.warn(
            Text(
                "贷款期限超过最长登记期限{months}个月，到期前须展期。",
                "The loan is longer than a registration may be ({months} months); extend it in time.",
            ).fill(months=longest)
        )
    return verdict


BATCH = Batch(SHEET, _CELLS, awaiting(REGISTRY), _judged)


def bring_in(
    path: Path,
    database: Database,
    actor: Actor,
    today: date,
    *,
    dry_run: bool = False,
    job: Job | None = None,
) -> list[Verdict]:
    """Judge the registry's answers and ask for the ``register`` step of each pledge, in one transaction.

    Every row goes through the same use case as the window, so that roles, states and the centre decide alike.

    Raises:
        RuleBroken: The file as a whole cannot be used; nothing is recorded.
        Cancelled: Somebody stopped it; nothing is recorded.
    """
    job = job or Job()

    def work(session: Session) -> list[Verdict]:
        verdicts = judge_rows(path, ANSWERS, job)
        _refuse_incomplete(verdicts)
        _refuse_doubles(verdicts)
        attempt = session.begin_nested()
        for done, verdict in enumerate(verdicts, start=1):
            if verdict.status is not Status.REFUSED:
                _Answer(session, actor, today, verdict).record()
            job.step(done, len(verdicts))
        if dry_run:
            attempt.rollback()
        return verdicts

    return database.run(work)


def _refuse_incomplete(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        empty = [name for name in ANSWER if verdict.values.get(name) in (None, "")]
        if verdict.status is Status.REFUSED:
            continue
        if len(empty) == len(ANSWER):
            verdict.refuse(
                Text("登记系统尚未答复，本行略过。", "The registry has not answered; the row is skipped.")
            )
            continue
        for name in empty:
            verdict.refuse(about(COLUMNS[name], Text("不能为空。", "may not be empty.")))


def _refuse_doubles(verdicts: Sequence[Verdict]) -> None:
    for name in ("our_number", "number"):
        seen: dict[str, int] = {}
        for verdict in verdicts:
            value = verdict.values.get(name)
            if value and value in seen:
                why = Text("与第{line}行重复。", "the same as in row {line}.").fill(line=seen[value])
                verdict.refuse(about(COLUMNS[name], why))
            elif value:
                seen[value] = verdict.line


@dataclass(frozen=True)
class _Answer:
    """One answer of the registry, and where it is recorded."""

    session: Session
    actor: Actor
    today: date
    verdict: Verdict

    def record(self) -> None:
        """Ask for the step and keep the certificate, or refuse the row."""
        values, verdict = self.verdict.values, self.verdict
        pledge = self._pledge()
        if pledge is None or pledge.case_id is None:
            verdict.refuse(
                Text(
                    "没有这个归档号的担保合同，请核对是否本行填报。",
                    "No security contract has this number; check whether this bank filed it.",
                )
            )
            return
        self._look_for_objections(pledge)
        if verdict.status is Status.REFUSED:
            return
        arguments = {
            "pledge_id": pledge.id,
            "registration_number": values["number"],
            "registered_on": values["registered_on"],
            "registered_until": values["registered_until"],
        }
        try:
            request_step(self.session, self.actor, pledge.case_id, "register", arguments, self.today)
        except LendingError as error:
            verdict.refuse(error.text)
            return
        self.session.add(
            RegistryCertificate(
                institution_id=pledge.institution_id,
                branch_id=pledge.branch_id,
                pledge_id=pledge.id,
                number=values["number"],
                modification_code=values["modification_code"],
            )
        )
        self._warn_of_early_end(pledge.case_id)

    def _pledge(self) -> Pledge | None:
        contract = select(Contract.pledge_id).where(
            Contract.institution_id == self.actor.institution_id,
            Contract.number == self.verdict.values["our_number"],
        )
        pledge_id = self.session.scalars(contract).first()
        return self.session.get(Pledge, (self.actor.institution_id, pledge_id)) if pledge_id else None

    def _look_for_objections(self, pledge: Pledge) -> None:
        values, verdict = self.verdict.values, self.verdict
        dossier = Dossier.load(self.session, pledge.institution_id, pledge.case_id)  # type: ignore[arg-type] # it has one
        security = next((each for each in dossier.securities if each.pledge.id == pledge.id), None)
        if security is None:
            verdict.refuse(ABSENT.fill(count=dossier.absent))
        elif security.facts.registry != REGISTRY:
            verdict.refuse(Text("这项担保不在该系统登记。", "This security is not kept by this registry."))
        if pledge.registration_number:
            verdict.refuse(
                Text("该担保已登记：{number}。", "It is registered already: {number}.").fill(
                    number=pledge.registration_number
                )
            )
        elif self._waits(pledge):
            verdict.refuse(
                Text(
                    "该担保的登记已提交，等待总行确认。",
                    "Its registration is sent and waits for head office.",
                )
            )
        if self._known_elsewhere(pledge):
            verdict.refuse(
                Text("登记证明编号已用于另一项担保。", "The certificate number belongs to another security.")
            )
        if values["registered_on"] > self.today:
            verdict.refuse(about(COLUMNS["registered_on"], Text("不能晚于今天。", "may not lie ahead.")))
        if values["registered_until"] <= values["registered_on"]:
            verdict.refuse(
                about(
                    COLUMNS["registered_until"],
                    Text("应晚于登记日期。", "must follow the day of registration."),
                )
            )

    def _waits(self, pledge: Pledge) -> bool:
        asked = select(Waiting).where(
            Waiting.record_id == pledge.case_id, Waiting.type == "command", Waiting.state.in_(ON_THE_WAY)
        )
        return any(
            each.body["step"] == "register" and each.body["arguments"]["pledge_id"] == str(pledge.id)
            for each in self.session.scalars(asked)
        )

    def _known_elsewhere(self, pledge: Pledge) -> bool:
        same_bank, number = pledge.institution_id, self.verdict.values["number"]
        pledges = select(Pledge.id).where(
            Pledge.institution_id == same_bank, Pledge.registration_number == number, Pledge.id != pledge.id
        )
        certificates = select(RegistryCertificate.id).where(
            RegistryCertificate.institution_id == same_bank,
            RegistryCertificate.number == number,
            RegistryCertificate.pledge_id != pledge.id,
        )
        return any(self.session.scalars(rows.limit(1)).first() for rows in (pledges, certificates))

    def _warn_of_early_end(self, case_id: UUID) -> None:
        due_on = Dossier.load(self.session, self.actor.institution_id, case_id).due_on(self.today)
        if self.verdict.values["registered_until"] < due_on:
            self.verdict.warn(
                Text(
                    "登记在贷款到期（{due}）前届满，放款前须展期。",
                    "The registration ends before the loan is due ({due}); extend it before payout.",
                ).fill(due=due_on)
            )
