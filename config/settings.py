"""All settings of the product: read once from the environment, checked whole, then frozen."""

# ruff: noqa: RUF009  (`_setting` only makes the field)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config import parsers

PREFIX = "TIPLINE_"
DATABASE_FILE = "tipline.db"
KEY_FILE = "vault.key"

_TELEGRAM_SECRET = r"[A-Za-z0-9_-]{1,256}"  # noqa: S105  https://core.telegram.org/bots/api#setwebhook, secret_token


class BadSettings(Exception):
    """The settings do not hold; `mistakes` has one sentence for each, none of which repeats a value."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _setting(read: Callable[[str], Any], default: str, about: str, *, secret: bool = False) -> Any:
    """A field read by `read`; `default` is text, as in the environment; `about` is its line in example.env."""
    return field(default=read(default), repr=not secret, metadata={"read": read, "default": default, "about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting; the environment variable of `name` is TIPLINE_NAME. Secrets are not in its repr."""

    host: str = _setting(parsers.text, "127.0.0.1", "address that the web server listens on")
    port: int = _setting(parsers.whole(1, 65535), "8000", "port that the web server listens on")
    public_url: str = _setting(
        parsers.web_url, "", "https address that providers call and sign; empty: not reachable from outside"
    )
    data_dir: Path = _setting(Path, "./var", "folder of the database and evidence; readable by its owner only")
    key_file: Path | None = _setting(
        parsers.path,
        "",
        "file of the key that opens all of it; empty: vault.key in the data folder",
    )
    database_url: str = _setting(
        parsers.database_url,
        "",
        "postgresql://name:password@host/database; empty: SQLite in the data folder",
        secret=True,
    )
    redis_url: str = _setting(parsers.redis_url, "", "redis://host:6379/0, to run on several machines", secret=True)
    timezone: ZoneInfo = _setting(parsers.zone, "Europe/London", "time zone in which citizens' times are read")
    country: str = _setting(
        parsers.pattern("[A-Za-z]{2}", "must be a country code of two letters such as GB"),
        "GB",
        "country of the agency",
    )
    gazetteer: Path | None = _setting(
        parsers.existing_file, "", "file of the agency's own place names, one a line or name,latitude,longitude"
    )
    emergency_number: str = _setting(
        parsers.pattern(r"[0-9+ ]{2,16}", "must be a telephone number such as 999"), "999", "number for emergencies"
    )
    agency: str = _setting(
        parsers.pattern(r"[^\n{}]{1,30}", "must be a name of at most 30 characters"),
        "Police",
        "name citizens see, up to 30",
    )
    twilio_account_sid: str = _setting(
        parsers.pattern("AC[0-9a-fA-F]{32}", "must be AC and 32 hexadecimal digits"), "", "Twilio: account SID"
    )
    twilio_auth_token: str = _setting(parsers.text, "", "Twilio: auth token", secret=True)
    twilio_from: str = _setting(
        parsers.pattern(r"\+?[0-9]{3,15}|MG[0-9a-fA-F]{32}", "must be a number such as +15005550006, or MG..."),
        "", "Twilio: the number (or messaging service) that replies leave from when the message names none",
    )  # fmt: skip
    twilio_api_url: str = _setting(parsers.web_url, "https://api.twilio.com", "Twilio: address of the REST API")
    telegram_token: str = _setting(
        parsers.pattern(r"[0-9]+:[A-Za-z0-9_-]+", "must look like 123456:ABC-DEF"), "", "Telegram: token of the bot",
        secret=True,
    )  # fmt: skip
    telegram_secret: str = _setting(
        parsers.pattern(_TELEGRAM_SECRET, "must be letters, digits, _ and -, at most 256"),
        "", "Telegram: secret that its webhook calls carry", secret=True,
    )  # fmt: skip
    telegram_mode: str = _setting(
        parsers.one_of("", "webhook", "polling"),
        "",
        "webhook or polling; empty: webhook with a public address, else polling",
    )
    telegram_api_url: str = _setting(parsers.web_url, "https://api.telegram.org", "Telegram: address of the Bot API")
    rasa_url: str = _setting(
        parsers.web_url, "", "Rasa server that reads beside us, http://127.0.0.1:5005; empty: none"
    )
    rasa_token: str = _setting(parsers.text, "", "Rasa: the token of that server", secret=True)
    rasa_deadline_ms: int = _setting(
        parsers.whole(10, 5_000), "150", "milliseconds that Rasa gets for a message; then ours alone counts"
    )
    flood_limit: int | None = _setting(
        parsers.limit, "20", "messages a citizen may send a minute and be answered, or off"
    )
    serve: str = _setting(
        parsers.one_of("all", "public", "desk"), "all", "public: webhooks and web chat; desk: console and API; or all"
    )
    idle_minutes: int = _setting(
        parsers.whole(1, 10_080), "30", "minutes of silence after which an open tip is passed on"
    )
    media_limit_mb: int = _setting(
        parsers.whole(1, 200), "20", "largest photo, video or file that is kept, in megabytes"
    )
    workers: int = _setting(parsers.whole(1, 64), "2", "processes of `web`")
    threads: int = _setting(parsers.whole(2, 256), "24", "threads of each web process; an open console takes one")
    couriers: int = _setting(parsers.whole(1, 64), "4", "messages that a courier sends at the same time")
    log: str = _setting(parsers.one_of("text", "json"), "text", "form of the log lines: text (key=value) or json")
    metrics_port: int = _setting(
        parsers.whole(0, 65535),
        "0",
        "port for /metrics and the reason of /readyz, another for each command; 0: none",
    )
    metrics_host: str = _setting(
        parsers.text, "127.0.0.1", "address that the metrics' port listens on; none that the public reaches"
    )

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in `environ`; raises BadSettings with every mistake at once. Empty means the default."""
        mistakes = _unknown(environ)
        values: dict[str, Any] = {}
        for one in fields(cls):
            given = environ.get(variable(one), "")
            if given.strip():
                _read(one, given, values, mistakes)
        settings = cls(**values)
        mistakes += _contradictions(settings)
        if mistakes:
            raise BadSettings(mistakes)
        return settings

    @property
    def database(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / DATABASE_FILE}"

    @property
    def key(self) -> Path:
        """The key file, with the default filled in."""
        return (self.key_file or self.data_dir / KEY_FILE).resolve()

    @property
    def own_url(self) -> str:
        """Where a person on this machine, or through the public address, finds the pages."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def telegram_polls(self) -> bool:
        """Whether Telegram's updates are fetched (True) or come to the webhook (False)."""
        return bool(self.telegram_token) and (self.telegram_mode == "polling" or not self._telegram_webhook)

    @property
    def _telegram_webhook(self) -> bool:
        return self.telegram_mode == "webhook" or bool(self.public_url)


def variable(one: Field[Any]) -> str:
    """The environment variable of a field of Settings."""
    return PREFIX + one.name.upper()


def _read(one: Field[Any], given: str, values: dict[str, Any], mistakes: list[str]) -> None:
    try:
        values[one.name] = one.metadata["read"](given)
    except ValueError as error:
        mistakes.append(f"{variable(one)} {error}")


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = [variable(one) for one in fields(Settings)]
    return [_suggest(name, known) for name in sorted(environ) if name.startswith(PREFIX) and name not in known]


def _suggest(name: str, known: list[str]) -> str:
    """The beginning that all names share makes none of them alike."""
    near = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], n=1)
    return f"{name} is not a setting" + (f"; did you mean {PREFIX}{near[0]}?" if near else "")


def _contradictions(settings: Settings) -> list[str]:
    mistakes = []
    if 0 < sum(map(bool, (settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_from))) < 3:
        mistakes.append("TIPLINE_TWILIO_ACCOUNT_SID, _AUTH_TOKEN and _FROM go together: set all three or none")
    if settings.twilio_auth_token and not settings.public_url:
        mistakes.append("TIPLINE_PUBLIC_URL is needed with Twilio: its calls are signed over that address")
    if settings.telegram_token and not settings.telegram_polls and not settings.telegram_secret:
        mistakes.append(
            "TIPLINE_TELEGRAM_SECRET is needed for Telegram's webhook (or set TIPLINE_TELEGRAM_MODE=polling)"
        )
    if settings.telegram_mode == "webhook" and not settings.public_url:
        mistakes.append("TIPLINE_PUBLIC_URL is needed for TIPLINE_TELEGRAM_MODE=webhook")
    if settings.metrics_port == settings.port:
        mistakes.append("TIPLINE_METRICS_PORT must be another port than TIPLINE_PORT")
    if settings.rasa_token and not settings.rasa_url:
        mistakes.append("TIPLINE_RASA_URL is needed with TIPLINE_RASA_TOKEN")
    return mistakes


def default_text(one: Field[Any]) -> str:
    """The default of a field as one writes it in the environment."""
    assert one.default is not MISSING
    return str(one.metadata["default"])
