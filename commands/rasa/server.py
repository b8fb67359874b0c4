"""Runs a Rasa server on this machine: loopback only, with a token, telemetry off."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from bot.understanding.rasa.connection import Connection
from commands.errors import Mistake
from commands.rasa import environment
from commands.rasa.models import quietly
from config.bootstrap import ROOT

LAUNCHER = ROOT / "rasa" / "launch.py"
START_SECONDS = 240
_STOP_SECONDS = 10
_LOOPBACK = "127.0.0.1"


class Server:
    """One server process with one model. `start` may be called again after `kill`, and takes the same port."""

    def __init__(self, model: Path, token: str, log: Path, port: int = 0) -> None:
        self.port = port or free_port()
        self._model, self._token, self._log = model, token, log
        self._process: subprocess.Popen[bytes] | None = None
        self._written: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{_LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it; see `wait_until_ready`."""
        arguments = [
            "--quiet",
            "--enable-api",
            "--interface",
            _LOOPBACK,
            "--port",
            str(self.port),
            "--model",
            str(self._model),
        ]
        self._written = self._log.open("ab")
        self._process = subprocess.Popen(
            [*quietly(), str(environment.PYTHON), str(LAUNCHER), *arguments],
            cwd=self._log.parent,
            stdin=subprocess.PIPE,
            stdout=self._written,
            stderr=subprocess.STDOUT,
        )
        assert self._process.stdin is not None
        with self._process.stdin as handed_over:
            handed_over.write(self._token.encode())

    def wait_until_ready(self, seconds: float = START_SECONDS) -> float:
        """Wait until it has loaded its model; the seconds that took. Raises Mistake."""
        started, connection = time.monotonic(), Connection(self.url, self._token, 2.0, 1)
        while not connection.ready():
            if self._process is None or self._process.poll() is not None:
                raise Mistake(f"the Rasa server ended; see {self._log}")
            if time.monotonic() - started > seconds:
                raise Mistake(f"the Rasa server was not ready in {seconds:.0f} s; see {self._log}")
            time.sleep(0.2)
        connection.close()
        return time.monotonic() - started

    def wait(self) -> int:
        """Wait until it ends by itself."""
        return self._process.wait() if self._process else 0

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._written is not None:
            self._written.close()
            self._written = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def token(file: Path) -> str:
    """The server's token, made the first time and kept in `file`, which only its owner may read."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text().strip()
