"""Settings, logging and the WSGI server's configuration; imports nothing else of the project."""
