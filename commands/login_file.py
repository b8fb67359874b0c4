"""The file of the first login, where no terminal shows it: a log would keep the password."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "first-login"


def keep(folder: Path, name: str, password: str) -> Path:
    """Write both into the file, for its owner alone, in place of an earlier one; its path."""
    forget(folder)
    path = folder / NAME
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{name}\n{password}\n")
    return path


def forget(folder: Path) -> None:
    """Take the file away, if there is one."""
    (folder / NAME).unlink(missing_ok=True)
