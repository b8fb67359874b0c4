"""The web server keeps no thread for a request that never comes whole."""

from __future__ import annotations

import socket

from config.gunicorn import PatientWorker


def test_a_half_sent_request_is_at_its_end_when_its_time_is_over() -> None:
    ours, theirs = socket.socketpair()
    other, kept = socket.socketpair()
    worker = PatientWorker.__new__(PatientWorker)
    worker.__dict__["reading"] = {Held(ours): 5.0, Held(other): 7.0}
    worker.cut_off(6.0)
    ours.settimeout(1)
    assert ours.recv(1) == b""
    ours.sendall(b"the answer")
    assert theirs.recv(10) == b"the answer"
    kept.sendall(b"in time")
    assert other.recv(7) == b"in time"
    for each in (ours, theirs, other, kept):
        each.close()


class Held:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
