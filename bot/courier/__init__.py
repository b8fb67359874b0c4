"""Sends the texts that are due, fetches the files that citizens sent, and does the housekeeping beside that."""
