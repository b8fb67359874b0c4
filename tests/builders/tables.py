"""Reads the tables of messages and what they mean; run it to see how much of each is read right."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from _pytest.mark.structures import ParameterSet

from tests.builders.understanding import read

TABLES = Path(__file__).parent.parent / "bot" / "understanding" / "tables"
#: Whether the entities of a row are read right today, or that they are not is known.
RIGHT, GAP = "right", "gap"


def rows(table: str, half: int | None = None) -> Iterator[dict[str, str]]:
    """The rows of a table, or of one half of it (0 or 1); which half a row is in depends on its words alone.

    A row has its cells by column, and "at": its file and line.

    Raises:
        ValueError: if a line has not as many cells as there are columns.
    """
    lines = enumerate((TABLES / f"{table}.tsv").read_text(encoding="utf-8").split("\n"), start=1)
    (_, columns), *numbered = [(number, line.split("\t")) for number, line in lines if line and line[0] != "#"]
    for number, cells in numbered:
        at = f"{table}.tsv:{number}"
        if len(cells) != len(columns):
            raise ValueError(f"{at} has {len(cells)} cells, not {len(columns)}: {cells}")
        row = dict(zip(columns, cells, strict=True)) | {"at": at}
        if half is None or crc32(row["text"].encode()) % 2 == half:
            yield row


def cases(table: str) -> list[ParameterSet]:
    """The rows of a table as parameters of a test, named after where they stand and what they say.

    A known gap is expected to fail: it is listed and counted (`pytest -rx`), and a failure as soon as it is right.
    """
    return [pytest.param(row, id=_name(row), marks=_expected_to_fail(row)) for row in rows(table)]


def _name(row: dict[str, str]) -> str:
    """File, line, language and what is ASCII of the words: pytest would show the other letters as numbers."""
    return " ".join([row["at"], row["language"], *row["text"].encode("ascii", "ignore").decode().split()])


def _expected_to_fail(row: dict[str, str]) -> list[pytest.MarkDecorator]:
    reason = f'{row["at"]} "{row["text"]}": known to be read wrongly; write "{RIGHT}" for "{GAP}" once it is right'
    return [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if row["today"] == GAP else []


def asked(row: dict[str, str]) -> str | None:
    """The slot of the open question; None if nothing was asked."""
    return None if row["asked"] == "-" else row["asked"]


def is_right_category(row: dict[str, str]) -> bool:
    """Whether the category of the message is one that the table accepts."""
    return category(row) in row["categories"].split(",")


def category(row: dict[str, str]) -> str:
    """The category of the message; a message of none is "other"."""
    return read(row["text"], None, row["language"]).category or "other"


def is_right_urgency(row: dict[str, str], asking: str | None = None) -> bool:
    """Whether the message, where `asking` was asked, is an emergency exactly if the table says so."""
    urgency = read(row["text"], asking, row["language"]).urgency
    return bool(urgency and urgency.emergency) == (row["emergency"] == "yes")


def share(table: str, half: int) -> float:
    """The share of the rows of a half that are understood."""
    right = is_right_category if table == "categories" else is_right_urgency
    verdicts = [right(row) for row in rows(table, half)]
    return sum(verdicts) / len(verdicts)


def misses(table: str, half: int) -> Iterator[str]:
    """The rows of a half that are not understood, with the category that was found."""
    right = is_right_category if table == "categories" else is_right_urgency
    for row in rows(table, half):
        if not right(row):
            yield "\t".join([*row.values(), category(row) if table == "categories" else ""])


if __name__ == "__main__":
    for name in ("categories", "emergencies"):
        print(name, [round(share(name, part), 3) for part in (0, 1)])
        for shown in sys.argv[1:]:
            print("\n".join(misses(name, int(shown))))
    for name in ("places", "times", "people", "vehicles", "weapons"):
        counted = Counter((row["language"], row["today"]) for row in rows(name))
        print(name, {" ".join(key): count for key, count in counted.items()})
