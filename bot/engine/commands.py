"""Commands and the carriers' keywords: stop, start, help, new, a language (CONTRACT.md, "The conversation", rule 8)."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import ask, closing, language
from bot.engine.compose import reply
from bot.engine.draft import Draft
from dialogs.segments import segments

#: Channels whose carriers answer STOP themselves: the bot keeps silent.
CARRIER_CHANNELS = frozenset({"sms", "whatsapp"})
#: How messengers mark a command that no one types by chance.
SLASH = "/"


def obey(draft: Draft) -> bool:
    """Carry out a command; True where it was one and the turn is complete."""
    name, _, value = (draft.read.command or "").partition(":")
    rule = COMMANDS.get(name)
    return rule(draft, value) if rule else False


def _stop(draft: Draft, _: str) -> bool:
    draft.kept = draft.conversation.reference is not None
    if draft.conversation.stage == "collecting":
        closing.close(draft, complete=False)
    draft.set(stage="stopped", asking=None)
    draft.stop = True
    draft.event("stopped")
    if draft.message.channel not in CARRIER_CHANNELS:
        _say_alone(draft, "stopped")
    return True


def _start(draft: Draft, _: str) -> bool:
    stage = draft.conversation.stage
    draft.resume = stage == "stopped"
    draft.kept = draft.conversation.reference is not None
    if stage == "stopped":
        draft.set(stage="done" if draft.conversation.reference else "idle")
        draft.event("resumed")
        _say_alone(draft, "started")
    elif stage == "collecting" and draft.asking:
        ask.slot(draft, draft.asking)
    else:
        draft.set(greeted=False)
        _invite(draft)
    return True


def _invite(draft: Draft) -> None:
    """Ask what happened without opening a tip: that begins with the next message."""
    draft.set(stage="idle", asking=None)
    reply(draft, "ask.what")


def _help(draft: Draft, _: str) -> bool:
    typed = not draft.message.text.startswith(SLASH)
    stage = draft.conversation.stage
    if stage == "stopped":
        return False
    if stage == "idle" and not typed:
        draft.kept = False
        _say_alone(draft, "help")
        return True
    draft.flag = "help"
    draft.event("flagged", "help")
    if stage == "idle":
        ask.open_tip(draft)
        draft.remember("distress", "1")
    draft.set(messages=draft.conversation.messages + 1, greeted=True)
    draft.say("help")
    ask.slot(draft, draft.asking or "what") if stage != "done" else _say_alone(draft, "help")
    return True


def _new(draft: Draft, _: str) -> bool:
    stage = draft.conversation.stage
    if stage == "stopped":
        return False
    draft.kept = draft.conversation.reference is not None
    if stage == "collecting":
        closing.close(draft, complete=False)
    draft.say("new")
    _invite(draft)
    return True


def _language(draft: Draft, code: str) -> bool:
    draft.kept = draft.conversation.reference is not None
    if code not in draft.dialogs.languages:
        _say_alone(draft, "languages", languages=_choice_of_languages(draft))
        return True
    language.choose(draft, code)
    stage = draft.conversation.stage
    if stage == "stopped":
        return True
    if stage == "done":
        _say_alone(draft, "language")
        draft.set(language_said=True)
    elif stage == "collecting":
        ask.slot(draft, draft.asking or "what")
    else:
        _invite(draft)
    return True


def _choice_of_languages(draft: Draft) -> str:
    """The languages by code and own name; the codes alone where a text message has no room for the names."""
    voice, languages = draft.voice, draft.dialogs.languages.values()
    named = voice.listed(f"{item.code} {item.name}" for item in languages)
    if segments(voice.say("languages", languages=named)) <= voice.budget:
        return named
    return voice.listed(item.code for item in languages)


def _done(draft: Draft, _: str) -> bool:
    if draft.conversation.stage != "collecting":
        return False
    draft.set(messages=draft.conversation.messages + 1)
    closing.pass_on(draft)
    return True


def _say_alone(draft: Draft, key: str, **values: str) -> None:
    """Say one sentence and nothing else, not even who writes."""
    draft.lead.clear()
    draft.set(greeted=True, language_said=True)
    reply(draft, key, **values)


COMMANDS: dict[str, Callable[[Draft, str], bool]] = {
    "stop": _stop,
    "start": _start,
    "help": _help,
    "new": _new,
    "language": _language,
    "done": _done,
}
