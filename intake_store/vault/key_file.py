"""The file of the master key: made once, readable by its owner alone, never overwritten, never mended in silence."""

from __future__ import annotations

import base64
import os
import secrets
import shlex
import stat
from pathlib import Path

KEY_BYTES = 32


class VaultError(Exception):
    """The vault stays shut. The text says why and never holds content."""


def load_or_create_key(path: Path) -> bytes:
    """The master key in `path` (base64, mode 0600). Processes that start together agree on one: linking is atomic.

    Raises VaultError for a file that is damaged or open to others.
    """
    if not path.exists():
        _create_key(path)
    require_private(path, 0o600)
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(f"the key file {path} is damaged: bring back its copy, nothing opens without it")
    return key


def require_private(path: Path, mode: int) -> None:
    """Raise VaultError, with the command that mends it, where others than the owner may do anything with `path`.

    A sticky folder is let be, as the root of a temporary file system is: others cannot take from it.
    """
    rights = path.stat().st_mode
    sticky = stat.S_ISDIR(rights) and rights & stat.S_ISVTX
    if rights & (stat.S_IRWXG | stat.S_IRWXO) and not sticky:
        raise VaultError(
            f"{path} is open to others (mode {stat.S_IMODE(rights):04o}), and what is in it may have been read: "
            f"run `chmod {mode:o} {shlex.quote(str(path))}` and start again"
        )


def _create_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first; its key counts
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
