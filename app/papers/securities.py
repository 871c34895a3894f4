"""What the contracts on securities say: farmland rights, receivables, and objects by their papers."""

import re
from datetime import date
from typing import Any

from app.papers.parties import bank_on, borrower_of, debt_of, owner_of, plan_in_force, security_of
from models.collateral.farmland_right import FarmlandRight
from models.collateral.receivable import Receivable
from models.documents import terms as paper
from models.documents.contract import Contract
from models.documents.undertakings import MaximumMortgageTerms, MaximumPledgeTerms
from models.errors import RuleBroken
from models.lending.dossier import Dossier, Security
from models.text import Text


def farmland_mortgage(dossier: Dossier, contract: Contract | None, today: date) -> paper.MortgageTerms:
    """Return what the mortgage of a farmland right says.

    Raises:
        RuleBroken: The right is not complete.
    """
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    security = security_of(dossier, contract, FarmlandRight.document)
    facts = security.facts
    value = security.valuation.value if security.valuation else None
    if not isinstance(facts, FarmlandRight) or facts.area is None or facts.ends_on is None or not value:
        raise RuleBroken(
            Text("土地经营权要素不全，不能打印。", "The land right is not complete enough to print.")
        )
    right = paper.LandRight(
        certificate=facts.certificate,
        contract_code=facts.contract_code or "/",
        issuer=facts.issuer_name,
        parcels=facts.parcels,
        location=facts.parcel_name or security.collateral.description,
        area_mu=facts.area,
        use="种植业",
        until=facts.ends_on,
        value=value,
        co_owners=co_owners(dossier, security),
    )
    return paper.MortgageTerms(
        mortgagor=owner_of(dossier, security),
        lender=lender,
        debt=debt_of(dossier, plan),
        rights=(right,),
        filing=facts.issuer_name,
        registry=facts.registry.zh,
        court=bank["court"],
        signing_place=bank["signing_place"],
        contractor=_contractor(facts),
    )


def receivable_pledge(dossier: Dossier, contract: Contract | None, today: date) -> paper.PledgeTerms:
    """Return what the pledge of receivables says.

    Raises:
        RuleBroken: The receivable is not complete.
    """
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    security = security_of(dossier, contract, Receivable.document)
    facts = security.facts
    owed = facts.suggested_value()
    if not isinstance(facts, Receivable) or not owed or facts.due_on is None:
        raise RuleBroken(
            Text("应收账款要素不全，不能打印。", "The receivable is not complete enough to print.")
        )
    claim = paper.Receivable(
        facts.debtor_name,
        facts.debtor_code,
        facts.contract_number,
        facts.invoices,
        owed,
        facts.due_on,
    )
    return paper.PledgeTerms(
        pledgor=owner_of(dossier, security),
        lender=lender,
        debt=debt_of(dossier, plan),
        receivables=(claim,),
        account=paper.Account(
            owner_of(dossier, security).name, facts.collection_account, bank["account_bank"]
        ),
        registry_months=(plan.terms.count or 0) + 6,
        court=bank["court"],
        signing_place=bank["signing_place"],
    )


def object_mortgage(
    document: str, dossier: Dossier, contract: Contract | None, today: date
) -> paper.ObjectMortgageTerms:
    """Return what a mortgage of real property or movables says.

    Raises:
        RuleBroken: The object has no value yet.
    """
    security = security_of(dossier, contract, document)
    common = _common(dossier, security, today)
    return paper.ObjectMortgageTerms(mortgagor=owner_of(dossier, security), **common)


def object_pledge(
    document: str, dossier: Dossier, contract: Contract | None, today: date
) -> paper.ObjectPledgeTerms:
    """Return what a pledge of intellectual property, equity, revenue or deposits says.

    Raises:
        RuleBroken: The object has no value yet.
    """
    security = security_of(dossier, contract, document)
    common = _common(dossier, security, today)
    return paper.ObjectPledgeTerms(pledgor=owner_of(dossier, security), **common)


def _common(dossier: Dossier, security: Security, today: date) -> dict[str, Any]:
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    facts, value = security.facts, security.valuation.value if security.valuation else None
    if not value:
        raise RuleBroken(
            Text("押品没有估值，合同不能打印。", "The collateral has no valuation; nothing can be printed.")
        )
    return {
        "lender": lender,
        "debt": debt_of(dossier, plan),
        "things": (thing_of(dossier, security, value),),
        "arises_by": facts.arises_by.value,
        "registry": facts.registry.zh,
        "co_owners": co_owners(dossier, security),
        "account": _account(dossier, security, bank["account_bank"]),
        "insurance": facts.insurance,
        "floating": facts.floating,
        "purchase_money": facts.purchase_money,
        "court": bank["court"],
        "signing_place": bank["signing_place"],
    }


def thing_of(dossier: Dossier, security: Security, value: int) -> paper.Thing:
    """Return a security as a line of a schedule; what a label tells the one who types stays off the paper."""
    said = tuple((re.sub(r"（每行一个）$", "", name.zh), shown) for name, shown in security.facts.described())
    return paper.Thing(security.collateral.description, said, co_owners(dossier, security), value)


def co_owners(dossier: Dossier, security: Security) -> str:
    """Return who shares the object with the one who gives it, or ``/``.

    Land that a household contracted belongs to all who hold it with the borrower (农村土地承包法 16), also where
    the facts of the parcel name nobody.
    """
    facts = security.facts
    own_land = isinstance(facts, FarmlandRight) and facts.owner_case == "contractor"
    if not facts.co_owners and own_land and not security.collateral.third_party:
        return "、".join(each.full_name for each in dossier.members if each.co_holder) or "/"
    return facts.co_owners or "/"


def _contractor(facts: FarmlandRight) -> paper.PartyLine | None:
    """Return the household that let the mortgagor have its land, where it did.

    Raises:
        RuleBroken: Who that is, is not written down.
    """
    if facts.owner_case != "transferee":
        return None
    if not facts.contractor_name:
        raise RuleBroken(
            Text(
                "土地系流转取得，请先在押品中填写承包方姓名和证件号码。",
                "The land is held by transfer: name the contractor and the ID in the collateral first.",
            ),
            field="contractor_name",
        )
    return paper.PartyLine(facts.contractor_name, "居民身份证", facts.contractor_number or "/", "/", "/")


def _account(dossier: Dossier, security: Security, bank: str) -> paper.Account | None:
    number = security.facts.money_account
    return paper.Account(owner_of(dossier, security).name, number, bank) if number else None


def maximum_mortgage(dossier: Dossier, contract: Contract | None, today: date) -> MaximumMortgageTerms:
    """Return what a mortgage up to a maximum says.

    Raises:
        RuleBroken: The object has no value, or ceilings and period are not complete.
    """
    security = security_of(dossier, contract, "maximum_mortgage")
    facts = security.facts
    return MaximumMortgageTerms(
        mortgagor=owner_of(dossier, security),
        insurance=facts.insurance,
        **_up_to_a_maximum(dossier, security, today),
    )


def maximum_pledge(dossier: Dossier, contract: Contract | None, today: date) -> MaximumPledgeTerms:
    """Return what a pledge up to a maximum says.

    Raises:
        RuleBroken: The object has no value, or ceilings and period are not complete.
    """
    security = security_of(dossier, contract, "maximum_pledge")
    return MaximumPledgeTerms(
        pledgor=owner_of(dossier, security),
        account=_account(dossier, security, bank_on(today)[1]["account_bank"]),
        **_up_to_a_maximum(dossier, security, today),
    )


def _incomplete() -> RuleBroken:
    return RuleBroken(
        Text(
            "最高额担保要素不全（估值、最高本金、最高债权额、债权确定期间），不能打印。",
            "Value, ceilings or period of the maximum are missing; it cannot be printed.",
        )
    )


def _up_to_a_maximum(dossier: Dossier, security: Security, today: date) -> dict[str, Any]:
    pledge, (lender, bank) = security.pledge, bank_on(today)
    value = security.valuation.value if security.valuation else None
    if not (value and pledge.principal_ceiling and pledge.claims_ceiling):
        raise _incomplete()
    if not (pledge.claims_from and pledge.claims_until):
        raise _incomplete()
    return {
        "lender": lender,
        "debtor": borrower_of(dossier).name,
        "principal_ceiling": pledge.principal_ceiling,
        "claim_ceiling": pledge.claims_ceiling,
        "start": pledge.claims_from,
        "end": pledge.claims_until,
        "things": (thing_of(dossier, security, value),),
        "registry": security.facts.registry.zh,
        "co_owners": co_owners(dossier, security),
        "court": bank["court"],
        "signing_place": bank["signing_place"],
    }
