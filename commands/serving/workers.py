"""The commands `courier` and `poll`: what works beside the web server, as processes of their own."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Mapping
from types import FrameType

from prometheus_client import start_http_server

from channels import registry
from channels.talents import BackgroundLoop, is_polled
from commands.errors import Mistake
from commands.services import Services, build_services
from commands.serving.threads import ThreadGroup, courier_loops, polling_loops
from config.settings import Settings

logger = logging.getLogger(__name__)


def run_courier(settings: Settings) -> None:
    """Send, fetch and do the housekeeping until a signal stops it."""
    services = build_services(settings)
    services.storage.require_current()
    _run(services, courier_loops(services))


def run_polling(settings: Settings) -> None:
    """Fetch what providers cannot deliver until a signal stops it. Raises Mistake when there is nothing to poll."""
    channels = registry.build(settings)
    if not any(is_polled(channel) for channel in channels.values()):
        raise Mistake("nothing to poll: for Telegram set TIPLINE_TELEGRAM_TOKEN, and TIPLINE_TELEGRAM_MODE=polling")
    services = build_services(settings, channels=channels)
    services.storage.require_current()
    _run(services, polling_loops(services))


def _run(services: Services, loops: Mapping[str, BackgroundLoop]) -> None:
    _show_metrics(services)
    threads = ThreadGroup(loops)
    threads.start()
    logger.info("started", extra={"job": ",".join(loops)})
    number = _wait_for_signal()
    logger.info("stopping", extra={"signal": signal.Signals(number).name})
    threads.stop()
    services.close()


def _show_metrics(services: Services) -> None:
    """Where the settings ask for it. Raises Mistake when the port is taken."""
    host, port = services.settings.metrics_host, services.settings.metrics_port
    if not port:
        return
    try:
        start_http_server(port, host, services.registry)
    except OSError as error:
        names = "TIPLINE_METRICS_HOST, TIPLINE_METRICS_PORT"
        raise Mistake(f"cannot listen at {host}:{port} ({error.strerror}); see {names}") from None


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
