"""What the engine decided, as the store writes it."""

from __future__ import annotations

from bot import state
from bot.conversation import Conversation, Reply, Turn
from intake_store.model.event_kind import EventKind
from intake_store.model.turn_record import QueuedReply, TipRow, TurnRecord


def record(turn: Turn, tip: TipRow | None, replies: tuple[Reply, ...]) -> TurnRecord:
    """The turn for the store. `tip` is the one that the conversation was in before; `replies` are those to be sent."""
    after = turn.conversation
    dumped = state.dump(after)
    same = tip is not None and tip.reference == after.reference
    return TurnRecord(
        state=dumped,
        facts=dumped["facts"] if after.reference else None,
        reference=after.reference,
        status=_status(turn, tip if same else None),
        priority=turn.priority,
        category=after.facts.category,
        language=after.language,
        asking=after.asking,
        complete=turn.complete or bool(same and tip and tip.complete),
        emergency=any(event.kind is EventKind.EMERGENCY for event in turn.events),
        flag=turn.flag,
        kept=turn.kept and after.reference is not None,
        replies=tuple(QueuedReply(reply.text, reply.choices, reply.key) for reply in replies),
        events=tuple((event.kind, event.detail) for event in turn.events),
        new_tip=after.reference is not None and not same,
        stop=turn.stop,
        resume=turn.resume,
    )


def _status(turn: Turn, tip: TipRow | None) -> str | None:
    """A tip is `new` once it was passed on; one that a handler has taken meanwhile keeps the handler's status."""
    if turn.finished and (tip is None or tip.status == "collecting"):
        return "new"
    return "collecting" if tip is None else None


def is_urgent(turn: Turn, before: Conversation) -> bool:
    """Whether the citizen must get the replies even in a flood: an emergency that is new, or the end of it all."""
    return turn.stop or (turn.priority == "emergency" and not before.emergency)
