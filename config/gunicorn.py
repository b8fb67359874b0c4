"""The production web server: gunicorn with threads, set up in code from our own settings."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.errors import HaltServer
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from config.worker import PatientWorker

Wsgi = Callable[..., Any]
Hook = Callable[[Any], None]

#: Seconds that a stopping worker waits for the turns in hand. Twilio gives a webhook 15 s in all.
GRACEFUL = 10
#: The exit status of a worker that cannot start: gunicorn then stops instead of trying for ever.
CANNOT_START = 3
#: Seconds without a sign of life from a worker's main loop after which it is replaced.
TIMEOUT = 30
#: Seconds that an idle connection is kept. A reverse proxy reuses them.
KEEPALIVE = 5
#: Bytes of the first line and of one header, and how many headers there may be.
LINE, HEADER, HEADERS = 4094, 8190, 60
#: Connections that may wait to be accepted, and those that a process holds open: fewer than the files it may open.
BACKLOG, CONNECTIONS = 512, 800


class Server(BaseApplication):
    """Serves what `load` returns in each worker; `run` blocks until a signal stops it and raises SystemExit."""

    def __init__(self, load: Callable[[], Wsgi], options: dict[str, Any]) -> None:
        self._load = load
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        return self._load()

    def run(self) -> None:
        try:
            super().run()
        except HaltServer as halt:  # gunicorn lets a second worker's pass that cannot start either
            raise SystemExit(halt.exit_status) from None


class QuietLogger(Logger):
    """Leaves writing to the process's own logging, keeps only warnings, and never logs a request."""

    def setup(self, cfg: Config) -> None:  # noqa: ARG002
        self.error_log.handlers[:] = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)
        self.access_log.disabled = True

    def access(self, *_: object) -> None:
        return

    def error(self, msg: object, *args: object, **more: Any) -> None:
        """Named by the place in gunicorn that says it, which is what our log lines show of libraries."""
        self.error_log.error(msg, *args, **{"stacklevel": 2} | more)

    def warning(self, msg: object, *args: object, **more: Any) -> None:
        """As `error`."""
        self.error_log.warning(msg, *args, **{"stacklevel": 2} | more)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the processes call, each with gunicorn's worker: `started` once its application stands, `stopping` when it
    is told to stop (what waits for news must end now), `stopped` when the requests in hand are answered."""

    started: Hook
    stopping: Hook
    stopped: Hook


def worker_class(stopping: Hook) -> type[ThreadWorker]:
    """A worker with threads that says `stopping` in a thread of its own: a signal handler may take no lock."""

    class Worker(PatientWorker):
        def handle_exit(self, sig: int, frame: Any) -> None:
            threading.Thread(target=stopping, args=(self,), daemon=True).start()
            super().handle_exit(sig, frame)

        def handle_quit(self, sig: int, frame: Any) -> None:
            threading.Thread(target=stopping, args=(self,), daemon=True).start()
            super().handle_quit(sig, frame)

    return Worker


def options(listens: Sequence[tuple[str, int]], workers: int, threads: int, hooks: Hooks) -> dict[str, Any]:
    """gunicorn's settings, by its own names. `listens`: hosts and ports."""
    return {
        "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in listens],
        "workers": workers,
        "threads": threads,
        "worker_class": worker_class(hooks.stopping),
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - a disk may stall heartbeats
        "graceful_timeout": GRACEFUL,
        "timeout": TIMEOUT,
        "keepalive": KEEPALIVE,
        "backlog": BACKLOG,
        "worker_connections": CONNECTIONS,
        "sendfile": False,  # threads write to config.streams.Answer
        "limit_request_line": LINE,
        "limit_request_field_size": HEADER,
        "limit_request_fields": HEADERS,
        "logger_class": QuietLogger,
        "control_socket_disable": True,
        "proc_name": "tipline",
        "post_worker_init": hooks.started,
        "worker_exit": lambda _arbiter, worker: hooks.stopped(worker),
    }
