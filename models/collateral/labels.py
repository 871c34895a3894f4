"""What each kind of collateral is called, in the order in which an officer chooses: a table that loads nothing.

Lists and filters read it before the records are loaded; the kinds take their names from it.
"""

from models.text import Text

KIND_LABELS = {
    "farmland_right": Text("农村土地经营权", "Farmland operation right"),
    "receivable": Text("应收账款", "Accounts receivable"),
}
