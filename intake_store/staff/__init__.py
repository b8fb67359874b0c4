"""Users, their sessions and passwords, and API tokens."""
