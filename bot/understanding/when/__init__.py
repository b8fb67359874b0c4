"""When: times as people text them, resolved against the moment of sending."""

from bot.understanding.when.finder import Finder, Times
from bot.understanding.when.refine import refine

__all__ = ["Finder", "Times", "refine"]
