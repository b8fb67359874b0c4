"""A text as words: tokens, language, spelling, numbers."""
