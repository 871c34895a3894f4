"""What secures a loan: one module per kind of collateral."""
