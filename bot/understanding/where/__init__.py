"""Where: places as people text them, the span as said."""

from bot.understanding.where.finder import Finder

__all__ = ["Finder"]
