"""Sync: what is on its way, what was refused, what is in conflict."""
