"""STOP and START on every channel, through the real webhooks, store and courier."""

from __future__ import annotations

import pytest

from intake_store.db.tables import conversations, events, messages, optouts
from tests.builders.channels import CHAT
from tests.builders.citizens import WRITERS, Chatter, Line, Texter, Writer

BURGLARY = "someone broke into my shed at 12 Oak Road last night"
THEFT = "three men stole a bike at 9 Larch Close yesterday at 3pm"
DANGER = "there is a man with a knife in my house at 9 Larch Close right now"
#: Where a carrier answers STOP and the bot is silent.
CARRIERS = ("sms", "whatsapp")


@pytest.fixture(params=WRITERS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def citizen(there: Line, channel: str) -> Writer:
    return WRITERS[channel](there)


def stopped(citizen: Writer) -> Writer:
    """The citizen told something and then sent STOP."""
    assert citizen.write(BURGLARY)
    citizen.write("/stop" if isinstance(citizen, Chatter) else "STOP")
    return citizen


def ways_back(there: Line) -> list[object]:
    """What leads from anything stored to a citizen: addresses and their hashes."""
    kept = there.values(conversations, "address", "address_hash") + there.values(messages, "address")
    return [value for row in kept for value in row if value is not None]


@pytest.mark.parametrize("word", ["START", "start", "UNSTOP", "/start"])
def test_start_takes_back_whoever_stopped_and_says_so(there: Line, citizen: Writer, word: str) -> None:
    (answer,) = stopped(citizen).write(word)
    assert "You are back on the Hackney Police tip line" in answer
    assert "999" in answer
    assert there.values(optouts, "month") == []
    assert len(there.tips()) == 1


def test_what_is_said_after_start_is_answered_again(there: Line, citizen: Writer) -> None:
    stopped(citizen).write("START")
    assert citizen.write(THEFT)
    assert citizen.write("no idea")
    first, second = there.tips()
    assert (first["flag"], second["flag"]) == (None, None)
    assert [message["text"] for message in second["messages"] if message["direction"] == "in"] == [THEFT, "no idea"]
    assert second["status"] == "collecting"


def test_an_emergency_after_start_is_answered_with_the_number(there: Line, citizen: Writer) -> None:
    stopped(citizen).write("START")
    assert "999" in citizen.write(DANGER)[0]
    assert there.tips()[-1]["priority"] == "emergency"


def test_a_handler_s_reply_reaches_who_came_back(there: Line) -> None:
    citizen = stopped(Texter(there))
    citizen.write("START")
    citizen.write(THEFT)
    there.api(f"/tips/{there.tips()[-1]['reference']}/messages", "POST", json={"text": "Which bike was it?"})
    there.settle()
    assert there.twilio.sent[-1]["Body"] == "Which bike was it?"


def test_what_an_opted_out_citizen_writes_reaches_the_desk_and_is_not_answered(there: Line, citizen: Writer) -> None:
    assert stopped(citizen).write(THEFT) == []
    tip = there.tips()[-1]
    assert [message["text"] for message in tip["messages"]] == [THEFT]
    assert (tip["status"], tip["flag"], tip["asking"]) == ("new", "cannot_be_answered", None)
    assert "9 Larch Close" in tip["where"]["text"]
    assert (tip["category"], tip["complete"]) == ("theft", True)


def test_nothing_leads_to_an_opted_out_citizen_who_writes_on(there: Line, citizen: Writer) -> None:
    stopped(citizen)
    for text in (THEFT, "it was a red bike", "STOP", "HELP", "NEW", "/language"):
        assert citizen.write(text) == []
    assert ways_back(there) == []
    assert len(there.values(optouts, "month")) == 1


def test_an_emergency_of_an_opted_out_citizen_stands_at_the_desk(there: Line, citizen: Writer) -> None:
    assert stopped(citizen).write(DANGER) == []
    (tip,) = there.tips("&status=new&priority=emergency")
    assert (tip["flag"], [message["text"] for message in tip["messages"]]) == ("cannot_be_answered", [DANGER])


def test_an_opted_out_citizen_can_come_back_after_writing_on(there: Line, citizen: Writer) -> None:
    stopped(citizen).write(THEFT)
    citizen.write(DANGER)
    assert citizen.write("START")
    assert citizen.write("two men sell drugs at 5 Elm Road every night")


@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_start_without_stop_asks_what_happened(there: Line, citizen: Writer, word: str) -> None:
    (answer,) = citizen.write(word)
    assert "What happened, and where?" in answer
    assert "back" not in answer
    assert there.tips() == []
    assert citizen.write(BURGLARY)
    (again,) = citizen.write(word)
    assert "back" not in again
    assert len(there.tips()) == 1


def test_a_second_stop_changes_nothing_and_is_not_answered(there: Line, channel: str, citizen: Writer) -> None:
    assert citizen.write(BURGLARY)
    assert bool(citizen.write("STOP")) is (channel not in CARRIERS)
    before = there.values(optouts, "address_hash", "month"), there.tips()
    assert citizen.write("STOP") == []
    assert before == (there.values(optouts, "address_hash", "month"), there.tips())
    assert [kind for (kind,) in there.values(events, "kind")].count("opted_out") == 1
    assert ways_back(there) == []


def test_a_citizen_may_stop_and_start_again_and_again(there: Line, channel: str, citizen: Writer) -> None:
    for _ in range(2):
        assert citizen.write(BURGLARY)
        assert bool(citizen.write("STOP")) is (channel not in CARRIERS)
        assert len(there.values(optouts, "month")) == 1
        assert citizen.write(THEFT) == []
        assert citizen.write("START")
        assert there.values(optouts, "month") == []
    citizen.write("STOP")
    assert citizen.write(THEFT) == []
    assert ways_back(there) == []


def test_stop_as_the_first_word_is_undone_by_start(there: Line, citizen: Writer) -> None:
    citizen.write("STOP")
    assert citizen.write(BURGLARY) == []
    assert citizen.write("START")
    assert there.tips()[0]["flag"] == "cannot_be_answered"


def test_start_undoes_the_stop_of_its_own_sender_alone(there: Line) -> None:
    one, other = Texter(there), Texter(there, number="+447700900002")
    stopped(one), stopped(other)
    assert one.write("START")
    assert other.write(THEFT) == []


def test_who_blocked_the_bot_and_comes_back_is_answered_again(there: Line) -> None:
    citizen, blocked = Chatter(there), there.telegram.state.blocked
    citizen.write(BURGLARY)
    blocked.add(int(CHAT))
    assert citizen.write("no idea") == []
    assert len(there.values(optouts, "month")) == 1
    blocked.clear()
    assert citizen.write("are you there") == []
    assert citizen.write("/start")
    assert citizen.write(THEFT)


def test_a_deep_link_is_a_start(there: Line) -> None:
    citizen = Chatter(there)
    assert "What happened" in citizen.write("/start poster-7")[0]
    assert there.tips() == []
    assert "You are back" in stopped(citizen).write("/start poster-7")[0]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pl", "pt", "ar"])
@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_start_is_understood_whatever_the_telephone_s_language(there: Line, language: str, word: str) -> None:
    citizen = Chatter(there, language=language)
    citizen.write("/stop")
    assert citizen.write(word)
    assert there.values(optouts, "month") == []


def test_help_of_an_opted_out_citizen_reaches_the_desk(there: Line, citizen: Writer) -> None:
    assert stopped(citizen).write("HELP") == []
    assert [tip["flag"] for tip in there.tips()] == [None, "cannot_be_answered"]


def test_commands_of_an_opted_out_citizen_make_no_tip(there: Line, citizen: Writer) -> None:
    stopped(citizen)
    for word in ("NEW", "STOP", "please stop texting me"):
        citizen.write(word)
    assert len(there.tips()) == 1


def test_what_is_told_beside_a_second_stop_reaches_the_desk(there: Line, citizen: Writer) -> None:
    words = "stop texting me, the bike is at 9 Larch Close"
    assert stopped(citizen).write(words) == []
    assert there.tips()[-1]["messages"][0]["text"] == words
    assert len(there.values(optouts, "month")) == 1


PLEA = "please stop messaging me there is a man with a knife in my house"


def test_danger_beside_a_stop_alarms_and_the_messages_end(there: Line, channel: str, citizen: Writer) -> None:
    assert bool(citizen.write(PLEA)) is (channel not in CARRIERS)
    (tip,) = there.tips()
    assert (tip["status"], tip["priority"]) == ("new", "emergency")
    assert tip["messages"][0]["text"] == PLEA
    assert len(there.values(optouts, "month")) == 1
    assert citizen.write(PLEA) == []
    assert [tip["priority"] for tip in there.tips()] == ["emergency", "emergency"]


def test_the_words_of_an_opted_out_citizen_are_in_no_file(there: Line) -> None:
    stopped(Texter(there)).write("a man called Zanzibar stole a bike")
    read = b"".join(path.read_bytes() for path in there.folder.rglob("*") if path.is_file())
    assert b"Zanzibar" not in read
    assert b"7700900001" not in read
