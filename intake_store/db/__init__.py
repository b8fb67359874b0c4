"""Engines, tables, migrations and the events of a tip."""
