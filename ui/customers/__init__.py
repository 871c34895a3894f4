"""Customers: lists, files and the register import."""
