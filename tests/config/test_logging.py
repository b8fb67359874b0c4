"""What the log promises: constant events and allow-listed fields, whatever is thrown at it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from config.logging import Lines, configure

PLANTED = "planted words of a citizen"


LIBRARIES = ("httpx", "httpcore", "twilio.http_client", "telegram.Bot", "urllib3", "gunicorn.error")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All log output, with the process's own logging put back afterwards; channels built before had silenced some."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    silenced = {name: logging.getLogger(name).level for name in (*LIBRARIES, "twilio", "telegram")}
    for name in silenced:
        logging.getLogger(name).setLevel(logging.NOTSET)
    stream = io.StringIO()
    configure("json", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in silenced.items():
        logging.getLogger(name).setLevel(was)


def line(log: io.StringIO) -> dict[str, object]:
    return json.loads(log.getvalue().splitlines()[-1])


def fail() -> None:
    raise ValueError(PLANTED)


def test_an_event_and_its_fields_are_one_line_of_json(log: io.StringIO):
    logging.getLogger("bot.turns.turns").info("turn taken", extra={"channel": "sms", "ms": 3})
    assert line(log).items() >= {"event": "turn taken", "channel": "sms", "ms": 3, "level": "info"}.items()


def test_a_field_that_is_not_allowed_is_left_out(log: io.StringIO):
    logging.getLogger("bot.turns.turns").info("turn taken", extra={"text": PLANTED, "address": PLANTED})
    assert "planted" not in log.getvalue()


def test_an_exception_shows_its_type_and_place_and_never_its_text(log: io.StringIO):
    try:
        fail()
    except ValueError:
        logging.getLogger("bot.turns.turns").exception("turn failed")
    assert line(log)["error"] == "ValueError"
    assert str(line(log)["place"]).startswith("tests/config/test_logging.py:")
    assert "planted" not in log.getvalue()


def test_the_cause_of_an_exception_is_named_by_its_type(log: io.StringIO):
    try:
        try:
            fail()
        except ValueError as error:
            raise KeyError(PLANTED) from error
    except KeyError:
        logging.getLogger("bot").exception("turn failed")
    assert line(log)["error"] == "KeyError<ValueError"


@pytest.mark.parametrize("name", LIBRARIES)
def test_what_libraries_log_is_reduced_to_where_they_logged_it(log: io.StringIO, name: str):
    logging.getLogger(name).warning(
        "POST https://api/bot%s/sendMessage %s", "123:token", PLANTED, extra={"reason": PLANTED}
    )
    assert "planted" not in log.getvalue()
    assert "token" not in log.getvalue()
    assert str(line(log)["event"]).startswith("test_logging:")


@pytest.mark.parametrize("name", ["httpx", "twilio.http_client", "telegram.Bot"])
def test_the_chatter_of_libraries_is_not_logged_at_all(log: io.StringIO, name: str):
    logging.getLogger(name).info("HTTP Request: POST https://api/bot123:token/sendMessage")
    assert log.getvalue() == ""


def test_a_formatted_message_of_ours_does_not_get_through_either(log: io.StringIO):
    logging.getLogger("bot.turns.turns").warning("took %s", PLANTED)
    assert "planted" not in log.getvalue()


def test_text_lines_quote_what_would_break_them():
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "an event", (), None)
    record.reason = 'two\nlines "quoted"'
    shown = Lines("text").format(record)
    assert "\n" not in shown
    assert 'event="an event"' in shown
