"""Made-up farmers and their households: land, crops, income and debts hang together."""

from datetime import date, timedelta
from decimal import Decimal

from models.lending.days import add_months
from models.party.farmer import Farmer, HouseholdMember
from models.sample import numbers, words
from models.sample.chance import Chance, moment
from models.sample.scope import Scope

_CENT_MU = Decimal("0.01")
_CROPS = {
    "玉米": ((550, 800), (200, 240)),
    "大豆": ((150, 200), (360, 460)),
    "水稻": ((480, 600), (270, 310)),
}
"""Yield per mu in kg, and price per kg in fen."""


def person_name(chance: Chance, *, male: bool) -> str:
    """Return a name: 3 % with a rare character, 1 % of a minority, 1 % short, 0.5 % a double surname."""
    dice = chance.random()
    if dice < 0.01:  # noqa: PLR2004 - the shares are those of the first line
        return str(chance.one_of(words.MINORITY))
    surname = str(chance.one_of(words.SURNAMES))
    given = words.MALE if male else words.FEMALE
    first, second = str(chance.one_of(given)), str(chance.one_of(given))
    if dice < 0.04:  # noqa: PLR2004 - likewise
        return surname + first + str(chance.one_of(words.RARE))
    if dice < 0.05:  # noqa: PLR2004 - likewise
        return surname + first
    if dice < 0.055:  # noqa: PLR2004 - likewise
        return str(chance.one_of(words.COMPOUND_SURNAMES)) + first + second
    return surname + first + second


def _birth(chance: Chance, serial_week: int, years: tuple[int, int]) -> date:
    year = chance.whole(*years)
    return date(year, chance.whole(1, 12), serial_week * 7 + chance.whole(1, 7))


def farmer(scope: Scope, number: int) -> tuple[Farmer, list[HouseholdMember]]:
    """Return the farmer of that number and the household: the same for the same seed, whoever asks."""
    person, chance = head(scope, number)
    members = _household(scope, chance, person, number)
    working = sum(1 for each in members if each.occupation != "学生")
    person.family_size, person.labour_count = len(members) + 1, working + 1
    return person, members


def head(scope: Scope, number: int) -> tuple[Farmer, Chance]:
    """Return the farmer of that number without the household, and the chance that would go on with it."""
    chance = scope.chance(1, number)
    area, serial, week = numbers.person_area(number)
    male = serial % 2 == 1
    born = _birth(chance, week, (scope.today.year - 64, scope.today.year - 24))
    joined = scope.first_day - timedelta(days=chance.whole(1, 300))
    group = number % numbers.GROUPS
    town, village = words.TOWNS[group // 72 % 10], words.VILLAGES[group // 6 % 12]
    surface, rented, crop, income = _farm(chance)
    checked = scope.first_day - timedelta(days=chance.whole(0, 20))
    single = chance.random()
    marital = "married" if single < 0.86 else str(chance.one_of(("single", "divorced", "widowed")))  # noqa: PLR2004 - a share
    expires = add_months(scope.today, chance.whole(6, 200))
    person = Farmer(
        institution_id=scope.institution_id,
        branch_id=scope.branch_id,
        id=chance.identity(moment(joined, chance.whole(0, 480))),
        full_name=person_name(chance, male=male),
        id_number=numbers.resident_id(area, born, serial),
        id_valid_until=expires,
        ethnicity=words.HAN if chance.likely(0.95) else str(chance.one_of(words.ETHNICITIES)),
        marital=marital,
        phone=numbers.phone(number),
        village=f"{town}{village}村",
        address=f"测试县{town}{village}村{group % 6 + 1}组{number // numbers.GROUPS + 1}号",
        household_type="ordinary"
        if chance.likely(0.9)
        else str(chance.one_of(("lifted", "veteran", "returned"))),
        contracted_area=surface,
        rented_area=rented,
        contractor_code=numbers.contractor(number),
        crops=crop if chance.likely(0.7) else f"{crop}、马铃薯",
        yearly_income=income // 10_000 * 10_000,
        yearly_expense=int(income * (0.3 + chance.random() * 0.3)) // 10_000 * 10_000,
        assets=int(income * (2 + chance.random() * 4)) // 100_000 * 100_000,
        liabilities=int(income * chance.random() * 0.6) // 100_000 * 100_000,
        bank_card=numbers.bank_card(number + 1),
        identity_checked_on=checked,
        bureau_consent_on=checked,
        privacy_consent_on=checked,
        lists_checked_on=checked,
    )
    return person, chance


def _farm(chance: Chance) -> tuple[Decimal, Decimal, str, int]:
    """Return own and rented land in mu, the crop, and the income in fen that follows from them."""
    surface = Decimal(chance.lognormal(45, 0.7, 900)).quantize(_CENT_MU)
    rented = (
        Decimal(chance.lognormal(60, 0.8, 2000)).quantize(_CENT_MU) if chance.likely(0.35) else Decimal(0)
    )
    crop = str(chance.one_of(tuple(_CROPS)))
    (low, high), (cheap, dear) = _CROPS[crop]
    harvest = int((surface + rented) * chance.whole(low, high) * chance.whole(cheap, dear))
    inputs = int((surface + rented) * chance.whole(400, 600) * 100 + rented * chance.whole(250, 650) * 100)
    income = max(800_000, harvest - inputs + chance.whole(0, 30) * 100_000)
    return surface, rented, crop, income


def _household(scope: Scope, chance: Chance, holder: Farmer, number: int) -> list[HouseholdMember]:
    relations = ["spouse"] if holder.marital == "married" else []
    relations += ["child"] * chance.whole(0, 2)
    relations += ["parent"] * (chance.whole(0, 2) if chance.likely(0.4) else 0)
    return [
        member(scope, chance, holder, relation, number * 5 + place)
        for place, relation in enumerate(relations)
    ]


def member(scope: Scope, chance: Chance, holder: Farmer, relation: str, place: int) -> HouseholdMember:
    """Return somebody of a farmer's household; *place* makes the number of their ID."""
    born = int(holder.id_number[6:10])
    years = {
        "spouse": (born - 3, born + 3),
        "child": (born + 22, born + 30),
        "parent": (born - 30, born - 22),
    }[relation]
    latest = scope.today.year - 1
    birth = _birth(chance, place % 4, (min(years[0], latest), min(years[1], latest)))
    serial = place % 1000
    if relation == "spouse":
        serial = (serial // 2 * 2 + 1 - int(holder.id_number[16]) % 2) % 1000
    grown = scope.today.year - birth.year >= 18  # noqa: PLR2004 - of age
    work = str(chance.one_of(words.OCCUPATIONS[:5])) if grown else "学生"
    if relation == "parent":
        work = "退休" if chance.likely(0.3) else "务农"
    name = person_name(chance, male=serial % 2 == 1)
    return HouseholdMember(
        institution_id=scope.institution_id,
        branch_id=scope.branch_id,
        id=chance.identity(moment(scope.first_day, 0)),
        farmer_id=holder.id,
        full_name=holder.full_name[:1] + name[1:]
        if relation == "child" and "·" not in name + holder.full_name
        else name,
        relation=relation,
        id_number=numbers.resident_id(239946 + place // 1000 % 50, birth, serial),
        occupation=work,
        yearly_income=chance.whole(0, 40) * 100_000 if grown and work != "学生" else None,
        co_holder=relation in {"spouse", "parent"} and chance.likely(0.7),
    )
