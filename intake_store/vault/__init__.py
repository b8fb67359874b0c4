"""Seals and opens every word and address."""
