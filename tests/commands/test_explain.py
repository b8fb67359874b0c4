"""The command `explain`: what it prints, what it refuses, and that it keeps nothing."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import main

MESSAGE = "hes got my phone and im locked in the bathroom hes outside the door"


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """The process's own logging, put back after the command has set it up."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"TIPLINE_DATA_DIR": str(tmp_path / "data")}


def test_an_answer_is_explained_as_the_answer_to_its_question(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", MESSAGE, "--asking", "danger", "--language", "en"], environ) == 0
    told = capsys.readouterr().out
    assert "asked: danger; language so far: en" in told
    assert 'found "im locked in the bathroom" [harmed = alarm]' in told
    assert "en/urgency.txt:" in told


def test_a_message_may_come_from_standard_input(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("vi un ford azul en la calle\n"))
    assert main(["explain", "-", "--json"], environ) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["text"] == "vi un ford azul en la calle"
    assert told["understanding"]["found"]["vehicles"][0]["colour"] == "blue"


def test_input_in_another_encoding_is_told_plainly(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8"))
    assert main(["explain", "-"], environ) == 2
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "given", "allowed"), [("--asking", "dangr", "danger, where, what"), ("--language", "ro", "ar, en, es")]
)
def test_a_slot_or_language_that_there_is_not_names_those_that_are(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], option: str, given: str, allowed: str
) -> None:
    assert main(["explain", "hello", option, given], environ) == 2
    told = capsys.readouterr().err
    assert option in told
    assert allowed in told


def test_nothing_is_stored_or_logged(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert main(["explain", MESSAGE], environ) == 0
    assert not Path(environ["TIPLINE_DATA_DIR"]).exists()
    assert caplog.text == ""
    assert capsys.readouterr().err == ""
