"""The command line: the same use cases through another door."""
