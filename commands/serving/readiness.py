"""Whether a message could be taken now: the database answers, is migrated, and there is room for what comes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from intake_store.db.database import Database, Full, Unavailable

#: How long the database is waited for, in seconds: who asks is to hear of it soon.
SECONDS = 2.0
#: Bytes that must be free. SQLite's log alone grows by four megabytes before it is begun anew.
FLOOR = 8 * 1024 * 1024
#: What is written, and gone again at once: a quota or a read-only disk shows in nothing else.
PROBE = bytes(4096)


class Readiness:
    """Looks at the database and at `folders`, where files of ours grow; `floor` bytes must be free there."""

    def __init__(self, database: Database, folders: Collection[Path], floor: int = FLOOR) -> None:
        self._database, self._folders, self._floor = database, folders, floor

    def __call__(self) -> tuple[str, int]:
        """In words, and as the HTTP status that says so."""
        try:
            if not self._database.is_current(SECONDS):
                return "not migrated", 503
            self._database.try_disk(SECONDS)
        except Full:
            return "disk full", 503
        except Unavailable:
            return "database away", 503
        return ("ready", 200) if all(has_room(each, self._floor) for each in self._folders) else ("disk full", 503)


def has_room(folder: Path, floor: int) -> bool:
    """Whether so many bytes are free there, and may be written."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
            probe.write(PROBE)
        return shutil.disk_usage(folder).free >= floor
    except OSError:
        return False
