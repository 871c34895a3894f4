"""Cases: the list, one case, its securities and its steps."""
