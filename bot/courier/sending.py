"""One message on its way to the citizen: send it, and write down what became of it.

Where a citizen may get a message twice, and why it cannot be otherwise: Twilio and Telegram take no idempotency key,
so between the provider's yes and our commit of it there is a moment in which only the provider knows. A courier killed
in that moment, a connection that breaks before the yes arrives, or an answer that shows no yes of the provider (the
page of a network that wants a login), leaves a message that looks unsent, and it is sent again: once its lease
(`courier.LEASE`) is over, or after the back-off. So is one whose yes does not begin to arrive in time: a send ends
before its lease does. Nowhere else; and never is one left out.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.courier import backoff
from bot.metrics import Metrics
from channels.base import Channel, SendError
from intake_store.db.database import Unavailable
from intake_store.delivery.outbox import Outbox, Outgoing
from intake_store.live.bus import TIPS, Bus

logger = logging.getLogger(__name__)

#: How often, and how many seconds apart, it is tried to write down that a message was sent: giving up means sending it
#: twice. Together shorter than the lease.
SETTLE_TRIES, SETTLE_WAIT = 20, 0.5


class Sending:
    """Sends single messages from any number of threads."""

    def __init__(
        self, outbox: Outbox, channels: Mapping[str, Channel], bus: Bus, metrics: Metrics, clock: Callable[[], datetime]
    ) -> None:
        """`channels` by the names of the messages they carry."""
        self._outbox, self._channels, self._bus, self._metrics, self._clock = outbox, channels, bus, metrics, clock

    def send(self, outgoing: Outgoing) -> None:
        """Send one claimed message and settle it. Raises only when the database stays away."""
        channel = outgoing.message.channel
        try:
            provider_id = self._call(outgoing)
        except SendError as error:
            result = self._settle_error(outgoing, error)
            extra = {"channel": channel, "reason": error.reason, "attempts": outgoing.attempts, "status": result}
            logger.warning("message not sent", extra=extra)
        else:
            persistently(lambda: self._outbox.sent(outgoing.id, provider_id, self._clock()))
            result = "sent"
        self._metrics.sends.labels(channel, result).inc()
        self._bus.publish(TIPS, 0)  # a handler who looks at the tip sees what became of the message

    def _call(self, outgoing: Outgoing) -> str:
        """The provider's id of the message. A channel that this process has no account for may come back later."""
        channel = self._channels.get(outgoing.message.channel)
        if channel is None:
            raise SendError("this channel is not set up", retryable=True)
        with self._metrics.send_seconds.labels(outgoing.message.channel).time():
            return channel.send(outgoing.message)

    def _settle_error(self, outgoing: Outgoing, error: SendError) -> str:
        now = self._clock()
        if error.opted_out:
            persistently(lambda: self._outbox.opted_out(outgoing.id, error.reason, now))
            return "opted_out"
        if not error.retryable or backoff.is_over(outgoing.attempts):
            persistently(lambda: self._outbox.failed(outgoing.id, error.reason, now))
            return "failed"
        wait = backoff.wait(outgoing.attempts, random.random(), error.retry_after)  # noqa: S311
        persistently(lambda: self._outbox.retry(outgoing.id, error.reason, wait))
        return "retry"


def persistently(settle: Callable[[], object]) -> None:
    """Do it, again and again while the database is away; raises Unavailable when it stays away too long."""
    for _ in range(SETTLE_TRIES - 1):
        try:
            settle()
        except Unavailable:
            time.sleep(SETTLE_WAIT)
        else:
            return
    settle()
