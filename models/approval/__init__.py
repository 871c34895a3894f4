"""Who decides what: states, duties and authority."""
