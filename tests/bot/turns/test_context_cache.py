"""Guesses about conversations: right while one process answers, given up for a while when they were wrong."""

from bot.turns.context_cache import COOLDOWN_TURNS, MAX_ENTRIES, ContextCache, KnownContext


def test_whoever_was_never_seen_is_taken_for_new():
    assert ContextCache().guess(b"key") == KnownContext(None, None)


def test_what_was_kept_is_guessed():
    memory = ContextCache()
    memory.keep(b"key", KnownContext("es", "where"))
    assert memory.guess(b"key") == KnownContext("es", "where")
    assert memory.guess(b"other") == KnownContext()


def test_after_a_wrong_guess_the_database_is_asked_for_a_while():
    memory = ContextCache()
    memory.keep(b"key", KnownContext("es", "where"))
    memory.was_wrong()
    assert [memory.guess(b"key") for _ in range(COOLDOWN_TURNS)] == [None] * COOLDOWN_TURNS
    assert memory.guess(b"key") == KnownContext("es", "where")


def test_only_so_many_citizens_are_remembered_and_the_longest_silent_are_forgotten():
    memory = ContextCache()
    for number in range(MAX_ENTRIES + 1):
        memory.keep(number.to_bytes(4, "big"), KnownContext("en", "what"))
        memory.keep(b"often", KnownContext("en", "when"))
    assert memory.guess(b"often") == KnownContext("en", "when")
    assert memory.guess((0).to_bytes(4, "big")) == KnownContext()
