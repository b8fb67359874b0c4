"""When the server is asked, left alone and tried again."""

from __future__ import annotations

from bot.understanding.rasa.breaker import FAILURES, PAUSE, Breaker, Permit


def closed() -> Breaker:
    breaker = Breaker()
    breaker.permit(0.0)
    breaker.looked(True)
    return breaker


def test_before_anything_is_asked_somebody_looks_whether_it_is_ready():
    breaker = Breaker()
    assert [breaker.permit(0.0), breaker.permit(0.1)] == [Permit.LOOK, Permit.REST]
    breaker.looked(True)
    assert breaker.permit(0.2) is Permit.ASK


def test_while_it_is_not_ready_one_looks_a_pause():
    breaker = Breaker()
    seen = [breaker.permit(at / 10) for at in range(int(PAUSE * 10) + 1)]
    assert seen.count(Permit.LOOK) == 2
    breaker.looked(False)
    assert breaker.permit(PAUSE + 0.1) is Permit.REST


def test_failures_in_a_row_open_it():
    breaker = closed()
    for _ in range(FAILURES):
        assert breaker.permit(1.0) is Permit.ASK
        breaker.failed(1.0)
    assert breaker.permit(1.0) is Permit.REST
    assert breaker.permit(1.0 + PAUSE) is Permit.LOOK


def test_an_answer_forgives_the_failures_before_it():
    breaker = closed()
    for _ in range(5):
        for _ in range(FAILURES - 1):
            breaker.failed(1.0)
        breaker.answered()
    assert breaker.permit(1.0) is Permit.ASK


def test_late_failures_of_an_open_one_do_not_put_off_the_next_look():
    breaker = closed()
    for _ in range(FAILURES):
        breaker.failed(1.0)
    breaker.failed(2.5)
    assert breaker.permit(1.0 + PAUSE) is Permit.LOOK
