"""Who the bank lends to: farmers, households, enterprises, and their identifiers."""
