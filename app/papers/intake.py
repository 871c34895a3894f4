"""What the papers before a decision say: application, authorisations, survey, interview, decision, statements."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from app.papers import told
from app.papers.occasion import Occasion, needed, of_record, require
from app.papers.parties import debt_of, party_line, plan_in_force
from models.days import business_day
from models.documents import application as paper
from models.documents import undertakings
from models.documents.servicing import ComplaintTerms, RightsTerms
from models.documents.terms import PartyLine
from models.errors import RuleBroken
from models.lending.case import METHOD, PAYMENT_MODE, PRODUCT
from models.party.enterprise import FORM, Enterprise
from models.party.farmer import MARITAL, RELATION, Farmer, HouseholdMember
from models.text import Text

ID = "居民身份证"


def application(now: Occasion) -> paper.ApplicationTerms:
    """Return what the loan application (D01) says.

    Raises:
        RuleBroken: Something it must say is not written down.
    """
    case, applicant = now.case, now.dossier.applicant
    income = (
        applicant.yearly_income if isinstance(applicant, Farmer) else getattr(applicant, "yearly_sales", 0)
    )
    wanted = of_record(case, "amount", "months", "purpose", "repayment_source", "method", "product")
    require(*wanted, (Text("年收入", "yearly income"), income))
    submitted = next((each.at for each in now.dossier.events if each.step == "submit"), None)
    spouse = next(iter(_spouses(now)), None)
    return paper.ApplicationTerms(
        applicant=now.borrower,
        lender=now.lender,
        household="；".join(_circumstances(applicant)) or "/",
        product=PRODUCT.show(case.product, "zh"),
        amount=case.amount,
        months=case.months,
        purpose=case.purpose,
        uses=(paper.UseLine(case.purpose, "/", case.amount),),
        income=income or 0,
        repayment_source=case.repayment_source,
        method=METHOD.show(case.method, "zh"),
        security=now.secured_by,
        debts=tuple(_debts(now)),
        applied=business_day(submitted) if submitted else now.today,
        spouse=_member_line(now, spouse) if spouse else None,
    )


def _debts(now: Occasion) -> Iterator[paper.DebtLine]:
    """Yield what the applicant owes by the file: in all, as no list of creditors is kept."""
    applicant = now.dossier.applicant
    owed = (
        applicant.liabilities
        if isinstance(applicant, Farmer)
        else getattr(applicant, "total_liabilities", None)
    )
    if owed:
        yield paper.DebtLine("负债合计（按客户档案）", "/", owed, None)


def _circumstances(applicant: Farmer | Enterprise | None) -> Iterator[str]:
    """Yield what the file says of a household or of a firm."""
    if isinstance(applicant, Farmer):
        if applicant.family_size:
            labour = f"，劳动力{applicant.labour_count}人" if applicant.labour_count else ""
            yield f"家庭{applicant.family_size}人{labour}"
        for name, area in (("承包", applicant.contracted_area), ("流转", applicant.rented_area)):
            if area:
                yield f"{name}{area.normalize():f}亩"
        if applicant.crops:
            yield f"主要作物{applicant.crops}"
        if applicant.liabilities:
            yield f"家庭负债{applicant.liabilities / 100:,.2f}元"
    elif applicant:
        yield FORM.show(applicant.form, "zh")
        if applicant.industry:
            yield f"行业{applicant.industry}"
        if applicant.staff:
            yield f"职工{applicant.staff}人"


def _spouses(now: Occasion) -> list[HouseholdMember]:
    return [each for each in now.dossier.members if each.relation == "spouse"]


def _member_line(now: Occasion, member: HouseholdMember) -> PartyLine:
    require(*of_record(member, "id_number"))
    return PartyLine(member.full_name, ID, member.id_number, now.borrower.address, now.borrower.phone)


def persons(now: Occasion) -> Iterator[tuple[object, PartyLine, str]]:
    """Yield every natural person of the case: whose record, how papers name them, and in which part they stand."""
    dossier = now.dossier
    parties = [(dossier.applicant, "借款人"), *((each.guarantor, "保证人") for each in dossier.sureties)]
    for party, part in parties:
        if isinstance(party, Farmer):
            yield party.id, party_line(party), part
        elif isinstance(party, Enterprise) and party.representative_id:
            head = PartyLine(
                party.legal_representative, ID, party.representative_id, party.address, party.phone
            )
            yield party.id, head, "法定代表人（实际控制人）"
    for member in _spouses(now):
        if member.id_number:
            yield member.id, _member_line(now, member), "配偶"
    for surety in dossier.sureties:
        if surety.spouse and surety.spouse.id_number and isinstance(surety.guarantor, Farmer):
            home = party_line(surety.guarantor)
            line = PartyLine(surety.spouse.full_name, ID, surety.spouse.id_number, home.address, home.phone)
            yield surety.spouse.id, line, "保证人配偶"


def firms(now: Occasion) -> Iterator[tuple[object, PartyLine, str]]:
    """Yield every firm of the case, likewise."""
    parties = [
        (now.dossier.applicant, "借款人"),
        *((each.guarantor, "保证人") for each in now.dossier.sureties),
    ]
    for party, part in parties:
        if isinstance(party, Enterprise):
            yield party.id, party_line(party), part


def _of(now: Occasion, found: Iterator[tuple[object, PartyLine, str]]) -> tuple[PartyLine, str]:
    for identity, line, part in found:
        if identity == now.subject:
            return line, part
    raise RuleBroken(
        Text("案件中已没有此人，请刷新后重试。", "The case no longer has that person; look again.")
    )


def bureau_person(now: Occasion) -> paper.BureauTerms:
    """Return what a person's authorisation to query credit information (D02) says."""
    line, part = _of(now, persons(now))
    return paper.BureauTerms(line, now.lender, part, now.case.number or "/")


def bureau_firm(now: Occasion) -> paper.BureauTerms:
    """Return what a firm's authorisation to query credit information (D02) says."""
    line, part = _of(now, firms(now))
    return paper.BureauTerms(line, now.lender, part, now.case.number or "/")


def privacy_consent(now: Occasion) -> paper.PrivacyTerms:
    """Return what the notice on personal information with its consents (D03) says to one person."""
    line, _part = _of(now, persons(now))
    registries = dict.fromkeys(each.facts.registry.zh for each in now.dossier.securities)
    return paper.PrivacyTerms(
        subject=line,
        lender=now.lender,
        contact=now.bank["privacy_contact"],
        retention_years=now.bank["retention_years"],
        recipients=tuple(
            paper.Recipient(each, "以登记机构公布为准", "办理抵押（质押）登记", "身份信息、担保财产信息")
            for each in registries
        ),
    )


def survey_report(now: Occasion) -> paper.SurveyTerms:
    """Return what the survey report (D05) says.

    Raises:
        RuleBroken: The visit or its findings are not written down.
    """
    case, applicant = now.case, now.dossier.applicant
    wanted = of_record(case, "amount", "months", "rate", "method", "visited_on", "visited_place", "survey")
    incomes, risks = tuple(told.incomes(now.say("incomes"))), tuple(told.risks(now.say("risks")))
    require(
        *wanted,
        *of_record(case, "lead_officer", "second_officer"),
        (Text("收入核验（每行：项目 自述金额 核实金额 核实依据）", "incomes, a line each"), incomes),
        (Text("风险点（每行：风险点；缓释措施）", "risks, a line each"), risks),
    )
    farmer = applicant if isinstance(applicant, Farmer) else None
    cash: tuple[paper.CashLine, ...] = ()
    if farmer and farmer.yearly_income is not None:
        cash = (paper.CashLine("全年", farmer.yearly_income, farmer.yearly_expense or 0),)
    return paper.SurveyTerms(
        borrower=now.borrower,
        lender=now.lender,
        case_number=case.number or "/",
        visited=case.visited_on,
        place=case.visited_place,
        met=now.say("met"),
        lead=now.name(case.lead_officer),
        second=now.name(case.second_officer),
        findings=(
            paper.Finding("家庭（企业）情况", "；".join(_circumstances(applicant)) or "/"),
            paper.Finding("借款用途", case.purpose or "/"),
            paper.Finding("还款来源", case.repayment_source or "/"),
            paper.Finding("调查情况", case.survey),
        ),
        incomes=incomes,
        cash=cash,
        covers=tuple(_covers(now)),
        risks=risks,
        photos=now.say("photos"),
        amount=case.amount,
        months=case.months,
        annual_rate=case.rate,
        method=METHOD.show(case.method, "zh"),
        security=now.secured_by,
        suggestion=case.survey,
    )


def _covers(now: Occasion) -> Iterator[paper.CoverLine]:
    """Yield what each security carries."""
    for each in now.dossier.securities:
        yield paper.CoverLine(
            each.collateral.description,
            each.valuation.value or 0 if each.valuation else 0,
            Decimal(each.cap_percent(now.today)),
            each.prior_claims,
            each.pledge.secured or 0,
        )


def interview_record(now: Occasion) -> paper.InterviewTerms:
    """Return what the record of the interview and of signing in person (D18) says.

    Raises:
        RuleBroken: Something about the interview was not told.
    """
    case, answers = now.case, tuple(told.answers(now.say("answers")))
    require(
        *of_record(case, "lead_officer", "second_officer"),
        (Text("面谈日期", "day of the interview"), now.told.get("held_on")),
        (Text("问答记录", "questions and answers"), answers),
    )
    return paper.InterviewTerms(
        borrower=now.borrower,
        lender=now.lender,
        case_number=case.number or "/",
        held=now.told["held_on"],
        hours=now.say("hours"),
        place=now.say("place"),
        present=now.say("met"),
        identity=now.say("identity"),
        answers=answers,
        photos=now.say("photos"),
        first_officer=now.name(case.lead_officer),
        second_officer=now.name(case.second_officer),
    )


def approval_form(now: Occasion) -> paper.ApprovalTerms:
    """Return what the form of review and approval (D06) says.

    Raises:
        RuleBroken: The case is not approved.
    """
    case, facility = now.case, now.dossier.facility
    if facility is None or facility.approved_on is None or facility.first_draw_by is None:
        raise RuleBroken(Text("案件尚未批复，不能打印审批表。", "The case is not approved yet."))
    opinions = [each for each in now.dossier.decisions if not each.void and each.decided_at]
    return paper.ApprovalTerms(
        borrower=now.borrower,
        lender=now.lender,
        case_number=case.number,
        product=PRODUCT.show(case.product, "zh"),
        purpose=case.purpose,
        asked=case.amount,
        exposure=now.dossier.exposure,
        checks=tuple(_checks(now)),
        opinions=tuple(
            paper.Opinion(
                "审批" if each.step in ("approve", "resolve") else "审查",
                now.name(each.officer),
                {"agree": "同意", "oppose": "否决", "returned": "退回"}.get(each.outcome, "/"),
                each.comment or "/",
                business_day(each.decided_at),
            )
            for each in opinions
            if each.decided_at
        ),
        approved=facility.limit or 0,
        months=facility.months or 0,
        annual_rate=facility.rate or Decimal(0),
        method=METHOD.show(facility.method, "zh"),
        security=now.secured_by,
        conditions=facility.conditions or "/",
        requirements=now.say("requirements"),
        valid_until=facility.first_draw_by,
    )


def _checks(now: Occasion) -> Iterator[paper.CheckLine]:
    applicant, case = now.dossier.applicant, now.case
    for item, name in (
        ("身份核验", "identity_checked_on"),
        ("征信授权", "bureau_consent_on"),
        ("个人信息授权", "privacy_consent_on"),
        ("名单筛查", "lists_checked_on"),
    ):
        if applicant is not None and hasattr(applicant, name):
            day = getattr(applicant, name)
            yield paper.CheckLine(item, "☑ 已办理" if day else "☐ 未办理", day.isoformat() if day else "/")
    signed = len({each.officer for each in now.dossier.signatures if not each.void})
    yield paper.CheckLine("双人调查签字", "☑ 完成" if signed > 1 else "☐ 未完成", f"{signed}人")
    yield paper.CheckLine("支付方式", "☑ 已定", PAYMENT_MODE.show(case.payment_mode, "zh") or "/")


def rejection_notice(now: Occasion) -> paper.RejectionTerms:
    """Return what the notice of refusal (D31) says.

    Raises:
        RuleBroken: The case was not refused, or the reason was not told.
    """
    case = now.case
    refused = next((each for each in reversed(now.dossier.events) if each.step == "reject"), None)
    submitted = next((each for each in now.dossier.events if each.step == "submit"), None)
    if refused is None or refused.at is None:
        raise RuleBroken(Text("案件未被否决，无需告知。", "The case was not refused."))
    require(
        (Text("理由类别", "class of reason"), now.told.get("reason_class")),
        (Text("告知的理由", "reason told"), now.told.get("reason")),
    )
    decided = business_day(refused.at)
    return paper.RejectionTerms(
        applicant=now.borrower,
        lender=now.lender,
        case_number=case.number,
        product=PRODUCT.show(case.product, "zh"),
        asked=case.amount,
        applied=business_day(submitted.at) if submitted and submitted.at else decided,
        decided=decided,
        reason_class=REASONS[now.told["reason_class"]].zh,
        reason=now.say("reason"),
        complaint_phone=now.bank["complaint_phone"],
    )


REASONS = {
    "income": Text("还款来源不足", "Not enough income"),
    "credit": Text("信用状况", "Credit record"),
    "purpose": Text("借款用途不符合规定", "Purpose not allowed"),
    "security": Text("担保不足", "Not enough security"),
    "papers": Text("资料不完整或不真实", "Papers incomplete or untrue"),
    "policy": Text("不符合产品准入条件", "Outside the product's rules"),
}


def spouse_consent(now: Occasion) -> undertakings.ConsentTerms:
    """Return what the consent of a spouse or co-owner (D19) says."""
    member = next((each for each in now.dossier.members if each.id == now.subject), None)
    if member is None:
        raise RuleBroken(Text("家庭成员中已没有此人。", "The household no longer has that person."))
    property_ = "、".join(each.collateral.description for each in now.dossier.securities)
    return undertakings.ConsentTerms(
        consenting=_member_line(now, member),
        relation=RELATION.show(member.relation, "zh"),
        owner=now.borrower,
        lender=now.lender,
        debt=debt_of(now.dossier, plan_in_force(now.dossier, now.today)),
        property=property_ or "夫妻（家庭）共同财产",
    )


def single_statement(now: Occasion) -> undertakings.SingleTerms:
    """Return what somebody's statement of living without a spouse (D19) says."""
    parties = [now.dossier.applicant, *(each.guarantor for each in now.dossier.sureties)]
    for party in parties:
        if isinstance(party, Farmer) and party.id == now.subject:
            status = MARITAL.show(party.marital, "zh")
            return undertakings.SingleTerms(party_line(party), now.lender, now.case.number or "/", status)
    raise RuleBroken(
        Text("案件中已没有此人，请刷新后重试。", "The case no longer has that person; look again.")
    )


def resolution(now: Occasion) -> undertakings.ResolutionTerms:
    """Return what the resolution of a firm's meeting (D21) says.

    Raises:
        RuleBroken: Something about the meeting was not told.
    """
    line, part = _of(now, firms(now))
    votes = tuple(told.votes(now.say("votes")))
    require(
        *of_record(now.case, "amount", "months"),
        (Text("会议日期", "day of the meeting"), now.told.get("held_on")),
        (Text("会议地点", "place"), now.told.get("place")),
        (Text("会议名称", "kind of meeting"), now.told.get("body")),
        (Text("应出席人数", "members"), now.told.get("members")),
        (Text("表决情况（每行：姓名 股权% 意见）", "votes, a line each"), votes),
        (Text("授权代表", "agent"), now.told.get("agent")),
    )
    borrows = part == "借款人"
    owned = [each for each in now.dossier.securities if each.collateral.owner_name == line.name]
    return undertakings.ResolutionTerms(
        firm=line,
        lender=now.lender,
        body=now.say("body"),
        act="申请借款并提供所列担保" if borrows else "提供保证担保",
        held=now.told["held_on"],
        place=now.say("place"),
        members=now.told["members"],
        present=len(votes),
        votes=votes,
        amount=now.case.amount,
        months=now.case.months,
        debtor=now.borrower.name,
        property="、".join(each.collateral.description for each in owned) or "/",
        agent=now.say("agent"),
    )


def complaint_answer(now: Occasion) -> ComplaintTerms:
    """Return what the record of a complaint and its answer (D28) says."""
    received: date = needed(now.told.get("received_on"), "受理日期", "received on")
    require(
        (Text("受理编号", "number"), now.told.get("reference")),
        (Text("投诉内容", "claim"), now.told.get("claim")),
        (Text("调查事实", "facts"), now.told.get("facts_found")),
        (Text("处理结果", "result"), now.told.get("answer")),
    )
    return ComplaintTerms(
        customer=now.borrower,
        lender=now.lender,
        complaint_number=now.say("reference"),
        received=received,
        channel=now.say("way"),
        product=PRODUCT.show(now.case.product, "zh"),
        claim=now.say("claim"),
        facts=now.say("facts_found"),
        handler=now.say("handler"),
        result=now.say("answer"),
        answer_by=received + timedelta(days=now.bank["complaint_days"]),
        answered=now.today,
        complaint_phone=now.bank["complaint_phone"],
    )


def rights_request(now: Occasion) -> RightsTerms:
    """Return what a request about one's own information and its answer (D29) say."""
    received: date = needed(now.told.get("received_on"), "受理日期", "received on")
    require(
        (Text("受理编号", "number"), now.told.get("reference")),
        (Text("请求内容", "request"), now.told.get("claim")),
        (Text("答复", "answer"), now.told.get("answer")),
    )
    return RightsTerms(
        customer=now.borrower,
        lender=now.lender,
        request_number=now.say("reference"),
        received=received,
        right=now.say("right"),
        content=now.say("claim"),
        answer=now.say("answer"),
        handler=now.say("handler"),
        answer_by=received + timedelta(days=now.bank["request_days"]),
    )
