"""What operators count: turns, sends, media and flags, by kinds only and never by person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

#: Seconds. A turn is a matter of milliseconds, a send of tenths of seconds.
TURN_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SEND_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Metrics:
    """The counters of one process; in several processes prometheus_client's multiprocess folder adds them up."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.turns = Counter(
            "tipline_turns_total", "Messages taken, by channel and outcome.", ("channel", "outcome"), registry=registry
        )
        self.turn_seconds = Histogram(
            "tipline_turn_seconds", "From a parsed message to the commit.", buckets=TURN_BUCKETS, registry=registry
        )
        self.understand_seconds = Histogram(
            "tipline_understand_seconds", "The reading of one message.", buckets=TURN_BUCKETS, registry=registry
        )
        self.flags = Counter(
            "tipline_flags_total", "Tips marked for a person, by reason.", ("flag",), registry=registry
        )
        self.sends = Counter(
            "tipline_sends_total", "Attempts to send, by channel and result.", ("channel", "result"), registry=registry
        )
        self.send_seconds = Histogram(
            "tipline_send_seconds", "One call of a provider.", ("channel",), buckets=SEND_BUCKETS, registry=registry
        )
        self.media = Counter("tipline_media_total", "Files fetched, by result.", ("result",), registry=registry)
        self.receipts = Counter(
            "tipline_receipts_total", "Delivery reports, by status.", ("status",), registry=registry
        )
        self.rasa = Counter(
            "tipline_rasa_total", "Messages that Rasa was to read, by what came of it.", ("result",), registry=registry
        )
        self.rasa_seconds = Histogram(
            "tipline_rasa_seconds", "What Rasa's reading took, up to the deadline.", buckets=TURN_BUCKETS,
            registry=registry,
        )  # fmt: skip
        self.rasa_fields = Counter(
            "tipline_rasa_fields_total", "What Rasa found and we did not, by field.", ("field",), registry=registry
        )
