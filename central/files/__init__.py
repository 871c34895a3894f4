"""Papers on file at the centre: where their contents lie, how they arrive in parts, and who may read them."""
