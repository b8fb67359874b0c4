"""STOP and START on every channel, through the real webhooks, store and courier."""

from __future__ import annotations

import pytest

from intake_store.db.tables import conversations, events, messages, optouts
from tests.builders.channels import CHAT
from tests.builders.citizens import CITIZENS, Citizen, SmsCitizen, TelegramCitizen, TipLine

BURGLARY = "someone broke into my shed at 12 Oak Road last night"
THEFT = "three men stole a bike at 9 Larch Close yesterday at 3pm"
DANGER = "there is a man with a knife in my house at 9 Larch Close right now"
#: Where a carrier answers STOP and the bot is silent.
CARRIERS = ("sms", "whatsapp")


@pytest.fixture(params=CITIZENS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def citizen(tip_line: TipLine, channel: str) -> Citizen:
    return CITIZENS[channel](tip_line)


def stopped(citizen: Citizen) -> Citizen:
    """The citizen told something and then sent STOP."""
    assert citizen.write(BURGLARY)
    citizen.write("/stop" if isinstance(citizen, TelegramCitizen) else "STOP")
    return citizen


def ways_back(tip_line: TipLine) -> list[object]:
    """What leads from anything stored to a citizen: addresses and their hashes."""
    kept = tip_line.values(conversations, "address", "address_hash") + tip_line.values(messages, "address")
    return [value for row in kept for value in row if value is not None]


@pytest.mark.parametrize("word", ["START", "start", "UNSTOP", "/start"])
def test_start_takes_back_whoever_stopped_and_says_so(tip_line: TipLine, citizen: Citizen, word: str) -> None:
    (answer,) = stopped(citizen).write(word)
    assert "You are back on the Hackney Police tip line" in answer
    assert "999" in answer
    assert tip_line.values(optouts, "month") == []
    assert len(tip_line.tips()) == 1


def test_what_is_said_after_start_is_answered_again(tip_line: TipLine, citizen: Citizen) -> None:
    stopped(citizen).write("START")
    assert citizen.write(THEFT)
    assert citizen.write("no idea")
    first, second = tip_line.tips()
    assert (first["flag"], second["flag"]) == (None, None)
    assert [message["text"] for message in second["messages"] if message["direction"] == "in"] == [THEFT, "no idea"]
    assert second["status"] == "collecting"


def test_an_emergency_after_start_is_answered_with_the_number(tip_line: TipLine, citizen: Citizen) -> None:
    stopped(citizen).write("START")
    assert "999" in citizen.write(DANGER)[0]
    assert tip_line.tips()[-1]["priority"] == "emergency"


def test_a_handler_s_reply_reaches_who_came_back(tip_line: TipLine) -> None:
    citizen = stopped(SmsCitizen(tip_line))
    citizen.write("START")
    citizen.write(THEFT)
    tip_line.api(f"/tips/{tip_line.tips()[-1]['reference']}/messages", "POST", json={"text": "Which bike was it?"})
    tip_line.settle()
    assert tip_line.twilio.sent[-1]["Body"] == "Which bike was it?"


def test_what_an_opted_out_citizen_writes_reaches_the_desk_and_is_not_answered(
    tip_line: TipLine, citizen: Citizen
) -> None:
    assert stopped(citizen).write(THEFT) == []
    tip = tip_line.tips()[-1]
    assert [message["text"] for message in tip["messages"]] == [THEFT]
    assert (tip["status"], tip["flag"], tip["asking"]) == ("new", "cannot_be_answered", None)
    assert "9 Larch Close" in tip["where"]["text"]
    assert (tip["category"], tip["complete"]) == ("theft", True)


def test_nothing_leads_to_an_opted_out_citizen_who_writes_on(tip_line: TipLine, citizen: Citizen) -> None:
    stopped(citizen)
    for text in (THEFT, "it was a red bike", "STOP", "HELP", "NEW", "/language"):
        assert citizen.write(text) == []
    assert ways_back(tip_line) == []
    assert len(tip_line.values(optouts, "month")) == 1


def test_an_emergency_of_an_opted_out_citizen_stands_at_the_desk(tip_line: TipLine, citizen: Citizen) -> None:
    assert stopped(citizen).write(DANGER) == []
    (tip,) = tip_line.tips("&status=new&priority=emergency")
    assert (tip["flag"], [message["text"] for message in tip["messages"]]) == ("cannot_be_answered", [DANGER])


def test_an_opted_out_citizen_can_come_back_after_writing_on(tip_line: TipLine, citizen: Citizen) -> None:
    stopped(citizen).write(THEFT)
    citizen.write(DANGER)
    assert citizen.write("START")
    assert citizen.write("two men sell drugs at 5 Elm Road every night")


@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_start_without_stop_asks_what_happened(tip_line: TipLine, citizen: Citizen, word: str) -> None:
    (answer,) = citizen.write(word)
    assert "What happened, and where?" in answer
    assert "back" not in answer
    assert tip_line.tips() == []
    assert citizen.write(BURGLARY)
    (again,) = citizen.write(word)
    assert "back" not in again
    assert len(tip_line.tips()) == 1


def test_a_second_stop_changes_nothing_and_is_not_answered(tip_line: TipLine, channel: str, citizen: Citizen) -> None:
    assert citizen.write(BURGLARY)
    assert bool(citizen.write("STOP")) is (channel not in CARRIERS)
    before = tip_line.values(optouts, "address_hash", "month"), tip_line.tips()
    assert citizen.write("STOP") == []
    assert before == (tip_line.values(optouts, "address_hash", "month"), tip_line.tips())
    assert [kind for (kind,) in tip_line.values(events, "kind")].count("opted_out") == 1
    assert ways_back(tip_line) == []


def test_a_citizen_may_stop_and_start_again_and_again(tip_line: TipLine, channel: str, citizen: Citizen) -> None:
    for _ in range(2):
        assert citizen.write(BURGLARY)
        assert bool(citizen.write("STOP")) is (channel not in CARRIERS)
        assert len(tip_line.values(optouts, "month")) == 1
        assert citizen.write(THEFT) == []
        assert citizen.write("START")
        assert tip_line.values(optouts, "month") == []
    citizen.write("STOP")
    assert citizen.write(THEFT) == []
    assert ways_back(tip_line) == []


def test_stop_as_the_first_word_is_undone_by_start(tip_line: TipLine, citizen: Citizen) -> None:
    citizen.write("STOP")
    assert citizen.write(BURGLARY) == []
    assert citizen.write("START")
    assert tip_line.tips()[0]["flag"] == "cannot_be_answered"


def test_start_undoes_the_stop_of_its_own_sender_alone(tip_line: TipLine) -> None:
    one, other = SmsCitizen(tip_line), SmsCitizen(tip_line, number="+447700900002")
    stopped(one), stopped(other)
    assert one.write("START")
    assert other.write(THEFT) == []


def test_who_blocked_the_bot_and_comes_back_is_answered_again(tip_line: TipLine) -> None:
    citizen, blocked = TelegramCitizen(tip_line), tip_line.telegram.state.blocked
    citizen.write(BURGLARY)
    blocked.add(int(CHAT))
    assert citizen.write("no idea") == []
    assert len(tip_line.values(optouts, "month")) == 1
    blocked.clear()
    assert citizen.write("are you there") == []
    assert citizen.write("/start")
    assert citizen.write(THEFT)


def test_a_deep_link_is_a_start(tip_line: TipLine) -> None:
    citizen = TelegramCitizen(tip_line)
    assert "What happened" in citizen.write("/start poster-7")[0]
    assert tip_line.tips() == []
    assert "You are back" in stopped(citizen).write("/start poster-7")[0]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pl", "pt", "ar"])
@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_start_is_understood_whatever_the_telephone_s_language(tip_line: TipLine, language: str, word: str) -> None:
    citizen = TelegramCitizen(tip_line, language=language)
    citizen.write("/stop")
    assert citizen.write(word)
    assert tip_line.values(optouts, "month") == []


def test_help_of_an_opted_out_citizen_reaches_the_desk(tip_line: TipLine, citizen: Citizen) -> None:
    assert stopped(citizen).write("HELP") == []
    assert [tip["flag"] for tip in tip_line.tips()] == [None, "cannot_be_answered"]


def test_commands_of_an_opted_out_citizen_make_no_tip(tip_line: TipLine, citizen: Citizen) -> None:
    stopped(citizen)
    for word in ("NEW", "STOP", "please stop texting me"):
        citizen.write(word)
    assert len(tip_line.tips()) == 1


def test_what_is_told_beside_a_second_stop_reaches_the_desk(tip_line: TipLine, citizen: Citizen) -> None:
    words = "stop texting me, the bike is at 9 Larch Close"
    assert stopped(citizen).write(words) == []
    assert tip_line.tips()[-1]["messages"][0]["text"] == words
    assert len(tip_line.values(optouts, "month")) == 1


PLEA = "please stop messaging me there is a man with a knife in my house"


def test_danger_beside_a_stop_alarms_and_the_messages_end(tip_line: TipLine, channel: str, citizen: Citizen) -> None:
    assert bool(citizen.write(PLEA)) is (channel not in CARRIERS)
    (tip,) = tip_line.tips()
    assert (tip["status"], tip["priority"]) == ("new", "emergency")
    assert tip["messages"][0]["text"] == PLEA
    assert len(tip_line.values(optouts, "month")) == 1
    assert citizen.write(PLEA) == []
    assert [tip["priority"] for tip in tip_line.tips()] == ["emergency", "emergency"]


def test_the_words_of_an_opted_out_citizen_are_in_no_file(tip_line: TipLine) -> None:
    stopped(SmsCitizen(tip_line)).write("a man called Zanzibar stole a bike")
    read = b"".join(path.read_bytes() for path in tip_line.folder.rglob("*") if path.is_file())
    assert b"Zanzibar" not in read
    assert b"7700900001" not in read
