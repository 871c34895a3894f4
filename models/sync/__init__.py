"""What both sides of the wire agree on: operations, changes and digests."""
