"""The citizen's page: its shell, its words and the few addresses it talks to."""

from channels.web_page.blueprint import blueprint
from channels.web_page.ports import ChatPorts, Listener, Page, TranscriptEntry

__all__ = ["ChatPorts", "TranscriptEntry", "Listener", "Page", "blueprint"]
