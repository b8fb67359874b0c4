"""What is demanded of the dialog files beyond what loading needs."""
