"""A force's own place names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.where import PlaceFinder
from bot.understanding.where.gazetteer import Gazetteer, GazetteerError, Place, load
from dialogs.loader import load as load_dialogs
from tests.builders.times import context
from tests.builders.tokenising import TOKENISER, tokenise


def written(folder: Path, text: str) -> Path:
    file = folder / "places.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_names_with_and_without_positions_are_read(tmp_path: Path) -> None:
    file = written(tmp_path, "# ours\nThe Dip\n\nPacker's Field, 51.45, -2.59\n")
    assert load(file).places == (Place("The Dip"), Place("Packer's Field", 51.45, -2.59))


@pytest.mark.parametrize("line", ["The Dip, north, -2.5", "The Dip, 91, 0", "The Dip, 0, -181"])
def test_a_bad_position_names_its_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(GazetteerError, match=":2:"):
        load(written(tmp_path, f"The Dip\n{line}\n"))


def test_a_known_name_is_found_in_small_letters_with_its_position() -> None:
    gazetteer = Gazetteer((Place("Packer's Field", 51.45, -2.59),))
    finder = PlaceFinder(load_dialogs(), TOKENISER, gazetteer)
    where = finder.find(tokenise("kids on dirt bikes at packers field again"), context(asking=None))[0]
    assert (where.text, where.latitude, where.longitude) == ("at packers field", 51.45, -2.59)
    assert not where.needs_address
