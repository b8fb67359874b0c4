"""A whole tip line for the tests of what citizens do on every channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.citizens import Line, line


@pytest.fixture(scope="module")
def _line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with line(tmp_path_factory.mktemp("line")) as opened:
        yield opened


@pytest.fixture
def there(_line: Line) -> Line:
    """A line that nobody wrote to yet."""
    _line.empty()
    return _line
