"""How the window looks: fonts from the product itself, a light and a dark palette, one style sheet."""

from functools import cache
from importlib import resources
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

_LIGHT = {
    QPalette.ColorRole.Window: "#f4f6f5",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f7f9f8",
    QPalette.ColorRole.Text: "#1b1f1d",
    QPalette.ColorRole.WindowText: "#1b1f1d",
    QPalette.ColorRole.Button: "#ffffff",
    QPalette.ColorRole.ButtonText: "#1b1f1d",
    QPalette.ColorRole.Highlight: "#2f6b4f",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.PlaceholderText: "#9aa39e",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1b1f1d",
}
_DARK = {
    QPalette.ColorRole.Window: "#1b1f1d",
    QPalette.ColorRole.Base: "#232826",
    QPalette.ColorRole.AlternateBase: "#282e2b",
    QPalette.ColorRole.Text: "#e8ecea",
    QPalette.ColorRole.WindowText: "#e8ecea",
    QPalette.ColorRole.Button: "#2c3330",
    QPalette.ColorRole.ButtonText: "#e8ecea",
    QPalette.ColorRole.Highlight: "#35775a",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.PlaceholderText: "#7d8782",
    QPalette.ColorRole.ToolTipBase: "#2c3330",
    QPalette.ColorRole.ToolTipText: "#e8ecea",
}

_LIGHT_INKS = {
    "accent": "#2f6b4f",
    "quiet": "#636d68",
    "problem": "#b3261e",
    "faint": "#9aa39e",
    "pressed": "#9db8aa",
    "good": "#e3efe8",
    "on_good": "#1f5a3f",
    "warn": "#fff3d6",
    "on_warn": "#7a4f00",
    "bad": "#fbe4e2",
    "on_bad": "#8c1d18",
    "mid": "#d9dedb",
    "midlight": "#e9edeb",
}
_DARK_INKS = {
    "accent": "#6fbf94",
    "quiet": "#a3ada8",
    "problem": "#ff8a80",
    "faint": "#7d8782",
    "pressed": "#3a4a42",
    "good": "#23392e",
    "on_good": "#a9dcc0",
    "warn": "#3d3115",
    "on_warn": "#f0cf87",
    "bad": "#46211f",
    "on_bad": "#ffb4ab",
    "mid": "#3d4642",
    "midlight": "#323a36",
}
_inks = dict(_LIGHT_INKS)

_SHEET = Template("""
#rail { background: #1f2a25; border: none; outline: none; }
#rail::item { color: #cfd8d3; padding: 11px 14px; border-left: 3px solid transparent; }
#rail::item:selected { color: #ffffff; background: #2c3b34; border-left: 3px solid #6fbf94; }
#rail::item:hover { background: #27352e; }
#bank { background: #1f2a25; color: #ffffff; padding: 14px; font-size: 15px; }
QLineEdit, QPlainTextEdit { border: 1px solid palette(mid); border-radius: 4px; padding: 4px 6px;
  background: palette(base); }
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid $accent; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid $problem; }
QLabel[tone="problem"] { color: $problem; }
QLabel[tone="quiet"] { color: $quiet; }
QLabel[tone="title"] { font-size: 19px; font-weight: 600; }
QLabel[tone="heading"] { font-size: 14px; font-weight: 600; color: $accent; }
QLabel[tone="chip"] { background: $good; color: $on_good; border-radius: 9px; padding: 2px 10px; }
QLabel[tone="warn"] { background: $warn; color: $on_warn; border-radius: 4px; padding: 6px 10px; }
QLabel[tone="bad"] { background: $bad; color: $on_bad; border-radius: 4px; padding: 6px 10px; }
QLabel[tone="good"] { background: $good; color: $on_good; border-radius: 4px; padding: 6px 10px; }
QPushButton { border: 1px solid palette(mid); border-radius: 4px; padding: 5px 14px; background: palette(button); }
QPushButton:hover, QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; }
QPushButton[main="true"] { background: #2f6b4f; color: #ffffff; border: 1px solid #2f6b4f; }
QPushButton[main="true"]:focus { border: 1px solid palette(text); }
QPushButton[main="true"]:disabled { background: $pressed; border-color: $pressed; }
QHeaderView::section { background: palette(window); border: none; border-bottom: 1px solid palette(mid);
  padding: 6px 8px; font-weight: 600; }
QTableView { border: 1px solid palette(mid); gridline-color: palette(midlight); }
QTableView::item { padding: 0 8px; }
QTabWidget::pane { border: 1px solid palette(mid); background: palette(base); }
QTabBar::tab { padding: 7px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }
#results { border: 1px solid $accent; background: palette(base); }
#results::item { padding: 4px 8px; }
#card { background: palette(base); border: 1px solid palette(mid); border-radius: 6px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar QLabel { padding: 0 8px; }
""")


def ink(name: str) -> QColor:
    """Return a colour to draw with, as the palette of the window has it now."""
    return QColor(_inks[name])


def dress(application: QApplication, *, dark: bool = False) -> None:
    """Give the application its font, palette and style."""
    _inks.update(_DARK_INKS if dark else _LIGHT_INKS)
    application.setStyle("Fusion")
    font = QFont(_family())
    font.setPixelSize(14)
    application.setFont(font)
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    palette.setColor(QPalette.ColorRole.Mid, ink("mid"))
    palette.setColor(QPalette.ColorRole.Midlight, ink("midlight"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, ink("quiet"))
    application.setPalette(palette)
    application.setStyleSheet(_SHEET.substitute(_inks))


@cache
def _family() -> str:
    """Return the family of the bundled font, so that Chinese shows on a machine without any font."""
    data = (resources.files("resources") / "fonts" / "hei8105.ttf").read_bytes()
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFontFromData(data))
    return families[0]
