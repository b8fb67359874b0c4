"""The values that all rooms share; imports nothing."""
