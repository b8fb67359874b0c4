"""A whole tip line for the tests of what citizens do on every channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.citizens import TipLine, running_tip_line


@pytest.fixture(scope="module")
def _tip_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TipLine]:
    with running_tip_line(tmp_path_factory.mktemp("line")) as opened:
        yield opened


@pytest.fixture
def tip_line(_tip_line: TipLine) -> TipLine:
    """A line that nobody wrote to yet."""
    _tip_line.empty()
    return _tip_line
