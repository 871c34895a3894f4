import argparse
import json

import pytest

from app.cli import validate
from models.errors import RuleBroken


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    validate.add_arguments(parser)
    return validate.run(parser.parse_args(words))


def test_a_right_number_is_printed_in_its_normal_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("resident-id", "11010519491231002x") == 0
    assert capsys.readouterr().out == "11010519491231002X\n"


def test_warnings_follow(capsys: pytest.CaptureFixture[str]) -> None:
    _run("resident-id", "239901198003150016")
    assert "synthetic" in capsys.readouterr().out


def test_the_answer_is_data_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    _run("resident-id", "239901198003150016", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == "239901198003150016"
    assert [sorted(warning) for warning in answer["warnings"]] == [["en", "zh"]]


def test_a_wrong_number_is_refused() -> None:
    with pytest.raises(RuleBroken):
        _run("resident-id", "231183188001010010")


def test_help_names_the_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _run("--help")
    assert "property-unit" in capsys.readouterr().out
