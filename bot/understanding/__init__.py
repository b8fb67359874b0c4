"""Text -> Understanding: one module an entity over one shared tokenisation; embedded by default, Rasa beside it."""
