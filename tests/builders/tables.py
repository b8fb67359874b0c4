"""Reads the tables of first messages and says which of them are understood; run it to see the share of each half."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path
from zlib import crc32

from tests.builders.understanding import read

_TABLES = Path(__file__).parent.parent / "bot" / "understanding" / "tables"


def rows(table: str, half: int | None = None) -> Iterator[dict[str, str]]:
    """The rows of a table, or of one half of it (0 or 1); which half a row is in depends on its words alone."""
    with (_TABLES / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        for row in DictReader(lines, delimiter="\t"):
            if half is None or crc32(row["text"].encode()) % 2 == half:
                yield row


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
