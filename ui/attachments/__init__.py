"""Papers on file as customers, cases and collateral show them."""
