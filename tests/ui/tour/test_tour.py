"""The tour, as a program of its own: it tells the whole main job, and it says so when it cannot."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from models.documents.numbers import read_number

ROOT = Path(__file__).parents[3]
SHORTEST = 20


def tour(out: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}
    }
    return subprocess.run(
        [sys.executable, "main.py", "tour", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env=environment,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("tour") / "出"
    return out, tour(out)


@pytest.fixture(scope="module")
def report(told: tuple[Path, subprocess.CompletedProcess[str]]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((told[0] / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def papers(told: tuple[Path, subprocess.CompletedProcess[str]]) -> dict[str, str]:
    return {
        file.name: "\n".join(page.extract_text() for page in PdfReader(file).pages)
        for file in sorted(told[0].glob("*.pdf"))
    }


def test_it_ends_well_and_says_each_step(
    told: tuple[Path, subprocess.CompletedProcess[str]], report: dict[str, Any]
) -> None:
    done = told[1]
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("✓")]
    assert [line.split("  ")[0] for line in lines] == [f"✓ {step['name']}" for step in report["steps"]]
    assert done.stderr == ""


def test_the_report_is_complete(report: dict[str, Any]) -> None:
    assert report["ok"] is True
    assert len(report["steps"]) >= SHORTEST
    assert all(step["ok"] for step in report["steps"])
    assert all(step["seconds"] > 0 for step in report["steps"])


def test_all_three_places_hold_the_same(report: dict[str, Any]) -> None:
    digests = {report[f"{place}_digest"] for place in ("workstation", "central", "second_workstation")}
    assert len(digests) == 1
    assert len(digests.pop()) >= 32


def test_every_picture_shows_something(
    told: tuple[Path, subprocess.CompletedProcess[str]], report: dict[str, Any]
) -> None:
    assert sorted(report["screens"]) == sorted(file.name for file in told[0].glob("*.png"))
    assert len(report["screens"]) >= SHORTEST
    for name in report["screens"]:
        picture = QImage(str(told[0] / name))
        colours = {
            picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
        }
        assert len(colours) > 10, name


def test_every_paper_of_the_report_is_there(report: dict[str, Any], papers: dict[str, str]) -> None:
    assert report["documents"] == list(papers)
    assert len(papers) >= 6
    assert all(text.strip() for text in papers.values())


@pytest.mark.parametrize("amount", ["壹拾万元整", "肆拾伍万元整"])
def test_a_contract_carries_its_number_its_amount_and_its_pages(papers: dict[str, str], amount: str) -> None:
    contracts = {name: text for name, text in papers.items() if "借款合同" in text and amount in text}
    assert contracts
    numbers = [found for text in contracts.values() for found in re.findall(r"HT-\d+-\d{4}-\d+-\d", text)]
    assert numbers
    for number in numbers:
        assert read_number(number)
    for name, text in contracts.items():
        assert re.search(r"第\s*1\s*页\s*[，,]?\s*共\s*\d+\s*页", text), name


def test_a_place_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    done = tour(file / "out")
    assert done.returncode == 1
    assert "无法写入" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2


def test_without_a_place_it_says_how_to_use_it() -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "tour"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--out" in done.stderr
