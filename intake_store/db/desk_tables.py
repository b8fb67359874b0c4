"""The tables of the desk: who works there, how they log in, what they note and what they set right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from intake_store.db.schema import Base, table


class Users(Base):
    """A person at the console. `role`: a `model.actor.Role`. `password_ends_at`: None for one without an end."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(String(200))  # argon2's own encoded form
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    password_ends_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]


class Sessions(Base):
    """A login of the console; only the hash of its secret is here. Ended ones keep their row until they expire."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Tokens(Base):
    """An API token; only its hash is here."""

    __tablename__ = "tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Notes(Base):
    """What handlers tell each other about a tip, sealed under the tip (field "note:<key>"). Never sent to anyone."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    text: Mapped[bytes]


class Corrections(Base):
    """What a handler set right: sealed under the tip ("original:<key>", "corrected:<key>"), as JSON of the facts.

    `original` is what the bot read, however often it was corrected since. `message` (number of the inbound message,
    from 0), `words_start` and `words_end` (characters) tell the words that its first item came from.
    """

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    slot: Mapped[str] = mapped_column(String(16))
    message: Mapped[int | None] = mapped_column(Integer)
    words_start: Mapped[int | None] = mapped_column(Integer)
    words_end: Mapped[int | None] = mapped_column(Integer)
    original: Mapped[bytes]
    corrected: Mapped[bytes]
    reviewed: Mapped[bool] = mapped_column(default=False)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(64))


users = table(Users)
sessions = table(Sessions)
tokens = table(Tokens)
notes = table(Notes)
corrections = table(Corrections)
