"""The Telegram channel against a server that speaks the Bot API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.telegram import Telegram
from tests.builders.channels import BOT_TOKEN, SECRET
from tests.fakes.telegram_bot_api import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    """The server, which keeps what was sent."""
    api = BotApi(BOT_TOKEN)
    yield api
    api.close()


@pytest.fixture
def channel(api: BotApi) -> Iterator[Telegram]:
    """The channel that calls it."""
    channel = Telegram(BOT_TOKEN, SECRET, api.url, 5.0)
    yield channel
    channel.close()
