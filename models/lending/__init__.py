"""The loan itself: cases, terms, repayment plans, amounts in words."""
