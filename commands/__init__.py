"""The commands of app.py and what they put together: a part of the composition root, like app.py itself."""
