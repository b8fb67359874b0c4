"""The verbs of call handlers."""
