"""What the bank has put in writing: authority, limits, relations."""
