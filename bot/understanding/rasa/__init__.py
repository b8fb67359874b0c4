"""Rasa as a second understanding beside the embedded one: it may add what ours left open, and may always be away."""

from bot.understanding.rasa.both import Both, build

__all__ = ["Both", "build"]
