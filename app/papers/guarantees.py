"""What the contracts of guarantors say: one debt, or every claim of a period up to a maximum."""

from datetime import date

from app.papers.parties import bank_on, borrower_of, debt_of, party_line, plan_in_force
from models.documents import undertakings as paper
from models.documents.contract import Contract
from models.documents.terms import PartyLine, SecurityLine
from models.errors import RuleBroken
from models.lending.dossier import Dossier
from models.lending.sureties import Surety
from models.text import Text

JOINT = "joint"


def guarantee(dossier: Dossier, contract: Contract | None, today: date) -> paper.GuaranteeTerms:
    """Return what a guarantee of one debt says.

    Raises:
        RuleBroken: There is no such guarantor, or the promise is not complete.
    """
    surety = _surety_of(dossier, contract, "guarantee")
    plan, (lender, bank) = plan_in_force(dossier, today), bank_on(today)
    begins, ends = surety.guarantee.begins_on, surety.guarantee.ends_on
    if begins is None or ends is None:
        raise _incomplete()
    return paper.GuaranteeTerms(
        guarantor=_guarantor(surety),
        lender=lender,
        debt=debt_of(dossier, plan),
        period_start=begins,
        period_end=ends,
        spouse=_spouse(surety),
        others=_others(dossier, contract),
        court=bank["court"],
        signing_place=bank["signing_place"],
    )


def maximum_guarantee(
    dossier: Dossier, contract: Contract | None, today: date
) -> paper.MaximumGuaranteeTerms:
    """Return what a guarantee up to a maximum says.

    Raises:
        RuleBroken: There is no such guarantor, or the promise is not complete.
    """
    surety = _surety_of(dossier, contract, "maximum_guarantee")
    given, (lender, bank) = surety.guarantee, bank_on(today)
    if not (given.principal_ceiling and given.claims_ceiling and given.claims_from and given.claims_until):
        raise _incomplete()
    if given.ends_on is None or given.begins_on is None:
        raise _incomplete()
    return paper.MaximumGuaranteeTerms(
        guarantor=_guarantor(surety),
        lender=lender,
        debtor=borrower_of(dossier).name,
        principal_ceiling=given.principal_ceiling,
        claim_ceiling=given.claims_ceiling,
        start=given.claims_from,
        end=given.claims_until,
        period_years=max(1, given.ends_on.year - given.begins_on.year),
        period_end=given.ends_on,
        spouse=_spouse(surety),
        others=_others(dossier, contract),
        court=bank["court"],
        signing_place=bank["signing_place"],
    )


def _surety_of(dossier: Dossier, contract: Contract | None, document: str) -> Surety:
    wanted = contract.guarantee_id if contract else None
    for surety in dossier.sureties:
        if surety.guarantee.id == wanted or (wanted is None and surety.document == document):
            if surety.guarantee.liability != JOINT:
                raise RuleBroken(
                    Text(
                        "保证方式不是连带责任保证，不能使用本合同文本。",
                        "The liability is not joint; this contract cannot be used.",
                    )
                )
            return surety
    raise RuleBroken(Text("本案没有这位保证人，不能打印。", "The case has no such guarantor to print."))


def _incomplete() -> RuleBroken:
    return RuleBroken(
        Text(
            "保证要素不全（保证期间或者最高额），不能打印。", "The guarantee is not complete enough to print."
        )
    )


def _guarantor(surety: Surety) -> PartyLine:
    if surety.guarantor is None:
        raise RuleBroken(
            Text("本机没有保证人的档案，请先同步。", "The guarantor's file is not here; synchronise first.")
        )
    return party_line(surety.guarantor)


def _spouse(surety: Surety) -> PartyLine | None:
    if surety.spouse is None or not surety.spouse.id_number:
        return None
    home = _guarantor(surety)
    return PartyLine(surety.spouse.full_name, "居民身份证", surety.spouse.id_number, home.address, home.phone)


def _others(dossier: Dossier, contract: Contract | None) -> tuple[SecurityLine, ...]:
    """Return the other securities of the debt, which the contract on recourse has to name."""
    lines = []
    for security in dossier.securities:
        number = next(
            (each.number for each in dossier.contracts if each.pledge_id == security.pledge.id), "/"
        )
        kind = f"{security.facts.label.zh}{security.facts.security.zh}合同"
        lines.append(SecurityLine(kind, number, security.collateral.owner_name))
    own = contract.guarantee_id if contract else None
    for surety in dossier.sureties:
        if surety.guarantee.id != own:
            number = next(
                (each.number for each in dossier.contracts if each.guarantee_id == surety.guarantee.id), "/"
            )
            lines.append(SecurityLine("保证合同", number, surety.name))
    return tuple(lines)
