"""Opens the window."""

import os
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from app.config import Settings, read_settings
from models.errors import RuleBroken
from models.text import Text
from ui.language import say
from ui.office import Office
from ui.pieces import PROGRAM
from ui.theme import dress

NO_SCREEN = Text(
    "没有可用的显示器：请在图形桌面中运行，或用 ./run --vnc。",
    "There is no display: run it on a desktop, or use ./run --vnc.",
)


def make_application() -> QApplication:
    """Return the application, dressed and speaking Chinese in its own dialogs.

    Raises:
        RuleBroken: There is no display; Qt itself would abort the process.
    """
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise RuleBroken(NO_SCREEN)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["heitu"])
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    dress(application)
    return application


def run(*, demo: bool) -> int:
    """Open the window and return when it is closed for good.

    Raises:
        RuleBroken: There is no display, or this computer's settings cannot be read; a box has said so.
    """
    application = make_application()
    settings, hint = _settings(), None
    if demo:
        from ui.demo import LOGIN, PASSWORD, demonstration  # noqa: PLC0415 - the bank's own start needs none

        settings, hint = demonstration(settings)
    office = show(settings, hint)
    hear_mistakes(office.mistaken.emit)
    if demo:
        office.login.login.setText(LOGIN)
        office.login.password.setText(PASSWORD)
    application.lastWindowClosed.connect(application.quit)
    code = application.exec()
    office.close()
    return code


def _settings() -> Settings:
    try:
        return read_settings()
    except RuleBroken as broken:
        # Whoever started the program from a menu has no console in which to read the sentence.
        QMessageBox(QMessageBox.Icon.Critical, say(PROGRAM), say(broken.text)).exec()
        raise


def hear_mistakes(tell: Callable[[Exception], object]) -> None:
    """Tell of every error that nobody expected: the console to which Python writes them may be nobody's."""
    to_the_console = sys.excepthook

    def hear(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
        to_the_console(kind, error, frames)
        if isinstance(error, Exception):
            tell(error)

    sys.excepthook = hear


def show(settings: Settings, hint: Text | None) -> Office:
    """Return the office with its log-in window open."""
    office = Office(settings, hint=hint)
    office.open()
    return office
