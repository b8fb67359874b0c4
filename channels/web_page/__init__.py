"""The citizen's page: its shell, its words and the few addresses it talks to."""

from channels.web_page.blueprint import blueprint
from channels.web_page.parts import Chat, Letter, Listener, Page

__all__ = ["Chat", "Letter", "Listener", "Page", "blueprint"]
