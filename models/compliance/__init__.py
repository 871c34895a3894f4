"""What an auditor checks: the hash-chained trail and consents."""
