"""People in a message: mentions, names, looks, roles."""
