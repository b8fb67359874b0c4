"""Puts word files in order: entries sorted, each once, remarks above the heading that they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dialogs.wordlists import HEADING, REMARK, alphabetical

_HEAD = re.compile(r"(?:# .*\n)+(?=\n)")


@dataclass(slots=True)
class _Block:
    """One group: the remarks above it, its heading with brackets ("" before the first), its entries."""

    remarks: list[str] = field(default_factory=list)
    heading: str = ""
    entries: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        heading = [self.heading] if self.heading else []
        return "\n".join([*self.remarks, *heading, *sorted(self.entries, key=alphabetical)])


def tidied(text: str) -> str:
    """The text of a word file in order; one that is in order comes back as it is."""
    head = found[0] if (found := _HEAD.match(text)) else ""
    blocks = [_Block()]
    loose: list[str] = []
    for line in text[len(head) :].splitlines():
        if line.startswith(REMARK):
            loose.append(line.rstrip())
        elif HEADING.match(line.rstrip()):
            blocks.append(_Block(loose, line.strip()))
            loose = []
        elif line.strip():
            blocks[-1].remarks += loose
            blocks[-1].entries.add(" ".join(line.split()))
            loose = []
    blocks[-1].remarks += loose
    return "\n\n".join(part for part in (head.rstrip(), *map(str, blocks)) if part) + "\n"
