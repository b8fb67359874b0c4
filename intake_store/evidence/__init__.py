"""Files that citizens sent, sealed."""
