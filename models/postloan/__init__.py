"""The life of a loan after payout: repayments, checks, tiers, notices, changes of terms, settlement."""
