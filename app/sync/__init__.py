"""Talking to the central lending API: one client, one round at a time."""
