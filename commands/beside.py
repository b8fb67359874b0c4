"""The commands `courier` and `poll`: what works beside the web server, as processes of their own."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Mapping
from types import FrameType

from prometheus_client import start_http_server

from commands.crew import Crew, Loop, courier_loops, polling_loops
from commands.errors import Mistake
from commands.house import House, build
from config.settings import Settings

logger = logging.getLogger(__name__)


def run_courier(settings: Settings) -> None:
    """Send, fetch and keep house until a signal stops it."""
    house = build(settings)
    house.storage.require_current()
    _run(house, courier_loops(house))


def run_polling(settings: Settings) -> None:
    """Fetch Telegram's updates until a signal stops it. Raises Mistake when there is nothing to poll."""
    if not settings.telegram_polls:
        raise Mistake("nothing to poll: set TIPLINE_TELEGRAM_TOKEN, and TIPLINE_TELEGRAM_MODE=polling")
    house = build(settings)
    house.storage.require_current()
    _run(house, polling_loops(house))


def _run(house: House, loops: Mapping[str, Loop]) -> None:
    if house.settings.metrics_port:
        start_http_server(house.settings.metrics_port, house.settings.host, house.registry)
    crew = Crew(loops)
    crew.start()
    logger.info("started", extra={"job": ",".join(loops)})
    number = _wait_for_signal()
    logger.info("stopping", extra={"signal": signal.Signals(number).name})
    crew.stop()
    house.close()


def _wait_for_signal() -> int:
    """Wait for SIGTERM or SIGINT; its number."""
    came: list[int] = []
    woken = threading.Event()

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        woken.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, note)
    while not woken.wait(3600):
        continue
    return came[0]
