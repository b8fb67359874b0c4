"""What Alembic runs: it uses the connection and the transaction of its caller."""

from __future__ import annotations

from alembic import context

from intake_store.db.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
