"""The web server and the loops beside it, as processes."""
