"""The intake store: tips, messages, outbox and desk over SQLite or PostgreSQL, sealed by the vault."""
