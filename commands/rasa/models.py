"""Trains models from the dialog files and keeps them by version."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from commands.errors import Mistake
from commands.rasa import environment
from config.bootstrap import ROOT, step
from dialogs.loader import Dialogs
from dialogs.nlu import project
from dialogs.nlu.examples import Example

#: Models that are kept; older ones are deleted when a new one is trained.
KEPT = 5
#: Rasa's own processes: no telemetry, no chatter of TensorFlow, one thread each.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
_hint = "Rasa could not do it; its own words are above. `make rasa` may be run again."


class Models:
    """The project and the models in one folder: `project/`, and `models/<time>-<fingerprint>.tar.gz`."""

    def __init__(self, folder: Path) -> None:
        self.project, self._models = folder / "project", folder / "models"

    def all(self) -> list[Path]:
        """Every model, the newest first."""
        return sorted(self._models.glob("*.tar.gz"), reverse=True)

    def newest(self) -> Path:
        """The model to serve; raises Mistake when none was trained."""
        if not self.all():
            raise Mistake("no model yet: run `python app.py rasa train` first")
        return self.all()[0]

    def train(self, dialogs: Dialogs, pipeline: str, now: datetime, more: Iterable[Example] = ()) -> Path:
        """A model of the dialog files and of `more` examples; the one there is when nothing changed since."""
        self.write(dialogs, pipeline, more)
        fingerprint = self._fingerprint()
        for model in self.all():
            if model.name.endswith(f"-{fingerprint}.tar.gz"):
                print(f"  nothing changed since model {model.name}", flush=True)
                return model
        name = f"{now:%Y%m%d-%H%M%S}-{fingerprint}"
        data, rest = str(self.project / "data"), self._files()
        self._rasa("checking the training data", "data", "validate", "--data", data, *rest)
        made = self.project / "models"
        out = ["--out", str(made), "--fixed-model-name", name]
        self._rasa(f"training ({pipeline})", "train", "nlu", "--nlu", data, *rest, *out)
        self._models.mkdir(parents=True, exist_ok=True)
        shutil.move(made / f"{name}.tar.gz", self._models / f"{name}.tar.gz")
        for old in self.all()[KEPT:]:
            old.unlink()
        return self._models / f"{name}.tar.gz"

    def write(self, dialogs: Dialogs, pipeline: str, more: Iterable[Example] = ()) -> int:
        """Write the project that is trained from; the number of its training examples."""
        count = project.write(dialogs, self.project, more)
        shutil.copyfile(ROOT / "rasa" / f"{pipeline}.yml", self.project / "config.yml")
        return count

    def _rasa(self, what: str, *arguments: str) -> None:
        cache = f"RASA_CACHE_DIRECTORY={self.project / '.cache'}"
        step(what, [*quietly(), cache, *polite(), str(environment.PYTHON), "-m", "rasa", *arguments], _hint)

    def _files(self) -> list[str]:
        return ["--config", str(self.project / "config.yml"), "--domain", str(self.project / "domain.yml")]

    def _fingerprint(self) -> str:
        files = [self.project / name for name in (project.DATA, project.DOMAIN, "config.yml")]
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def polite() -> list[str]:
    """How to give the machine's other work the right of way, where that is possible."""
    return ["nice", "-n", "10"] if shutil.which("nice") else []


def quietly() -> list[str]:
    """How to start a process of Rasa: without telemetry and chatter."""
    return ["env", *(f"{name}={value}" for name, value in QUIET.items())]
