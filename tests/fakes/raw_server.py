"""A TCP server that answers as no HTTP library would."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behaviour = Callable[[socket.socket], None]


@contextmanager
def misbehaving(behaviour: Behaviour) -> Iterator[str]:
    """The address of a server that does `behaviour` with each connection, after its request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, behaviour), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _accept(listener: socket.socket, behaviour: Behaviour) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, behaviour), daemon=True).start()


def _serve(connection: socket.socket, behaviour: Behaviour) -> None:
    try:
        with connection:
            connection.recv(65536)
            behaviour(connection)
    except OSError:
        return
