"""Opens what is kept, as the settings say: database, vault and the verbs over them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from commands import login_file
from commands.errors import Mistake
from config.settings import Settings
from intake_store.db.database import Database, Unavailable
from intake_store.delivery.outbox import Outbox
from intake_store.evidence.store import Evidence
from intake_store.evidence.uploads import Uploads
from intake_store.intake.store import Store, is_sealed
from intake_store.model.errors import WrongKey
from intake_store.staff.accounts import Accounts
from intake_store.vault.key_file import require_private
from intake_store.vault.vault import Vault, VaultError

logger = logging.getLogger(__name__)

#: Where the database is looked for.
_WHERE = "see TIPLINE_DATABASE_URL, or TIPLINE_DATA_DIR where that is empty"


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Storage:
    """All that is kept: the database, the vault, and their verbs."""

    database: Database
    vault: Vault
    store: Store
    outbox: Outbox
    evidence: Evidence
    uploads: Uploads
    accounts: Accounts

    def migrate(self) -> None:
        """Bring the database up to date and make sure that the key fits it. Raises Mistake."""
        try:
            self.database.migrate()
            self.store.guard_key(utc_now())
        except Unavailable as error:
            raise Mistake(f"the database cannot be reached ({error}); see TIPLINE_DATABASE_URL") from None
        except WrongKey as error:
            raise Mistake(str(error)) from None

    def require_current(self) -> None:
        """Raise Mistake when the database was not migrated; one that is away may come back, so that is none.

        It may come back with another key: nothing is written then before that is looked at.
        """
        try:
            current = self.database.is_current()
        except Unavailable:
            self.database.write_only_if(self._fits)
            return
        if not current:
            raise Mistake("the database is not up to date: run `python app.py migrate` first")
        self.migrate()

    def _fits(self, connection: Connection) -> None:
        """Raise Unavailable while the key is not this database's: citizens' messages then wait at the providers."""
        try:
            self.store.check_key(connection, utc_now())
        except WrongKey as error:
            logger.critical("the key file does not fit this database; nothing is taken or sent")
            raise Unavailable("wrong key") from error


@contextmanager
def open_storage(settings: Settings) -> Iterator[Storage]:
    """The storage that the settings name, closed at the end of the block. Raises Mistake."""
    storage = build_storage(settings)
    try:
        yield storage
    finally:
        storage.database.close()


def build_storage(settings: Settings) -> Storage:
    """The storage that the settings name; makes data folder and key for a new database. Raises Mistake."""
    folder = data_folder(settings)
    database = _database(settings.database)
    try:
        vault = _vault(settings.key, database)
    except Mistake:
        database.close()
        raise
    evidence = Evidence(database, vault, folder / "evidence")
    uploads = Uploads(vault, folder / "uploads")
    accounts = Accounts(database, replaced=lambda: login_file.forget(folder))
    return Storage(database, vault, Store(database, vault), Outbox(database, vault), evidence, uploads, accounts)


def data_folder(settings: Settings) -> Path:
    """The data folder, made when missing. Raises Mistake where it cannot be used or is open to others."""
    folder = settings.data_dir.resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_private(folder, 0o700)
    except VaultError as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"the data folder {folder} cannot be used ({error.strerror}); see TIPLINE_DATA_DIR") from None
    return folder


def _database(url: str) -> Database:
    """The database of `url`, which may be away. Raises Mistake where it cannot be one."""
    try:
        database = Database(url)
    except ValueError as error:
        raise Mistake(f"TIPLINE_DATABASE_URL is {error}") from None
    except OSError as error:
        raise Mistake(f"the database {error.filename} cannot be used ({error.strerror}); {_WHERE}") from None
    if database.is_sqlite:
        _require_sqlite(database)
    return database


def _require_sqlite(database: Database) -> None:
    """Raise Mistake where the file is another, or a damaged one; one that is busy may be asked later."""
    try:
        database.ping()
    except Unavailable:
        return
    except DatabaseError as error:
        database.close()
        raise Mistake(f"the database {database.url.database} cannot be used ({error.orig}); {_WHERE}") from None


def _vault(key_file: Path, database: Database) -> Vault:
    """The vault of the key file, which is made for a new database alone. Raises Mistake."""
    try:
        if not key_file.exists():
            _require_new(database, key_file)
        return Vault.create_or_load(key_file)
    except VaultError as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(f"the key file {key_file} cannot be used ({error.strerror}); see TIPLINE_KEY_FILE") from None


def _require_new(database: Database, key_file: Path) -> None:
    """Raise Mistake where something was sealed before: what the lost key sealed, no new one opens."""
    try:
        sealed = is_sealed(database)
    except Unavailable as error:
        raise Mistake(
            f"the database cannot be reached ({error}), so nobody knows whether the key file {key_file}, which is "
            "missing, was made for it: start again when it answers, or see TIPLINE_DATABASE_URL"
        ) from None
    if sealed:
        raise Mistake(
            f"the key file {key_file} is missing, and the database was sealed with it: bring back its copy "
            "(TIPLINE_KEY_FILE says where it lies). Nothing opens without it, and no new one is made"
        )
