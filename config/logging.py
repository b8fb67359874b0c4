"""Log lines that cannot carry a citizen's words: an event's constant name and allow-listed fields, nothing else.

Our code logs `logger.info("turn taken", extra={"channel": "sms", "ms": 3})`. Of the fields only `FIELDS` are written;
the text of an exception never is, only its type and place; and records of libraries (which put addresses, texts
and tokens into theirs) are reduced to who logged them and where.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

#: What a log line may carry besides time, level, logger and event; none of it holds a citizen's words or address.
FIELDS = frozenset({
    "attempts", "bytes", "channel", "count", "duplicate", "flag", "job", "kind", "ms", "path", "port", "reason",
    "replies", "seconds", "signal", "status", "tip", "worker",
})  # fmt: skip
#: Loggers whose events are constant text. All others are libraries.
OURS = ("app", "bot", "channels", "commands", "config", "dialogs", "intake_store", "triage", "tipline")
#: What a value of a text line may not hold unless it is quoted.
_BREAKS = re.compile(r'[\s"=\x00-\x1f\x7f-\x9f]')
ROOT = Path(__file__).resolve().parent.parent


def configure(form: str, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send our records from `level` up to `stream` (standard error) as "text" or "json" lines; of others, warnings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class Lines(logging.Formatter):
    """Formats records as one line each."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        line = _line(record)
        if self.form == "json":
            return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        return " ".join(f"{key}={_word(value)}" for key, value in line.items())


def _line(record: logging.LogRecord) -> dict[str, Any]:
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record),
    }
    if _is_ours(record.name):
        line |= {key: getattr(record, key) for key in FIELDS & vars(record).keys()}
    if record.exc_info and record.exc_info[0]:
        line["error"] = kinds(record.exc_info[1])
        line["place"] = place(record.exc_info[2])
    return line


@lru_cache(maxsize=256)
def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _event(record: logging.LogRecord) -> str:
    if _is_ours(record.name) and isinstance(record.msg, str) and not record.args:
        return record.msg
    return f"{record.module}:{record.lineno}"


def _word(value: object) -> str:
    word = str(value)
    return json.dumps(word, ensure_ascii=False) if not word or _BREAKS.search(word) else word


def kinds(error: BaseException | None) -> str:
    """The types of an exception and of those it came from, as "TurnFailed<OperationalError". Never their text."""
    names: list[str] = []
    while error is not None and len(names) < 5:
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return "<".join(names)


def place(trace: TracebackType | None) -> str:
    """Where in our code an exception came from, "bot/turns/turns.py:41 take"; its innermost frame when none is ours."""
    frames = traceback.extract_tb(trace)
    ours = [f for f in frames if Path(f.filename).is_relative_to(ROOT) and "site-packages" not in f.filename]
    if not frames:
        return ""
    frame = (ours or frames)[-1]
    name = Path(frame.filename)
    shown = name.relative_to(ROOT) if name.is_relative_to(ROOT) else Path(name.name)
    return f"{shown}:{frame.lineno} {frame.name}"


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("tipline").critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        exc_info = (args.exc_type, args.exc_value, args.exc_traceback)
        logging.getLogger("tipline").error("a thread stopped by an error", exc_info=exc_info)
