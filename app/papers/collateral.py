"""What the papers on one security say: registration, notice, consent, release, receipt."""

from dataclasses import replace
from datetime import date

from app.papers.occasion import Occasion, needed, of_record, require
from app.papers.parties import debt_of, owner_of, plan_in_force
from app.papers.securities import thing_of
from models.collateral.farmland_right import FarmlandRight
from models.collateral.receivable import Receivable
from models.documents import servicing, undertakings
from models.documents.terms import Account, PartyLine
from models.documents.terms import Receivable as ReceivableLine
from models.errors import RuleBroken
from models.lending.dossier import Security
from models.text import Text

ID = "居民身份证"


def registration_application(now: Occasion) -> undertakings.RegistrationTerms:
    """Return what an application to register a security (D16) says, with the power of attorney.

    Raises:
        RuleBroken: The security has no contract or no value, or the agent is not named.
    """
    security = now.security
    contract, value = now.contract_on(security), security.valuation.value if security.valuation else None
    pledge = security.pledge
    require(
        (Text("评估价值", "value"), value),
        (Text("经办人姓名", "agent's name"), now.told.get("agent")),
        (Text("经办人证件号码", "agent's ID"), now.told.get("agent_number")),
        (Text("经办人电话", "agent's phone"), now.told.get("agent_phone")),
    )
    agent = PartyLine(
        now.say("agent"), ID, now.say("agent_number"), now.lender.address, now.say("agent_phone")
    )
    kind = "抵押权首次登记" if security.facts.security.zh == "抵押" else "质押登记"
    return undertakings.RegistrationTerms(
        registry=pledge.registered_with or security.facts.registry.zh,
        kind=kind,
        giver=owner_of(now.dossier, security),
        lender=now.lender,
        debt=debt_of(now.dossier, plan_in_force(now.dossier, now.today)),
        contract_number=contract.number,
        things=(thing_of(now.dossier, security, value or 0),),
        claim_ceiling=pledge.claims_ceiling or pledge.secured or 0,
        agent=agent,
        maximum=pledge.is_maximum,
    )


def debtor_notice(now: Occasion) -> servicing.DebtorNoticeTerms:
    """Return what the notice to a receivable's debtor (D17) says.

    Raises:
        RuleBroken: The security is no receivable, or it is not complete.
    """
    security = now.security
    facts, owner = security.facts, owner_of(now.dossier, security)
    if not isinstance(facts, Receivable):
        raise RuleBroken(Text("只有应收账款需要通知债务人。", "Only a receivable has a debtor to be told."))
    owed = facts.suggested_value()
    require(
        (Text("账款金额", "amount"), owed),
        (Text("回款专户账号", "collection account"), facts.collection_account),
    )
    due = needed(facts.due_on, "账款到期日", "due on")
    line = ReceivableLine(
        facts.debtor_name, facts.debtor_code, facts.contract_number, facts.invoices, owed or 0, due
    )
    return servicing.DebtorNoticeTerms(
        debtor=facts.debtor_name,
        debtor_code=facts.debtor_code,
        creditor=owner,
        lender=now.lender,
        way="质押",
        contract_number=now.contract_on(security).number,
        receivables=(line,),
        account=Account(owner.name, facts.collection_account, now.bank["account_bank"]),
        issued=now.today,
    )


def contractor_consent(now: Occasion) -> undertakings.ContractorTerms:
    """Return what the written consent of a land contractor (D20) says.

    Raises:
        RuleBroken: The land is not held by transfer, or something about the contractor was not told.
    """
    security = now.security
    facts, told = security.facts, now.told
    if not isinstance(facts, FarmlandRight):
        raise RuleBroken(Text("只有流转取得的土地经营权需要承包方同意。", "Only transferred land needs it."))
    require(
        (Text("承包方姓名", "contractor's name"), told.get("person") or facts.contractor_name),
        (Text("承包方证件号码", "contractor's ID"), told.get("person_number") or facts.contractor_number),
        (Text("流转起始日", "transfer begins on"), told.get("starts_on")),
    )
    area = needed(facts.area, "面积", "area")
    ends = needed(facts.transfer_end, "流转期限至", "transfer ends on")
    contractor = PartyLine(
        told.get("person") or facts.contractor_name,
        ID,
        told.get("person_number") or facts.contractor_number,
        now.say("address"),
        now.say("person_phone"),
    )
    return undertakings.ContractorTerms(
        contractor=contractor,
        holder=owner_of(now.dossier, security),
        lender=now.lender,
        debt=debt_of(now.dossier, plan_in_force(now.dossier, now.today)),
        contract_code=facts.contract_code or "/",
        transfer_contract=facts.transfer_contract or "/",
        parcels=facts.parcels,
        area=area,
        issuer=facts.issuer_name,
        transfer_start=told["starts_on"],
        transfer_end=ends,
    )


def mortgage_release(now: Occasion) -> servicing.MortgageReleaseTerms:
    """Return what the notice that a security has ended (D26) says to the registry and the owner.

    Raises:
        RuleBroken: The loan is not settled, or the security was never registered.
    """
    security = now.security
    pledge, settled = security.pledge, settled_on(now)
    require(*of_record(pledge, "registration_number"))
    return servicing.MortgageReleaseTerms(
        registry=pledge.registered_with or security.facts.registry.zh,
        owner=owner_of(now.dossier, security),
        lender=now.lender,
        contract_number=now.loan_contract,
        security_contract=now.contract_on(security).number,
        registration_number=pledge.registration_number,
        property=security.collateral.description,
        settled=settled,
        issued=now.today,
    )


def certificate_receipt(now: Occasion) -> servicing.ReceiptTerms:
    """Return what the slip says by which an owner takes certificates back (D26).

    Raises:
        RuleBroken: No certificate of the security was ever in the vault.
    """
    security = now.security
    require((Text("库存权证", "certificates in the vault"), _papers(security)))
    owner = owner_of(now.dossier, security)
    return servicing.ReceiptTerms(
        owner=replace(owner, phone=owner.phone or "/"),
        lender=now.lender,
        contract_number=now.loan_contract,
        papers=_papers(security),
        agent=now.say("agent"),
        handed=now.today,
    )


def _papers(security: Security) -> tuple[servicing.Paper, ...]:
    """Return the certificates that the bank still holds, or those it has handed over last."""
    moves = security.papers_held or [each for each in security.papers if each.move == "handed_over"]
    return tuple(servicing.Paper(each.paper, each.paper_number or "/", "1") for each in moves)


def settled_on(now: Occasion) -> date:
    """Return the day on which everything was repaid.

    Raises:
        RuleBroken: Something is still owed, or no money ever left.
    """
    dossier = now.dossier
    paid = [each.paid_on for each in dossier.aftercare.repayments if not each.void and each.paid_on]
    if not dossier.notes or dossier.outstanding or not paid:
        raise RuleBroken(
            Text("贷款尚未结清，不能打印。", "The loan is not settled; that cannot be printed yet.")
        )
    return max(paid)
