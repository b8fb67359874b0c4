"""Vehicles in a message: makes, mentions, plates."""
