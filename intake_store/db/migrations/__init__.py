"""The steps that brought the schema to what `tables` says, run by Alembic without any file in the working folder."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

#: The newest step. A start compares with it and loads Alembic only when there is something to do.
HEAD = "0001"


def upgrade(connection: Connection) -> None:
    """Run the missing steps inside the transaction that `connection` is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
