"""What a turn is compared to: a Flask endpoint that checks Twilio's signature and inserts one row with a commit."""

from __future__ import annotations

import os

from flask import Flask, Response, request
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, create_engine, event
from twilio.request_validator import RequestValidator

metadata = MetaData()
rows = Table(
    "bare_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider_id", String(40), unique=True),
    Column("body", LargeBinary),
)


def create_app() -> Flask:
    """Reads the same settings as the line, so that server, database and signature are the same for both."""
    url = os.environ["BARE_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, pool_size=24)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", full_sync)
    metadata.create_all(engine)
    validator = RequestValidator(os.environ["TIPLINE_TWILIO_AUTH_TOKEN"])
    webhook = os.environ["TIPLINE_PUBLIC_URL"] + "/webhooks/twilio"
    app = Flask("bare")

    @app.post("/webhooks/twilio")
    def receive() -> Response:
        if not validator.validate(webhook, request.form, request.headers.get("X-Twilio-Signature", "")):
            return Response(status=403)
        with engine.begin() as connection:
            body = request.form["Body"].encode()
            connection.execute(rows.insert().values(provider_id=request.form["MessageSid"], body=body))
        return Response("<Response/>", content_type="text/xml")

    @app.get("/readyz")
    def ready() -> str:
        return "ready"

    return app


def full_sync(connection, _record) -> None:  # type: ignore[no-untyped-def]
    """The same durability as the intake store's: WAL and a sync at every commit."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=10000")
