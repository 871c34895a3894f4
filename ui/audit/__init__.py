"""The auditor's workplace: the bank's trail and two duties on one device."""
