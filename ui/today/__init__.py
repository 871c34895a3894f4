"""What waits for the officer today."""
