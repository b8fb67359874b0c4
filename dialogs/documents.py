"""Reads one YAML file, and says in which line a mistake stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml


class DialogError(Exception):
    """A mistake in a dialog file; `where` is `file:line`, lines from 1."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        self.where = f"{file}:{line}"
        self.message = message
        super().__init__(f"{self.where}: {message}")


class Node(Protocol):
    """The part of a YAML node that mistakes need: where it stands."""

    start_mark: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its data, and the node tree that knows the lines."""

    file: Path
    data: Mapping[str, Any]
    node: Node | None

    def line(self, *path: str) -> int:
        """The line (from 1) of the key at `path`, or of the deepest key of it that exists."""
        node, line = self.node, 1
        for key in path:
            found = _child(node, key)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def lines(self) -> dict[str, int]:
        """The line (from 1) of every key and of every entry of a list; of a word that stands twice the first."""
        found: dict[str, int] = {}
        for node in _names(self.node):
            found.setdefault(node.value, node.start_mark.line + 1)
        return found

    def error(self, message: str, *path: str) -> DialogError:
        """A mistake at the key `path`."""
        return DialogError(self.file, self.line(*path), message)


def _names(node: Any) -> Iterator[Node]:
    """The keys of mappings and the entries of lists, in the order of the file."""
    if isinstance(node, yaml.SequenceNode):
        yield from (entry for entry in node.value if isinstance(entry, yaml.ScalarNode))
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        yield key
        yield from _names(value)


def _child(node: Node | None, key: str) -> tuple[Node, Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((k, v) for k, v in node.value if k.value == key), None)


def read(file: Path) -> Document:
    """Parse one YAML file whose top level is a mapping; raises DialogError with the line of a mistake."""
    try:
        with file.open(encoding="utf-8") as stream:
            loader = yaml.CSafeLoader(stream)
            node = loader.get_single_node()
            data = loader.construct_document(node) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DialogError(file, mark.line + 1 if mark else 1, error.problem or "not valid YAML") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DialogError(file, 1, "not valid YAML in UTF-8") from error
    if not isinstance(data, dict):
        raise DialogError(file, 1, "the top level must be a mapping")
    return Document(file, data, node)
