"""What each `rasa` command does."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from random import SystemRandom
from types import FrameType

from bot.understanding.rasa.connection import Connection
from commands.errors import Mistake
from commands.rasa import compare as comparing
from commands.rasa import environment, learning
from commands.rasa.models import Models
from commands.rasa.server import Server, token
from commands.storage import data_folder, open_storage, utc_now
from config.settings import Settings
from dialogs.documents import DialogError
from dialogs.loader import load
from dialogs.nlu.examples import all_examples
from intake_store.desk.training_examples import TrainingExamples
from intake_store.model.actor import Actor, Role

#: Beside the models: what reviewed corrections taught.
LEARNT = "learnt.yml"


def folder(settings: Settings) -> Path:
    """Where models, token and log of our Rasa server are; only its owner may look."""
    here = data_folder(settings) / "rasa"
    here.mkdir(mode=0o700, exist_ok=True)
    return here


def install(_settings: Settings, _given: argparse.Namespace) -> None:
    """Make Rasa's environment."""
    environment.install(Path.home())


def train(settings: Settings, given: argparse.Namespace) -> None:
    """Train a model; the last line printed is its file."""
    _require_installed()
    try:
        dialogs, here = load(), folder(settings)
        model = Models(here).train(dialogs, given.pipeline, utc_now(), learning.learnt(here / LEARNT, dialogs))
    except DialogError as error:
        raise Mistake(str(error)) from error
    print(model)


def serve(settings: Settings, given: argparse.Namespace) -> None:
    """Serve the newest model until a signal."""
    _require_installed()
    here = folder(settings)
    secret = token(here / "token")
    server = Server(Models(here).newest(), secret, here / "server.log", given.port)
    print("Starting the Rasa server ...", flush=True)
    signal.signal(signal.SIGTERM, _end)
    server.start()
    try:
        seconds = server.wait_until_ready()
        print(_told(server, here, seconds), flush=True)
        if server.wait():
            raise Mistake(f"the Rasa server ended; see {here / 'server.log'}")
    finally:
        server.stop()


def export(settings: Settings, given: argparse.Namespace) -> None:
    """Write the corrections that nobody reviewed yet as examples without identities."""
    actor = Actor(f"command:{given.by}"[:64], given.by, Role.ADMIN)
    with open_storage(settings) as storage:
        storage.require_current()
        corrected = TrainingExamples(storage.database, storage.vault).waiting(actor, utc_now())
    count = learning.export(given.file, corrected, load(), SystemRandom())
    print(
        f"{count} examples are in {given.file}. Read every line, then: python app.py rasa learn {given.file} --by NAME"
    )


def learn(settings: Settings, given: argparse.Namespace) -> None:
    """Keep the examples of a reviewed export for every training to come, and note who reviewed it."""
    dialogs = load()
    try:
        examples, corrections = learning.reviewed(given.file, dialogs)
        learning.keep(folder(settings) / LEARNT, examples, dialogs)
    except DialogError as error:
        raise Mistake(str(error)) from error
    with open_storage(settings) as storage:
        storage.require_current()
        TrainingExamples(storage.database, storage.vault).mark_reviewed(corrections, given.by[:64], utc_now())
    print(f"{len(examples)} examples are learnt with the next `python app.py rasa train`.")


def compare(settings: Settings, given: argparse.Namespace) -> None:
    """Measure the models that are named, or the two newest, on held-back examples."""
    _require_installed()
    here = folder(settings)
    models = given.models or Models(here).all()[:2]
    if not models:
        raise Mistake("no model yet: run `python app.py rasa train` first")
    comparing.compare(_existing(models), comparing.held_back(all_examples(load())), token(here / "token"), _log(here))


def swap(settings: Settings, given: argparse.Namespace) -> None:
    """Give the running server another model, the newest by default; one that reads worse needs --force."""
    here = folder(settings)
    (model,) = _existing(given.models[:1] or [Models(here).newest()])
    url, secret = f"http://127.0.0.1:{given.port}", token(here / "token")
    running = Connection(url, secret, comparing.PATIENCE, 1)
    if not running.ready():
        raise Mistake(f"no Rasa server with our token answers at {url}")
    if not given.force:
        _refuse_if_worse(model, running, secret, _log(here))
    if not running.swap(str(model)):
        raise Mistake(f"the Rasa server did not load {model.name}")
    print(f"The Rasa server reads with {model.name} now.")


def _refuse_if_worse(model: Path, running: Connection, secret: str, log: Path) -> None:
    examples = comparing.held_back(all_examples(load()))
    now = comparing.measure(running, examples)
    print(f"  {'the model in use':<44}{now}", flush=True)
    (new,) = comparing.compare([model], examples, secret, log)
    if not new.is_no_worse_than(now):
        raise Mistake(f"{model.name} reads worse than the model in use, which stays; --force swaps all the same")


def _existing(models: list[Path]) -> list[Path]:
    missing = [str(model) for model in models if not model.is_file()]
    if missing:
        raise Mistake("no such model: " + ", ".join(missing))
    return [model.resolve() for model in models]


def _log(here: Path) -> Path:
    return here / "compare.log"


def up(settings: Settings, given: argparse.Namespace) -> None:
    """Install, train and serve; what is done already is not done again."""
    install(settings, given)
    train(settings, given)
    serve(settings, given)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Leave in order, so that the server does not stay behind."""
    raise SystemExit(0)


def _require_installed() -> None:
    if not environment.is_installed():
        raise Mistake("Rasa is not installed: run `make rasa`, or `python app.py rasa install`")


def _told(server: Server, here: Path, seconds: float) -> str:
    return f"""
Rasa is up after {seconds:.0f} s. Let Tipline use it:
  TIPLINE_RASA_URL={server.url} TIPLINE_RASA_TOKEN=$(cat {here / "token"}) make run
  Log: {here / "server.log"}. Stop with Ctrl-C.
"""
