"""Collateral: the list and one object."""
