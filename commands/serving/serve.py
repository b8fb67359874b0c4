"""The commands `serve` and `web`: gunicorn over the application, with or without the courier beside it."""

from __future__ import annotations

import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from commands.errors import Mistake
from config import gunicorn
from config.settings import Settings

logger = logging.getLogger(__name__)

CreateApp = Callable[..., Flask]


class Process:
    """One worker process: builds the services after the fork, and starts and stops what works beside the web server."""

    def __init__(self, settings: Settings, create_app: CreateApp, *, whole: bool) -> None:
        """`whole`: with courier, housekeeping, polling and the words of welcome."""
        self._settings, self._create_app, self._whole = settings, create_app, whole

    def load(self) -> Flask:
        """The application. Ends the worker with a plain message when something is to be mended."""
        from commands.services import build_services

        try:
            self._services = build_services(self._settings)
            self._prepare()
            return self._create_app(self._settings, self._services)
        except Mistake as mistake:
            print(f"Tipline cannot start: {mistake}", file=sys.stderr, flush=True)
            raise SystemExit(gunicorn.CANNOT_START) from None

    def _prepare(self) -> None:
        storage = self._services.storage
        storage.migrate() if self._whole else storage.require_current()

    def started(self, _worker: Any) -> None:
        from commands.serving.banner import welcome
        from commands.serving.threads import ThreadGroup, courier_loops, polling_loops

        loops = {**courier_loops(self._services), **polling_loops(self._services)} if self._whole else {}
        self._threads = ThreadGroup(loops)
        self._threads.start()
        if self._whole:
            welcome(self._services, sys.stdout)

    def stopping(self, _worker: Any) -> None:
        if hasattr(self, "_services"):
            self._services.bus.close()

    def stopped(self, _worker: Any) -> None:
        if hasattr(self, "_threads"):
            self._threads.stop()
            self._services.close()

    @property
    def hooks(self) -> gunicorn.Hooks:
        return gunicorn.Hooks(self.started, self.stopping, self.stopped)


def serve(settings: Settings, create_app: CreateApp) -> None:
    """Everything in one process tree, until a signal stops it."""
    _run(Process(settings, create_app, whole=True), settings, workers=1)


def serve_web(settings: Settings, create_app: CreateApp, metrics_folder: str) -> None:
    """The web server alone, in several processes; `metrics_folder` is where their counters add up."""
    from prometheus_client.multiprocess import mark_process_dead

    def gone(_arbiter: Any, worker: Any) -> None:
        mark_process_dead(worker.pid, metrics_folder)  # type: ignore[no-untyped-call]

    process = Process(settings, create_app, whole=False)
    _run(process, settings, workers=settings.workers, child_exit=gone)


@contextmanager
def shared_metrics() -> Iterator[str]:
    """A folder for the counters of several processes, for as long as the first of them runs."""
    folder, first = tempfile.mkdtemp(prefix="tipline-metrics-"), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == first:  # a worker is a fork that comes by here, too, when it ends
            shutil.rmtree(folder, ignore_errors=True)


def _run(process: Process, settings: Settings, *, workers: int, **more: Any) -> None:
    listens = [(settings.host, settings.port)]
    _require_free(*listens[0], "TIPLINE_HOST, TIPLINE_PORT")
    if settings.metrics_port:
        listens.append((settings.metrics_host, settings.metrics_port))
        _require_free(*listens[1], "TIPLINE_METRICS_HOST, TIPLINE_METRICS_PORT")
    if not _is_loopback(settings.host):
        logger.warning("others can connect: a reverse proxy that reads requests and answers whole belongs in front")
    options = gunicorn.options(listens, workers, settings.threads, process.hooks)
    gunicorn.Server(process.load, options | more).run()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_free(host: str, port: int, names: str) -> None:
    """Raise Mistake when nobody can listen there; gunicorn itself would try for five seconds and say little."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Mistake(f"cannot listen at {host}:{port} ({error.strerror}); see {names}") from None
