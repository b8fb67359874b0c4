"""The embedded understanding with Rasa beside it: both read at the same time, and the merge decides."""

from __future__ import annotations

from bot.metrics import Metrics
from bot.understanding.rasa.client import THREADS, Client
from bot.understanding.rasa.connection import Connection
from bot.understanding.rasa.merge import Merger
from bot.understanding.types import Context, Understanding, Understands


class Both:
    """Understands as `embedded` does, and takes from Rasa what it adds. Rasa's failures change nothing but a metric."""

    def __init__(self, embedded: Understands, client: Client, merger: Merger, metrics: Metrics) -> None:
        self._embedded, self._client, self._merger, self._metrics = embedded, client, merger, metrics

    def understand(self, text: str, context: Context) -> Understanding:
        question = self._client.ask(text)
        heard = self._embedded.understand(text, context)
        answer = self._client.answer(question)
        if answer is None:
            return heard
        merged = self._merger.merge(heard, answer, context)
        for field in merged.added:
            self._metrics.rasa_fields.labels(field).inc()
        return merged.understanding


def build(embedded: Understands, metrics: Metrics, url: str, token: str, seconds: float) -> Both:
    """`embedded` with the Rasa server at `url` beside it, which gets `seconds` a message."""

    def note(result: str, took: float) -> None:
        metrics.rasa.labels(result).inc()
        if result in ("read", "slow"):
            metrics.rasa_seconds.observe(took)

    client = Client(Connection(url, token, seconds, THREADS), seconds, note)
    return Both(embedded, client, Merger(embedded), metrics)
