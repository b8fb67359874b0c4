"""The one matcher of all word lists, and what it found in a message."""
