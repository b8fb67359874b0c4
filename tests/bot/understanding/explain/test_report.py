"""An explanation in a terminal: nothing hidden, nothing too wide, nothing that steers the terminal."""

from __future__ import annotations

import json

import pytest

from bot.understanding.explain.lines import WIDTH
from bot.understanding.explain.report import as_json, report
from tests.builders.understanding import explained

TIP = "saw 2 lads smash the window of a blue honda outside 14 elm st e8 about 2am last night, not a knife"
MESSAGES = [
    ("en", TIP, None),
    ("es", "un hombre con un cuchillo está golpeando a mi vecina ahora en la calle Mayor 5", "danger"),
    ("ar", "معه سكين وهو أمام الباب", "danger"),
    ("en", "a" * 500, "where"),
    ("en", "", None),
]


@pytest.mark.parametrize(("language", "text", "asking"), MESSAGES)
def test_no_line_is_wider_than_a_terminal(language: str, text: str, asking: str | None) -> None:
    lines = report(explained(text, asking, language)).split("\n")
    assert [line for line in lines if len(line) > WIDTH] == []


@pytest.mark.parametrize(("language", "text", "asking"), MESSAGES)
def test_every_finding_is_shown_with_the_lines_behind_it(language: str, text: str, asking: str | None) -> None:
    explanation = explained(text, asking, language)
    shown = report(explanation)
    for one in explanation.findings:
        assert one.part == "cues" or f"\n{one.part.upper()}\n" in shown
        assert [entry for entry in one.behind if entry.origin not in shown] == []
    assert [cue for cue in explanation.cues if cue.entry.origin not in shown] == []


def test_the_understanding_in_short_comes_last() -> None:
    last = report(explained(TIP)).split("\n\n")[-1]
    assert last.startswith("UNDERSTOOD\n  acts: inform\n")
    assert 'vehicle: "blue honda" (confidence 0.9, make honda, colour blue)' in last
    assert 'weapon: not "knife"' in last


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202egnp", "\\u202egnp"),
        ("\udcff", "\\udcff"),
        ("\x9b31m", "\\x9b31m"),
        ("\r", "\\r"),
    ],
)
def test_a_message_does_not_steer_the_terminal(hostile: str, shown: str) -> None:
    printed = report(explained(f"a man {hostile} with a knife"))
    assert hostile not in printed
    assert shown in printed


@pytest.mark.parametrize(("language", "text", "asking"), [*MESSAGES, ("en", "\udcff \x1b", None)])
def test_json_holds_the_same(language: str, text: str, asking: str | None) -> None:
    explanation = explained(text, asking, language)
    told = json.loads(as_json(explanation))
    assert told["text"] == text
    assert len(told["findings"]) == len(explanation.findings)
    assert told["understanding"]["language"] == explanation.understanding.language
    assert [cue["entry"]["origin"] for cue in told["cues"]] == [cue.entry.origin for cue in explanation.cues]
