"""What leaves: texts that are due, files to fetch, and the housekeeping beside them."""
