"""Guesses about conversations: right while one process answers, given up for a while when they were wrong."""

from bot.memory import DOUBT, ROOM, Known, Memory


def test_whoever_was_never_seen_is_taken_for_new():
    assert Memory().guess(b"key") == Known(None, None)


def test_what_was_kept_is_guessed():
    memory = Memory()
    memory.keep(b"key", Known("es", "where"))
    assert memory.guess(b"key") == Known("es", "where")
    assert memory.guess(b"other") == Known()


def test_after_a_wrong_guess_the_database_is_asked_for_a_while():
    memory = Memory()
    memory.keep(b"key", Known("es", "where"))
    memory.was_wrong()
    assert [memory.guess(b"key") for _ in range(DOUBT)] == [None] * DOUBT
    assert memory.guess(b"key") == Known("es", "where")


def test_only_so_many_citizens_are_remembered_and_the_longest_silent_are_forgotten():
    memory = Memory()
    for number in range(ROOM + 1):
        memory.keep(number.to_bytes(4, "big"), Known("en", "what"))
        memory.keep(b"often", Known("en", "when"))
    assert memory.guess(b"often") == Known("en", "when")
    assert memory.guess((0).to_bytes(4, "big")) == Known()
