"""The page's static files under an address that changes when one of them does, so that they may be kept for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MAX_AGE_SECONDS = 365 * 24 * 3600


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


VERSION = _version(FOLDER)
#: The modules that the first one imports, to be fetched at once instead of one after the other.
MODULES = tuple(sorted(file.name for file in FOLDER.glob("*.js")))


def url(name: str) -> str:
    """The address of a static file."""
    return f"/chat/static/{VERSION}/{name}"
