"""Made-up collateral: farmland rights of farmers, receivables of firms, with values that carry the loan."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.collateral.base import Kind
from models.collateral.farmland_right import FarmlandRight
from models.collateral.object import Collateral, Pledge, Valuation
from models.collateral.owners import owners
from models.collateral.receivable import Receivable
from models.fields import fields_of
from models.lending.dossier import Security
from models.money import round_fen
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.sample import numbers, words
from models.sample.chance import Chance, moment
from models.sample.scope import Scope

_CERTIFICATES = 10_000_000
_ISSUER = 14
_PARCELS = 99_999


def farmland(chance: Chance, farmer: Farmer, number: int, day: date, *, secured: int) -> FarmlandRight:
    """Return a right whose value carries *secured* fen at the cap of its kind, area permitting."""
    rent = chance.whole(300, 650) * 100
    years = Decimal(chance.whole(8, 20))
    needed = Decimal(secured * 2) / rent / years
    area = max(farmer.contracted_area or Decimal(1), needed.quantize(Decimal("0.01")) + 1)
    right = FarmlandRight(
        owner_case="contractor",
        certificate=f"黑(2016)测试县农村土地承包经营权证第{number % _CERTIFICATES:06d}号",
        issuer_name=f"{farmer.village}经济合作社",
        contract_code=f"{farmer.contractor_code}J",
        parcel_code=(f"{farmer.contractor_code[:_ISSUER]}{number % _PARCELS + 1:05d}",),
        parcel_name=f"{chance.one_of(('村东', '村西', '河套', '北岗', '南甸'))}{chance.whole(1, 9)}号地",
        area=area,
        contract_end=date(2057, 12, 31),
        yearly_rent=rent,
        remaining_years=years,
        factor=Decimal(100),
        crop_value=chance.whole(0, 9) * 100_000,
    )
    if farmer.rented_area and chance.likely(0.25):
        # Rented land needs the consent of the household that holds it by contract.
        right = replace(
            right,
            owner_case="transferee",
            contractor_name=f"{farmer.full_name[0]}守田",
            contractor_consent_on=day - timedelta(days=chance.whole(1, 20)),
            transfer_end=date(day.year + chance.whole(6, 12), 12, 31),
        )
    return right


def receivable(chance: Chance, number: int, day: date, *, secured: int) -> Receivable:
    """Return a claim that carries *secured* fen at the cap of its kind."""
    buyer = chance.whole(0, len(words.BUYERS) - 1)
    # Half of a claim is lent where its debtor has not confirmed it.
    amount = secured * 2 + chance.whole(1, 30) * 100_000
    return Receivable(
        debtor_name=words.BUYERS[buyer],
        debtor_code=numbers.credit_code("91", 90_000 + buyer),
        contract_number=f"GX-{day.year}-{number:06d}",
        contract_on=day - timedelta(days=chance.whole(20, 90)),
        invoice_number=(f"{day.year % 100}2399{number:014d}",),
        amount=amount,
        paid=0,
        due_on=day + timedelta(days=chance.whole(90, 300)),
        status=str(chance.one_of(("confirmed", "confirmed", "pushed", "uploaded"))),
        confirmed_on=day,
        collection_account=numbers.account(800_000 + number),
    )


def evidence(security: Security, day: date) -> None:
    """Write down the day of every proof that must be there before money leaves."""
    proofs: dict[str, Any] = {lack.field: day for lack in security.facts.before_payout() if lack.field}
    if "search_number" in fields_of(type(security.facts)):
        proofs |= {"searched_on": day, "search_number": f"{security.collateral.id.int % 10**16:016d}"}
    if security.facts.shared:
        proofs["co_owner_consents"] = "；".join(
            f"{each.name} {day.isoformat()}" for each in owners(security.facts.co_owners)
        )
    set_facts(security, replace(security.facts, **proofs))


def set_facts(security: Security, facts: Kind) -> None:
    """Give a collateral other facts."""
    security.facts = facts
    security.collateral.facts = facts.pack()


def secure(scope: Scope, chance: Chance, owner: Farmer | Enterprise, facts: Kind, day: date) -> Security:
    """Return a collateral with its value and a pledge that still lacks its case and amount."""
    common = {"institution_id": scope.institution_id, "branch_id": scope.branch_id}
    collateral = Collateral(
        **common,
        id=chance.identity(moment(day, 5)),
        collateral_kind=facts.key,
        description=_description(facts),
        owner_name=owner.full_name,
        owner_number=owner.id_number if isinstance(owner, Farmer) else owner.credit_code,
        facts=facts.pack(),
    )
    valuation = Valuation(
        **common,
        id=chance.identity(moment(day, 6)),
        collateral_id=collateral.id,
        value=round_fen(Decimal(facts.suggested_value() or 0)),
        valued_on=day,
        valuer="王军、李雪",
        basis=_basis(facts),
    )
    pledge = Pledge(**common, id=chance.identity(moment(day, 7)), collateral_id=collateral.id, rank=1)
    return Security(pledge, collateral, facts, valuation)


def _description(facts: Kind) -> str:
    if isinstance(facts, FarmlandRight):
        return f"{facts.parcel_name}{facts.area}亩土地经营权"
    if isinstance(facts, Receivable):
        return f"对{facts.debtor_name}的应收账款"
    return facts.label.zh


def _basis(facts: Kind) -> str:
    if isinstance(facts, FarmlandRight):
        return "面积×年租金×可计年限"
    return "账面金额减已付金额" if isinstance(facts, Receivable) else "按押品要素测算"
