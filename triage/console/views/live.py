"""Live events for open pages: Server-Sent Events that say which tip changed, never what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import BoundedSemaphore

from flask import Response

from intake_store.live.bus import TIPS, Bus, Subscription

#: A silent stream says so often that it is alive; a proxy would cut it off after a minute of silence.
BEAT_SECONDS = 15.0
#: Wake-ups that come so close together go out together, at most so many of them.
PAUSE_SECONDS, TOGETHER = 0.2, 50
#: How long a tab waits for its own earlier stream to end.
HANDOVER_SECONDS = 1.0

Tab = tuple[int, str]
"""The id of a login, and the name that the page gave its tab."""


class Streams:
    """Hands out event streams while there is room: each one keeps a thread of the server busy.

    A tab that goes to another page opens a stream there before the server can notice that the old one is dead: streams
    of one tab end one another.
    """

    def __init__(self, bus: Bus, places: int, beat: float = BEAT_SECONDS) -> None:
        self._bus, self._beat = bus, beat
        self._places = BoundedSemaphore(places) if places else None
        self._by_tab: dict[Tab, Subscription] = {}

    def open(self, tab: Tab, still_welcome: Callable[[], bool]) -> Response:
        """The stream; 204 when all places are taken, which tells the page to poll instead."""
        before = self._by_tab.pop(tab, None)
        if before is not None:
            before.close()
        if self._places is None or not self._places.acquire(timeout=HANDOVER_SECONDS if before else 0):
            return Response(status=204)
        subscription = self._by_tab[tab] = self._bus.subscribe((TIPS,))
        response = Response(self._wakes(subscription, still_welcome), content_type="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(lambda: self._end(tab, subscription))
        return response

    def _end(self, tab: Tab, subscription: Subscription) -> None:
        subscription.close()
        if self._by_tab.get(tab) is subscription:
            self._by_tab.pop(tab, None)
        assert self._places is not None
        self._places.release()

    def _wakes(self, subscription: Subscription, still_welcome: Callable[[], bool]) -> Iterator[str]:
        yield "retry: 3000\nevent: live\ndata: \n\n"
        while not subscription.closed:
            first = subscription.get(self._beat)
            ids = [] if first is None else [str(first[1]), *_followers(subscription)]
            if subscription.closed or not still_welcome():
                return
            yield f"event: tip\ndata: {' '.join(dict.fromkeys(ids))}\n\n" if ids else "event: live\ndata: \n\n"


def _followers(subscription: Subscription) -> Iterator[str]:
    for _ in range(TOGETHER):
        wake = subscription.get(PAUSE_SECONDS)
        if wake is None:
            return
        yield str(wake[1])
