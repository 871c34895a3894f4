"""The contracts of guarantors say what the guarantee says."""

from dataclasses import replace
from datetime import date

import pytest

import printing
from app.papers import terms_of
from models.errors import RuleBroken
from models.lending.guarantee import Guarantee
from models.lending.sureties import Surety
from models.sample.objects import object_of
from tests import factories
from tests.app.test_papers import HOME, TODAY, dossier_on
from tests.printing.reading import flat, whole_text


def _surety(**given: object) -> Surety:
    promise: dict[str, object] = {
        "liability": "joint",
        "mode": "single",
        "begins_on": date(2027, 11, 24),
        "ends_on": date(2030, 11, 23),
    }
    guarantee = Guarantee(**HOME, **(promise | given))
    return Surety(guarantee, factories.farmer(full_name="李䶮"))


def _text(surety: Surety, key: str) -> str:
    facts = object_of("house", 7, TODAY, secured=10_000_000, owner="某")
    dossier = replace(dossier_on(facts), sureties=[surety])
    drawn = printing.render(key, terms_of(key, dossier, None, TODAY), number="HT-1", copy=None, draft=True)
    return flat(whole_text(drawn.pdf))


def test_a_guarantee_names_its_period_and_its_joint_liability() -> None:
    text = _text(_surety(), "guarantee")
    assert "即自2027年11月24日起至2030年11月23日止" in text
    assert "连带责任保证" in text
    assert "李䶮" in text
    assert "人民币壹拾万元整" in text


def test_a_guarantee_up_to_a_maximum_names_both_ceilings() -> None:
    maximum = _surety(
        mode="maximum",
        principal_ceiling=20_000_000,
        claims_ceiling=26_000_000,
        claims_from=date(2026, 11, 23),
        claims_until=date(2027, 11, 23),
    )
    text = _text(maximum, "maximum_guarantee")
    assert "人民币贰拾万元整" in text
    assert "人民币贰拾陆万元整" in text


@pytest.mark.parametrize("given", [{"liability": "general"}, {"ends_on": None}])
def test_what_the_contract_cannot_say_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(RuleBroken):
        _text(_surety(**given), "guarantee")
