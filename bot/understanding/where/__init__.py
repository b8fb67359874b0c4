"""Where: places as people text them, the span as said."""

from bot.understanding.where.finder import PlaceFinder

__all__ = ["PlaceFinder"]
