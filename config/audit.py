"""Asks an advisory service for known weaknesses in everything that is pinned; `make audit` runs it, over the network.

Exit status: 0 none known, 1 some (each is listed), 2 nothing can be said, because the service did not answer for all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from config.bootstrap import DEV, PYTHON, ROOT, RUN, TOOLS

NONE, SOME, UNANSWERED = 0, 1, 2

#: One entry of the report: `name`, `version`, and `vulns` (each with `id` and `fix_versions`) or `skip_reason`.
Audited = Mapping[str, Any]


def main() -> int:
    """Audit, print, and return the exit status."""
    status, lines = judge(*report())
    print(*lines, sep="\n", flush=True)
    return status


def report() -> tuple[list[Audited], str]:
    """What pip-audit found of each package (none when it ended early), and the last line that it complained with."""
    files = [argument for name in (RUN, DEV, TOOLS) for argument in ("-r", str(ROOT / name))]
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    command = [str(PYTHON), "-m", "pip_audit", *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    audited = json.loads(done.stdout)["dependencies"] if done.stdout else []
    return audited, (done.stderr.splitlines() or [""])[-1]


def judge(audited: Sequence[Audited], complaint: str) -> tuple[int, list[str]]:
    """The exit status and what to say. Known weaknesses come before what went unanswered."""
    weak = [line for entry in audited for line in weaknesses(entry)]
    unanswered = [entry for entry in audited if "vulns" not in entry]
    if len(unanswered) == len(audited):
        return UNANSWERED, ["NOT AUDITED: the advisory service cannot be reached from here. " + complaint]
    lines = weak + [f"NOT AUDITED: {entry['name']}: {entry['skip_reason']}" for entry in unanswered]
    if lines:
        return SOME if weak else UNANSWERED, lines
    return NONE, [f"No weakness is known in the {len(audited)} packages."]


def weaknesses(entry: Audited) -> Iterator[str]:
    """One line for each weakness known in a package."""
    for known in entry.get("vulns", ()):
        mended = ", ".join(known["fix_versions"]) or "no version yet"
        yield f"{entry['name']} {entry['version']}: {known['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main())
