"""Every kind of collateral there is: importing this module defines them all."""

from models.collateral import farmland_right, receivable

__all__ = ["farmland_right", "receivable"]
