"""Files of papers: shown, or told where they lie."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from tests.ui.conftest import Opened
from ui.papers import files


class Desktop:
    """A computer on which a file opens, or nothing opens it."""

    def __init__(self, *, opens: bool) -> None:
        self.opens, self.asked = opens, list[str]()

    def openUrl(self, url: QUrl) -> bool:  # noqa: N802 - Qt's way of naming
        self.asked.append(url.toLocalFile())
        return self.opens


@pytest.mark.parametrize("opens", [True, False])
def test_a_file_that_nothing_opens_is_told_with_its_place(
    officer: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opens: bool
) -> None:
    who, desktop, file = officer(), Desktop(opens=opens), tmp_path / "合同.pdf"
    monkeypatch.delenv(files.OUT)
    monkeypatch.setattr(files, "QDesktopServices", desktop)
    files.show_written(who.desk, file)
    assert desktop.asked == [str(file)]
    told = files.WRITTEN.fill(file=file.name) if opens else files.NOTHING_OPENS.fill(file=file)
    assert who.shell.notice.text() == told.zh
