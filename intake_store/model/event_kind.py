"""What can happen to a tip, and what its history says of it."""

from __future__ import annotations

from enum import StrEnum

from intake_store.model.actor import Permission


class EventKind(StrEnum):
    """A kind of event: its code, as it is stored, and its label, which follows the name of who did it.

    `{}` stands for the event's detail. A new kind is one member, and somebody who writes it.
    """

    label: str
    seen_with: Permission
    """What one must be allowed to see it in the history."""

    # Of the desk.
    READ = "read", "opened the tip", Permission.SEE_READINGS
    LISTED = "listed", "saw it in a list", Permission.SEE_READINGS
    EVIDENCE_READ = "evidence_read", "opened evidence {}", Permission.SEE_READINGS
    STATUS = "status", "set the status {}"
    PRIORITY = "priority", "set the priority {}"
    CATEGORY = "category", "set the category {}"
    ASSIGNEE = "assignee", "set the assignee {}"
    SET_RIGHT = "set_right", "corrected {}"
    REPLY = "reply", "replied to the citizen"
    NOTE = "note", "added a note"
    TAUGHT = "taught", "read it to teach the bot"
    # Of the dialogue.
    CREATED = "created", "began the tip"
    OPENED = "opened", "began the conversation"
    TOLD = "told", "took up {}"
    ANSWERED = "answered", "took the answer to {}"
    CORRECTED = "corrected", "took a correction of {}"
    EMERGENCY = "emergency", "raised the alarm: {}"
    FLAG = "flag", "set the flag {}"
    FLAGGED = "flagged", "flagged it: {}"
    LANGUAGE = "language", "went on in {}"
    PASSED_ON = "passed_on", "passed it on, {}"
    REOPENED = "reopened", "took more after the end"
    IDLE = "idle", "handed it on when the citizen fell silent {}"
    LEFT = "left", "left the chat"
    STOPPED = "stopped", "stopped asking"
    OPTED_OUT = "opted_out", "stopped the line {}"
    # Of delivery.
    DELIVERY_FAILED = "delivery_failed", "could not deliver: {}"
    EVIDENCE_KEPT = "evidence_kept", "kept a file, {}"
    EVIDENCE_REFUSED = "evidence_refused", "refused a file: {}"
    EVIDENCE_FAILED = "evidence_failed", "could not fetch a file: {}"
    # What a newer version stored.
    NEWER = "newer", "did what this version has no words for"

    def __new__(cls, code: str, label: str = "", seen_with: Permission = Permission.WORK_ON_TIPS) -> EventKind:
        kind = str.__new__(cls, code)
        kind._value_, kind.label, kind.seen_with = code, label, seen_with
        return kind

    @classmethod
    def _missing_(cls, _value: object) -> EventKind:
        return cls.NEWER

    @property
    def is_reading(self) -> bool:
        """Whether somebody only looked."""
        return self.seen_with is Permission.SEE_READINGS

    def told(self, detail: str) -> str:
        """The label with the detail in its place."""
        return self.label.format(detail).rstrip()
