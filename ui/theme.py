"""How the window looks: fonts from the product itself, a light and a dark palette, one style sheet."""

from importlib import resources

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

GREEN = "#2f6b4f"
SOIL = "#1f2a25"
RED = "#b3261e"
AMBER = "#9a6700"
GREY = "#6b7570"
LINE = "#d9dedb"

_LIGHT = {
    QPalette.ColorRole.Window: "#f4f6f5",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f7f9f8",
    QPalette.ColorRole.Text: "#1b1f1d",
    QPalette.ColorRole.WindowText: "#1b1f1d",
    QPalette.ColorRole.Button: "#ffffff",
    QPalette.ColorRole.ButtonText: "#1b1f1d",
    QPalette.ColorRole.Highlight: GREEN,
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
    QPalette.ColorRole.Highlight: "#4d9a75",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.PlaceholderText: "#7d8782",
    QPalette.ColorRole.ToolTipBase: "#2c3330",
    QPalette.ColorRole.ToolTipText: "#e8ecea",
}

_SHEET = """
#rail { background: #1f2a25; border: none; outline: none; }
#rail::item { color: #cfd8d3; padding: 11px 14px; border-left: 3px solid transparent; }
#rail::item:selected { color: #ffffff; background: #2c3b34; border-left: 3px solid #6fbf94; }
#rail::item:hover { background: #27352e; }
#bank { background: #1f2a25; color: #ffffff; padding: 14px; font-size: 15px; }
QLineEdit, QPlainTextEdit { border: 1px solid palette(mid); border-radius: 4px; padding: 4px 6px;
  background: palette(base); }
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid #2f6b4f; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid #b3261e; }
QLabel[tone="problem"] { color: #b3261e; }
QLabel[tone="quiet"] { color: #6b7570; }
QLabel[tone="title"] { font-size: 19px; font-weight: 600; }
QLabel[tone="heading"] { font-size: 14px; font-weight: 600; color: #2f6b4f; }
QLabel[tone="chip"] { background: #e3efe8; color: #1f5a3f; border-radius: 9px; padding: 2px 10px; }
QLabel[tone="warn"] { background: #fff3d6; color: #7a4f00; border-radius: 4px; padding: 6px 10px; }
QLabel[tone="bad"] { background: #fbe4e2; color: #8c1d18; border-radius: 4px; padding: 6px 10px; }
QLabel[tone="good"] { background: #e3efe8; color: #1f5a3f; border-radius: 4px; padding: 6px 10px; }
QPushButton { border: 1px solid palette(mid); border-radius: 4px; padding: 5px 14px; background: palette(button); }
QPushButton:hover { border-color: #2f6b4f; }
QPushButton:disabled { color: #9aa39e; }
QPushButton[main="true"] { background: #2f6b4f; color: #ffffff; border: 1px solid #2f6b4f; }
QPushButton[main="true"]:disabled { background: #9db8aa; border-color: #9db8aa; }
QHeaderView::section { background: palette(window); border: none; border-bottom: 1px solid palette(mid);
  padding: 6px 8px; font-weight: 600; }
QTableView { border: 1px solid palette(mid); gridline-color: palette(midlight); }
QTabWidget::pane { border: 1px solid palette(mid); background: palette(base); }
QTabBar::tab { padding: 7px 16px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { border-bottom: 2px solid #2f6b4f; font-weight: 600; }
#results { border: 1px solid #2f6b4f; background: palette(base); }
#results::item { padding: 4px 8px; }
#card { background: palette(base); border: 1px solid palette(mid); border-radius: 6px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar QLabel { padding: 0 8px; }
"""


def dress(application: QApplication, *, dark: bool = False) -> None:
    """Give the application its font, palette and style."""
    application.setStyle("Fusion")
    family = _family()
    font = QFont(family)
    font.setPixelSize(14)
    application.setFont(font)
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    palette.setColor(QPalette.ColorRole.Mid, QColor("#3d4642" if dark else LINE))
    palette.setColor(QPalette.ColorRole.Midlight, QColor("#323a36" if dark else "#e9edeb"))
    application.setPalette(palette)
    application.setStyleSheet(_SHEET)


def _family() -> str:
    """Return the family of the bundled font, so that Chinese shows on a machine without any font."""
    data = (resources.files("resources") / "fonts" / "hei8105.ttf").read_bytes()
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFontFromData(data))
    return families[0]
