"""Finding Python 3.10, and what the `rasa` commands say without it."""

from __future__ import annotations

import argparse
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.errors import Mistake
from commands.rasa import actions
from commands.rasa import python as pythons
from commands.rasa.compare import Score, held_back
from commands.rasa.models import Models
from commands.rasa.server import free_port, token
from config.bootstrap import ROOT
from config.settings import Settings
from dialogs.nlu.examples import Example


def program(file: Path, says: str, status: int = 0) -> Path:
    """An executable that prints `says`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def empty_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH of one folder, empty but for what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}")
    return folder


def test_without_one_it_is_said_what_to_install(empty_path: Path, tmp_path: Path):
    with pytest.raises(Mistake) as caught:
        pythons.find(tmp_path)
    assert "pyenv install 3.10" in str(caught.value)
    assert "uv python install 3.10" in str(caught.value)


def test_one_on_the_path_is_found(empty_path: Path, tmp_path: Path):
    found = program(empty_path / "python3.10", "3.10")
    assert pythons.find(tmp_path) == found


def test_a_shim_that_does_not_answer_is_passed_over_for_the_version_behind_it(empty_path: Path, tmp_path: Path):
    program(empty_path / "python3.10", "pyenv: version 3.10 is not selected", 127)
    behind = program(tmp_path / ".pyenv/versions/3.10.13/bin/python", "3.10")
    program(tmp_path / ".pyenv/versions/3.9.1/bin/python", "3.9")
    assert pythons.find(tmp_path) == behind


def test_one_of_uv_is_found(empty_path: Path, tmp_path: Path):
    managed = program(tmp_path / "uv/python", "3.10")
    program(empty_path / "uv", str(managed))
    assert pythons.find(tmp_path) == managed


def test_a_pyenv_elsewhere_is_asked_where(empty_path: Path, tmp_path: Path):
    program(empty_path / "pyenv", str(tmp_path / "elsewhere"))
    there = program(tmp_path / "elsewhere/versions/3.10.2/bin/python", "3.10")
    assert pythons.find(tmp_path) == there


def test_serving_without_a_model_says_what_to_do(tmp_path: Path):
    with pytest.raises(Mistake, match="rasa train"):
        Models(tmp_path).newest()


def test_the_newest_model_is_served(tmp_path: Path):
    (tmp_path / "models").mkdir()
    for name in ("20260101-000000-b", "20260301-000000-a", "20260201-000000-c"):
        (tmp_path / "models" / f"{name}.tar.gz").touch()
    assert Models(tmp_path).newest().name == "20260301-000000-a.tar.gz"


def test_nothing_is_trained_when_nothing_changed(tmp_path: Path):
    from dialogs.loader import load

    models, dialogs = Models(tmp_path), load()
    models.write(dialogs, "light")
    (tmp_path / "models").mkdir()
    there = tmp_path / "models" / f"20260101-000000-{models._fingerprint()}.tar.gz"
    there.touch()
    assert models.train(dialogs, "light", datetime(2026, 6, 17, tzinfo=UTC)) == there


def test_the_token_is_made_once_and_is_its_owners(tmp_path: Path):
    file = tmp_path / "rasa" / "token"
    assert token(file) == token(file)
    assert len(token(file)) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_requirement_of_rasa_is_pinned_with_hashes():
    lines = (ROOT / "rasa" / "requirements.txt").read_text().split("\n")
    pins = [at for at, line in enumerate(lines) if line and line[0].isalnum()]
    assert any(lines[at].startswith("rasa==3.6.21 ") for at in pins)
    assert all("==" in lines[at] and "--hash=sha256:" in lines[at + 1] for at in pins)
    assert not any("://" in line for line in lines)


def score(right: int, common: int = 8) -> Score:
    return Score(right, 100, found=10, wanted=10, common=common)


def test_a_score_is_the_share_of_intents_and_the_f1_of_entities():
    assert (score(70).intents, score(70).entities) == (0.7, 0.8)
    assert Score(0, 0, 0, 0, 0).intents == Score(0, 0, 0, 0, 0).entities == 0


def test_a_model_that_reads_worse_is_told_from_one_that_does_not():
    assert score(71).is_no_worse_than(score(70))
    assert score(69).is_no_worse_than(score(70))
    assert not score(60).is_no_worse_than(score(70))
    assert not score(90, common=5).is_no_worse_than(score(70))


def test_models_are_measured_only_with_what_they_were_not_trained_with():
    examples = [Example("inform", f"text {n}") for n in range(200)]
    assert held_back(examples) == [example for example in examples if example.held_back]
    with pytest.raises(Mistake):
        held_back([])


def given(**arguments: object) -> argparse.Namespace:
    return argparse.Namespace(**{"models": [], "port": free_port(), "force": False} | arguments)


def test_a_swap_without_a_running_server_says_so(tmp_path: Path):
    model = tmp_path / "rasa" / "models" / "20260101-000000-a.tar.gz"
    model.parent.mkdir(parents=True)
    model.touch()
    with pytest.raises(Mistake, match="no Rasa server with our token"):
        actions.swap(Settings.load({"TIPLINE_DATA_DIR": str(tmp_path)}), given())


def test_a_swap_to_a_model_that_is_not_there_names_it(tmp_path: Path):
    with pytest.raises(Mistake, match=r"no such model: .*other\.tar\.gz"):
        actions.swap(Settings.load({"TIPLINE_DATA_DIR": str(tmp_path)}), given(models=[Path("other.tar.gz")]))


def test_models_and_token_lie_in_a_folder_of_their_owner(tmp_path: Path):
    folder = actions.folder(Settings.load({"TIPLINE_DATA_DIR": str(tmp_path / "var")}))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
