"""What /metrics shows: the counters of every process of this web server, and what waits in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from intake_store.db.database import Unavailable
from intake_store.delivery.backlog import Backlog


class Waiting:
    """Asks the database at each scrape; says nothing while it is away."""

    def __init__(self, ask: Callable[[], Backlog]) -> None:
        self._ask = ask

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing, so that registering it does not ask the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = self._ask()
        except Unavailable:
            return
        yield GaugeMetricFamily("tipline_outbox_messages", "Messages that wait to be sent.", found.messages)
        yield GaugeMetricFamily("tipline_outbox_oldest_seconds", "How long the oldest has waited.", found.oldest)
        yield GaugeMetricFamily("tipline_evidence_waiting", "Files that wait to be fetched.", found.files)


def exposition(registry: CollectorRegistry, ask: Callable[[], Backlog], folder: str | None) -> Callable[[], bytes]:
    """The function that renders Prometheus text. `folder` is where several processes add up, None for this one alone.

    The database's numbers are the same in whichever process is asked.
    """
    shown = CollectorRegistry() if folder else registry
    if folder:
        MultiProcessCollector(shown, folder)  # type: ignore[no-untyped-call]
    shown.register(Waiting(ask))
    return lambda: generate_latest(shown)
