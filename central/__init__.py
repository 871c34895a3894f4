"""The central lending API: FastAPI on PostgreSQL, with SQLite as the embedded default."""
