"""When: times as people text them, resolved against the moment of sending."""

from bot.understanding.when.finder import Finder

__all__ = ["Finder"]
