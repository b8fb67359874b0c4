"""The verbs of a turn."""
