"""One file that a citizen sent: fetch it from the provider, look at what it is, and keep it as evidence."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.courier import backoff
from bot.courier.sending import persistently
from bot.metrics import Metrics
from channels.base import Channel, SendError
from channels.media import Inspector, NotEvidence
from intake_store.evidence.sealed_file import IncomingFile
from intake_store.evidence.store import Evidence, Fetch
from intake_store.live.bus import TIPS, Bus

logger = logging.getLogger(__name__)


class Fetching:
    """Fetches single files from any number of threads. `limit` is the most bytes that are kept of one."""

    def __init__(
        self,
        evidence: Evidence,
        channels: Mapping[str, Channel],
        bus: Bus,
        metrics: Metrics,
        clock: Callable[[], datetime],
        limit: int,
    ) -> None:
        """`channels` by the names of the messages they carry."""
        self._evidence, self._channels, self._bus = evidence, channels, bus
        self._metrics, self._clock, self._limit = metrics, clock, limit

    def fetch(self, job: Fetch) -> None:
        """Fetch one claimed file and settle it. Raises only when the database stays away."""
        try:
            with self._evidence.receive(job) as file:
                self._keep(job, file)
            result = "kept"
        except NotEvidence as refused:
            self._evidence.refuse(job.id, refused.reason, self._clock())
            result = "refused"
        except SendError as error:
            result = self._settle_error(job, error)
            extra = {"channel": job.channel, "reason": error.reason, "attempts": job.attempts, "status": result}
            logger.warning("file not fetched", extra=extra)
        self._metrics.media.labels(result).inc()
        self._bus.publish(TIPS, job.tip_id or 0)

    def _keep(self, job: Fetch, file: IncomingFile) -> None:
        """The type that is kept is the one the bytes show; the claimed one only helps to tell."""
        channel = self._channels.get(job.channel)
        if channel is None:
            raise SendError("this channel is not set up", retryable=True)
        inspector = Inspector(file.write, self._limit, job.attachment.content_type)
        channel.fetch(job.attachment, inspector, self._limit)
        self._evidence.keep(file, inspector.finish(), self._clock())

    def _settle_error(self, job: Fetch, error: SendError) -> str:
        now = self._clock()
        if not error.retryable or backoff.is_over(job.attempts):
            persistently(lambda: self._evidence.failed(job.id, error.reason, now))
            return "failed"
        wait = backoff.wait(job.attempts, random.random(), error.retry_after)  # noqa: S311
        persistently(lambda: self._evidence.retry(job.id, error.reason, wait))
        return "retry"
