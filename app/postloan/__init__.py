"""Loan care on the workstation: repayments from core banking, what is due to be checked and told."""
