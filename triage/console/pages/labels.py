"""The words that the console uses for the codes of the store."""

from __future__ import annotations

from intake_store.model.facts import DECLINED, NONE, UNKNOWN
from intake_store.model.slots import BY_NAME

STATUSES = {"collecting": "Collecting", "new": "New", "in_review": "In review", "closed": "Closed"}
PRIORITIES = {"emergency": "Emergency", "high": "High", "normal": "Normal", "low": "Low"}
LANGUAGES = {"en": "English", "es": "Spanish", "fr": "French", "pl": "Polish", "pt": "Portuguese", "ar": "Arabic"}
AUTHORS = {"citizen": "Citizen", "bot": "Tipline bot", "handler": "Handler"}
DELIVERY = {
    "queued": "Waiting to be sent", "sending": "Being sent", "sent": "Sent", "delivered": "Delivered", "read": "Read",
    "failed": "Not delivered", "cancelled": "Not sent",
}  # fmt: skip
EVIDENCE = {"pending": "Being fetched", "kept": "Kept", "refused": "Refused", "failed": "Could not be fetched"}

NON_ANSWERS = {UNKNOWN: "The citizen does not know", DECLINED: "The citizen would rather not say"}

#: Why a person should look, as the bot put it.
FLAGS = {
    "unreadable": "Not understood, read it", "help": "Asked for help", "correction": "Unclear correction",
    "question": "Asked a question", "cannot_be_answered": "Cannot be answered: opted out",
}  # fmt: skip


def flag(code: str) -> str:
    """A flag as words."""
    return FLAGS.get(code, label(code))


def slot_label(name: str) -> str:
    """What the desk calls a slot; one that this version does not know is shown all the same."""
    return BY_NAME[name].label if name in BY_NAME else label(name)


def answer(name: str, value: str) -> str:
    """The answer to a slot's question in plain words: a denial, a non-answer, or what the citizen said."""
    if value == NONE:
        return BY_NAME[name].denial if name in BY_NAME else "None"
    return NON_ANSWERS.get(value, f"“{value}”")


def label(code: str | None) -> str:
    """A code such as `criminal_damage` as words; "Not sorted yet" for none."""
    return code.replace("_", " ").capitalize() if code else "Not sorted yet"


#: What a screen cannot show as it is: controls, halves of characters, and the two characters that turn the order of
#: the letters after them around, so that one name could pose as another.
_CONTROLS = [*(point for point in range(0x20) if point not in (0x09, 0x0A)), *range(0x7F, 0xA0)]
_UNSHOWN = dict.fromkeys([*_CONTROLS, 0x202D, 0x202E, *range(0xD800, 0xE000)], "\N{REPLACEMENT CHARACTER}")


def shown(text: str) -> str:
    """A citizen's text for the screen: what cannot be shown, or would deceive, as a replacement character."""
    return text.replace("\r\n", "\n").translate(_UNSHOWN)
