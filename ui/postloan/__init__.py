"""The workplace of loan care: checks, arrears, notices, and core banking's repayments."""
