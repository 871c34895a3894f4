"""The lending commands: what they print, and what they refuse."""

import argparse
import json
from types import ModuleType
from typing import Any

import pytest

from app.cli import amount, apr, classify, price, schedule
from models.errors import RuleBroken

TERMS = {"method": "EPI", "principal": "100000.00", "rate": "4.35", "months": "12", "start": "2026-03-10"}
LOAN = [word for name, value in TERMS.items() for word in (f"--{name}", value)]


@pytest.fixture
def heitu(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(command: ModuleType, *words: str) -> str:
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        assert command.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return run


def test_an_amount_in_words_and_back(heitu: Any) -> None:
    assert heitu(amount, "107000.53") == "人民币壹拾万柒仟元零伍角叁分\n"
    assert heitu(amount, "--parse", "人民币壹拾万柒仟元零伍角叁分") == "107000.53\n"
    assert json.loads(heitu(amount, "10", "--json")) == {"amount": "10.00", "words": "人民币壹拾元整"}


def test_a_schedule_as_json(heitu: Any) -> None:
    data = json.loads(heitu(schedule, *LOAN, "--json"))
    assert list(data) == ["rows", "totals"]
    assert data["rows"][0] == {
        "n": 1,
        "due": "2026-04-10",
        "days": 31,
        "principal": "8168.49",
        "interest": "362.50",
        "total": "8530.99",
        "balance": "91831.51",
    }
    assert data["totals"] == {"principal": "100000.00", "interest": "2371.90", "total": "102371.90"}


def test_a_schedule_as_a_table_with_reasons(heitu: Any) -> None:
    text = heitu(schedule, *LOAN, "--explain")
    assert "等额本息" in text
    assert "100,000.00 × 4.35% × 1/12 = 362.500000" in text
    assert "2026" in text
    assert "2,371.90" in text
    why = json.loads(heitu(schedule, *LOAN, "--explain", "--json"))["why"]
    assert "8,530.99" in why[0]["en"]


def test_every_option_of_a_schedule(heitu: Any) -> None:
    options = "--draw 2026-06-10:10000 --new-rate 2026-08-01:4.15 --prepay 2026-09-20:5000 --keep INSTALMENT"
    rules = (
        "--day-basis ACT/365 --rounding HALF_EVEN --unit-fen 100 --instalment-rounding UP --residue SPREAD"
    )
    data = json.loads(heitu(schedule, *LOAN, *options.split(), *rules.split(), "--json"))
    assert data["totals"]["principal"] == "110000.00"
    parts = ["--method", "CUSTOM", "--part", "2026-10-31:60000", "--part", "2026-12-01:40000"]
    assert len(json.loads(heitu(schedule, *LOAN, *parts, "--json"))["rows"]) == 2
    shares = ["--method", "CUSTOM", "--months", "2", "--share", "0.4", "--share", "0.6", "--calendar", "NONE"]
    rolled = [*shares, "--closed", "2026-04-10", "--opened", "2026-04-12", "--roll", "NEXT"]
    rows = json.loads(heitu(schedule, *LOAN, *rolled, "--json"))["rows"]
    assert [(row["due"], row["principal"]) for row in rows] == [
        ("2026-04-11", "40000.00"),
        ("2026-05-10", "60000.00"),
    ]
    missed = json.loads(heitu(schedule, *LOAN, "--missed", "2026-04-10:2026-05-10", "--json"))["rows"]
    assert missed[1]["interest"] == "362.50"
    all_of_it = json.loads(heitu(schedule, *LOAN, "--prepay", "2026-09-20:ALL", "--json"))
    assert all_of_it["rows"][-1]["balance"] == "0.00"


def test_a_high_rate_warns_on_the_other_stream(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    schedule.add_arguments(parser)
    schedule.run(parser.parse_args([*LOAN, "--rate", "36.01"]))
    assert "高于 36%" in capsys.readouterr().err


def test_the_annual_cost_with_fees(heitu: Any) -> None:
    text = heitu(apr, *LOAN, "--fee", "担保费:某担保公司:1000")
    assert "单利" in text
    assert "6.23%" in text
    assert "6.41%" in text
    data = json.loads(
        heitu(apr, *LOAN, "--fee", "评估费:评估公司:300:2026-03-15", "--fee", "费:行:1:each", "--json")
    )
    assert data["fees"][0]["when"] == "2026-03-15"
    assert data["cost"] == "2683.90"


def test_a_tier_with_its_reasons(heitu: Any) -> None:
    words = ["--today", "2026-11-23", "--days-overdue", "91", "--extended"]
    assert heitu(classify, *words).startswith("次级 Substandard")
    data = json.loads(heitu(classify, *words, "--json"))
    assert data["tier"] == "SUBSTANDARD"
    assert [reason["code"] for reason in data["reasons"]] == ["overdue", "extended"]
    dated = ["--restructured-on", "2026-01-01", "--previous", "LOSS", "--clean-since", "2026-01-01"]
    assert json.loads(heitu(classify, "--today", "2026-11-23", *dated, "--json"))["tier"] == "SPECIAL_MENTION"


def test_a_price_with_its_derivation(heitu: Any) -> None:
    words = ["--signed", "2026-03-10", "--months", "12", "--grade", "A"]
    assert "4.35%" in heitu(price, *words)
    data = json.loads(
        heitu(price, "--signed", "2026-11-23", "--months", "36", "--grade", "B", "--secured", "--json")
    )
    assert (data["rate"], data["next_repricing"]) == ("4.55", "2027-01-01")
    assert data["warnings"]
    assert "下次重定价日" in heitu(price, "--signed", "2026-11-23", "--months", "36", "--grade", "B")


@pytest.mark.parametrize(
    ("command", "words", "field"),
    [
        (amount, ["abc"], "amount"),
        (amount, ["--parse", "伍"], "amount"),
        (schedule, [*LOAN, "--principal", "0"], "principal"),
        (schedule, [*LOAN, "--principal", "-5"], "principal"),
        (schedule, [*LOAN, "--principal", "1000000000000000"], "principal"),
        (schedule, [*LOAN, "--principal", "many"], "principal"),
        (schedule, [*LOAN, "--months", "0"], "count"),
        (schedule, [*LOAN, "--months", "601"], "count"),
        (schedule, [*LOAN, "--rate", "0"], "rate"),
        (schedule, [*LOAN, "--rate", "high"], "rate"),
        (schedule, [*LOAN, "--start", "2026-02-29"], "start"),
        (schedule, [*LOAN, "--end", "2026-01-01"], "end"),
        (schedule, [*LOAN, "--draw", "2026-06-10"], "draw"),
        (schedule, [*LOAN, "--method", "CUSTOM", "--part", "2026-10-31:60"], "parts"),
        (apr, [*LOAN, "--fee", "担保费"], "fee"),
        (classify, ["--today", "2026-11-23", "--days-overdue", "x"], "days_overdue"),
        (price, ["--signed", "2026-03-10", "--months", "12", "--grade", "C"], "grade"),
    ],
)
def test_what_is_refused_names_its_field(command: ModuleType, words: list[str], field: str) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(RuleBroken) as refused:
        command.run(parser.parse_args(words))
    assert refused.value.field == field


@pytest.mark.parametrize("command", [amount, apr, classify, price, schedule])
def test_each_command_says_what_it_is_for(command: ModuleType) -> None:
    assert command.__name__.rpartition(".")[2] == command.NAME
    assert command.HELP.zh
    assert command.HELP.en
