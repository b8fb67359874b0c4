"""Pure merges of people, vehicles and times."""
