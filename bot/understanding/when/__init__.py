"""When: times as people text them, resolved against the moment of sending."""

from bot.understanding.when.finder import TimeFinder, Times
from bot.understanding.when.refine import refine

__all__ = ["TimeFinder", "Times", "refine"]
