"""Contracts and other papers as records."""
