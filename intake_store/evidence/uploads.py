"""Files that the web chat received and that wait, sealed, until the courier keeps them as evidence."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from intake_store.evidence.sealed_file import IncomingFile, read_chunks
from intake_store.vault.vault import Vault, VaultError, new_key

_REFERENCE = re.compile(r"[0-9a-f]{32}")
READER = "courier"


class Uploads:
    """Sealed files in `folder`, named by random references. Several machines must share the folder."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self._vault, self._folder = vault, folder

    def keep(self, chunks: Iterable[bytes]) -> str:
        """Seal the bytes as they come, and return the file's reference. Leaves nothing when `chunks` raises."""
        reference = new_key()
        file = IncomingFile(self._vault, _owner(reference), reference, self._path(reference))
        try:
            for chunk in chunks:
                file.write(chunk)
            file.finish()
        finally:
            file.discard()
        return reference

    def read(self, reference: str) -> Iterator[bytes]:
        """The plain bytes, piece by piece. Raises FileNotFoundError when the file is gone or damaged."""
        try:
            yield from read_chunks(self._vault, _owner(reference), reference, self._path(reference), READER)
        except VaultError:
            raise FileNotFoundError("no such upload") from None

    def drop(self, reference: str) -> None:
        """Remove the file, if it is there."""
        self._path(reference).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Remove what has lain here since `before`: evidence by now, or never part of a message. Returns how many."""
        swept = 0
        for path in self._folder.glob("*.sealed"):
            with contextlib.suppress(FileNotFoundError):  # dropped meanwhile
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, reference: str) -> Path:
        if not _REFERENCE.fullmatch(reference):
            raise FileNotFoundError("no such upload")
        return self._folder / f"{reference}.sealed"


def _owner(reference: str) -> str:
    return f"upload:{reference}"
