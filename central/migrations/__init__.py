"""The history of the centre's tables, and the one way to bring a database to its end."""
