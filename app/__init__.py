"""What the officer does: use cases, the local store and sync."""
