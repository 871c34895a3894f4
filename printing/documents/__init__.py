"""One module per printed document."""
