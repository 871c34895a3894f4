"""What registries answer: certificate numbers come back in the sheet that went out, each row becomes a step."""

from collections.abc import Callable, Sequence
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
from app.sync.awaited import awaited
from app.tables import Waiting
from models.approval.roles import Actor
from models.collateral.object import Pledge
from models.collateral.registry_certificate import RegistryCertificate
from models.documents.contract import Contract
from models.errors import LendingError
from models.fields import Field
from models.kinds import DAY, text
from models.lending.dossier import ABSENT, Dossier
from models.text import Text

OUR_NUMBER = Field(label=Text("填表人归档号", "Filer's number"), kind=text(40), required=True)
"""The number of the security contract: the centre gives it, it is unique, and it stands on the paper attached."""
REGISTERED_ON = Field(label=Text("登记日期", "Registered on"), kind=DAY, required=True)
REGISTERED_UNTIL = Field(label=Text("登记到期日", "Registered until"), kind=DAY, required=True)


@dataclass(frozen=True)
class Answers:
    """How one registry answers.

    Attributes:
        registry: Whose answers they are.
        template: The sheet as it comes back; ``our_number``, ``number`` and ``registered_on`` are among its columns.
        answered: The columns that the registry fills in; a row without any of them is left for the next time.
        certificates: Whether it gives a code by which the registration is changed later.
        odd: Says what is odd about a number, where it is; the row is kept.
    """

    registry: Text
    template: Template
    answered: tuple[str, ...]
    certificates: bool = False
    odd: Callable[[str], Text | None] = lambda _number: None

    def bring_in(
        self,
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
            verdicts = judge_rows(path, self.template, job)
            self._refuse_incomplete(verdicts)
            self._refuse_doubles(verdicts)
            attempt = session.begin_nested()
            for done, verdict in enumerate(verdicts, start=1):
                if verdict.status is not Status.REFUSED:
                    _Answer(self, session, actor, today, verdict).record()
                job.step(done, len(verdicts))
            if dry_run:
                attempt.rollback()
            return verdicts

        return database.run(work)

    def _refuse_incomplete(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            empty = [name for name in self.answered if verdict.values.get(name) in (None, "")]
            if verdict.status is Status.REFUSED:
                continue
            if len(empty) == len(self.answered):
                verdict.refuse(
                    Text("登记系统尚未答复，本行略过。", "The registry has not answered; the row is skipped.")
                )
                continue
            for name in empty:
                verdict.refuse(about(self.template.columns[name], Text("不能为空。", "may not be empty.")))

    def _refuse_doubles(self, verdicts: Sequence[Verdict]) -> None:
        for name in ("our_number", "number"):
            seen: dict[str, int] = {}
            for verdict in verdicts:
                value = verdict.values.get(name)
                if value and value in seen:
                    why = Text("与第{line}行重复。", "the same as in row {line}.").fill(line=seen[value])
                    verdict.refuse(about(self.template.columns[name], why))
                elif value:
                    seen[value] = verdict.line


@dataclass(frozen=True)
class _Answer:
    """One answer of the registry, and where it is recorded."""

    kept: Answers
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
            "registered_until": values.get("registered_until"),
        }
        try:
            request_step(self.session, self.actor, pledge.case_id, "register", arguments, self.today)
        except LendingError as error:
            verdict.refuse(error.text)
            return
        if self.kept.certificates:
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
        if why := self.kept.odd(values["number"]):
            verdict.warn(about(self.kept.template.columns["number"], why))

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
        elif security.facts.registry != self.kept.registry:
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
        self._look_at_days(values["registered_on"], values.get("registered_until"))

    def _look_at_days(self, since: date, until: date | None) -> None:
        if since > self.today:
            self.verdict.refuse(about(REGISTERED_ON, Text("不能晚于今天。", "may not lie ahead.")))
        if until is not None and until <= since:
            why = Text("应晚于登记日期。", "must follow the day of registration.")
            self.verdict.refuse(about(REGISTERED_UNTIL, why))

    def _waits(self, pledge: Pledge) -> bool:
        asked = select(Waiting).where(
            Waiting.record_id == pledge.case_id, Waiting.type == "command", awaited(self.session)
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
        until = self.verdict.values.get("registered_until")
        due_on = Dossier.load(self.session, self.actor.institution_id, case_id).due_on(self.today)
        if until is not None and until < due_on:
            self.verdict.warn(
                Text(
                    "登记在贷款到期（{due}）前届满，放款前须展期。",
                    "The registration ends before the loan is due ({due}); extend it before payout.",
                ).fill(due=due_on)
            )
