"""Papers on file at the workstation: taking them in, keeping their contents encrypted, sending and fetching them."""
