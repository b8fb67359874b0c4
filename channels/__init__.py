"""The ways a citizen reaches the line: one module a provider, behind the small protocol in `base`."""
