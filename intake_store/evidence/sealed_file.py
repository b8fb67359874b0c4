"""A file of evidence on disk: sealed in chunks, so that neither its size nor a cut-off end goes unnoticed.

The file is a row of records, each a length of four bytes and a seal. A chunk's field names the evidence, the chunk's
number and whether it is the last one; chunks left out, swapped or cut off therefore do not open.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from intake_store.vault.key_file import sync_folder
from intake_store.vault.vault import OVERHEAD_BYTES, Broken, Vault, new_key

logger = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
LENGTH_BYTES = 4
#: How much of the beginning is kept in memory to tell the type by.
HEAD_BYTES = 4096


class IncomingFile:
    """Bytes on their way to the disk. `head` (the first 4096), `size` and `sha256` are those of the plain bytes."""

    def __init__(self, vault: Vault, owner: str, evidence_id: str, path: Path) -> None:
        self.evidence_id = evidence_id
        self.path = path
        self.head = b""
        self.size = 0
        self._vault, self._owner = vault, owner
        self._digest = hashlib.sha256()
        self._rest = bytearray()
        self._chunks = 0
        for folder in (path.parent.parent, path.parent):  # `parents` would make the upper one open to all
            folder.mkdir(mode=0o700, exist_ok=True)
        self._draft = path.with_name(f".{path.name}.{new_key()}")
        self._file = open(os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")  # noqa: SIM115

    @property
    def sha256(self) -> str:
        """Hexadecimal, of what was written so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take the next bytes; nothing of them reaches the disk unsealed."""
        self.head += data[: HEAD_BYTES - len(self.head)]
        self.size += len(data)
        self._digest.update(data)
        self._rest += data
        while len(self._rest) > CHUNK_BYTES:
            self._write_chunk(bytes(self._rest[:CHUNK_BYTES]), last=False)
            del self._rest[:CHUNK_BYTES]

    def finish(self) -> None:
        """Put the whole file in its place, on the disk for good."""
        self._write_chunk(bytes(self._rest), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self.path)
        sync_folder(self.path.parent)

    def discard(self) -> None:
        """Leave nothing behind of a file that was not finished."""
        try:
            self._file.close()
        except OSError:
            logger.warning("a file was not written to its end: is the disk full?")
        finally:
            self._draft.unlink(missing_ok=True)

    def _write_chunk(self, chunk: bytes, *, last: bool) -> None:
        sealed = self._vault.seal(self._owner, _field(self.evidence_id, self._chunks, last), chunk)
        self._file.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self._chunks += 1


def read_chunks(vault: Vault, owner: str, evidence_id: str, path: Path, reader: str) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk. Raises VaultError when the file is missing, cut off or changed."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Broken("evidence: the file is missing") from None
    with file:
        records = _records(file)
        current, number = next(records, b""), 0
        for following in records:
            yield vault.open(owner, _field(evidence_id, number, False), current, reader)
            current, number = following, number + 1
        yield vault.open(owner, _field(evidence_id, number, True), current, reader)


def _records(file: BinaryIO) -> Iterator[bytes]:
    while length := file.read(LENGTH_BYTES):
        yield file.read(min(int.from_bytes(length, "big"), CHUNK_BYTES + OVERHEAD_BYTES))


def _field(evidence_id: str, number: int, last: bool) -> str:
    return f"{'end' if last else 'chunk'}:{evidence_id}:{number}"
