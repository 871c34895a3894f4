"""Made-up firms: companies, co-operatives, family farms and traders of a county."""

from datetime import timedelta

from models.party.enterprise import Enterprise
from models.sample import numbers, words
from models.sample.chance import Chance, moment
from models.sample.people import person_name
from models.sample.scope import Scope

_FORMS = {
    "company": ("91", "有限公司"),
    "sole_trader": ("92", "商行"),
    "cooperative": ("93", "农民专业合作社"),
    "family_farm": ("91", "家庭农场"),
}


def enterprise(scope: Scope, number: int) -> Enterprise:
    """Return the firm of that number: the same for the same seed, whoever asks."""
    chance = scope.chance(2, number)
    form = str(chance.one_of(tuple(_FORMS)))
    prefix, ending = _FORMS[form]
    industry = str(chance.one_of(words.INDUSTRIES))
    sales = int(chance.lognormal(3_000_000, 0.9, 80_000_000)) * 100 // 100_000 * 100_000
    assets = int(sales * (0.5 + chance.random() * 1.5)) // 100_000 * 100_000
    founded = scope.first_day - timedelta(days=chance.whole(800, 6000))
    checked = scope.first_day - timedelta(days=chance.whole(0, 20))
    representative = _representative(scope, chance, number)
    return Enterprise(
        institution_id=scope.institution_id,
        branch_id=scope.branch_id,
        id=chance.identity(moment(scope.first_day - timedelta(days=30), chance.whole(0, 480))),
        full_name=_name(chance, number, industry, ending),
        credit_code=numbers.credit_code(prefix, number),
        form=form,
        legal_representative=representative[0],
        representative_id=representative[1],
        founded_on=founded,
        registered_capital=chance.whole(1, 50) * 10_000_000,
        address=f"测试县{chance.one_of(words.TOWNS)}工业路{chance.whole(1, 200)}号",
        phone=f"101{number:08d}",
        industry=industry,
        staff=max(1, int(chance.lognormal(9, 0.8, 280))),
        yearly_sales=sales,
        total_assets=assets,
        total_liabilities=int(assets * chance.random() * 0.65) // 100_000 * 100_000,
        tax_grade=str(chance.one_of(("A", "B", "B", "M", "C"))),
        account=numbers.account(number + 1),
        identity_checked_on=checked,
        bureau_consent_on=checked,
        resolution_on=checked,
        lists_checked_on=checked,
    )


def _name(chance: Chance, number: int, industry: str, ending: str) -> str:
    word = words.FIRM_WORDS[number % len(words.FIRM_WORDS)] + str(chance.one_of(words.FIRM_WORDS))
    return f"测试县{chance.one_of(words.TOWNS)[:2]}{word}{industry}{ending}"


def _representative(scope: Scope, chance: Chance, number: int) -> tuple[str, str]:
    year = chance.whole(scope.today.year - 62, scope.today.year - 28)
    born = scope.today.replace(year=year, month=chance.whole(1, 12), day=chance.whole(1, 28))
    name = person_name(chance, male=number % 2 == 1)
    return name, numbers.resident_id(239996 + number // 1000 % 3, born, number % 1000)
