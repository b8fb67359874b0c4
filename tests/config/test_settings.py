"""What the settings promise: everything checked at once, nothing secret shown, example.env in step with the code."""

from dataclasses import fields
from pathlib import Path

import pytest

from config import settings as module
from config.settings import BadSettings, Settings, default_text, variable

EXAMPLE = Path(module.__file__).parent / "example.env"
TWILIO = {
    "TIPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TIPLINE_TWILIO_AUTH_TOKEN": "planted-secret",
    "TIPLINE_TWILIO_FROM": "+15005550006",
    "TIPLINE_PUBLIC_URL": "https://tips.example.org/",
}


def mistakes(**given: str) -> list[str]:
    with pytest.raises(BadSettings) as caught:
        Settings.load(given)
    return caught.value.mistakes


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_every_setting_has_a_default_that_works():
    assert Settings.load({}) == Settings()


def test_a_variable_of_others_is_no_concern_of_ours():
    assert Settings.load({"PATH": "/bin", "TWILIO_AUTH_TOKEN": "x"}) == Settings()


def test_an_empty_variable_means_the_default():
    assert Settings.load({"TIPLINE_PORT": "", "TIPLINE_AGENCY": " "}) == Settings()


def test_every_mistake_is_named_at_once():
    found = mistakes(TIPLINE_PORT="many", TIPLINE_PROT="1", TIPLINE_SERVE="some", TIPLINE_TIMEZONE="Nowhere/No")
    assert [line.split()[0] for line in found] == [
        "TIPLINE_PROT", "TIPLINE_PORT", "TIPLINE_TIMEZONE", "TIPLINE_SERVE"
    ]  # fmt: skip


def test_an_unknown_name_comes_with_a_suggestion():
    assert mistakes(TIPLINE_TELEGRAM_TOKN="x") == [
        "TIPLINE_TELEGRAM_TOKN is not a setting; did you mean TIPLINE_TELEGRAM_TOKEN?"
    ]


def test_a_name_that_is_like_none_comes_without_a_suggestion():
    assert mistakes(TIPLINE_FOO="x") == ["TIPLINE_FOO is not a setting"]


def test_a_file_that_may_not_be_looked_for_is_a_mistake(tmp_path: Path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in (tmp_path / "none", tmp_path / "loop" / "places", tmp_path / ("x" * 300)):
        assert mistakes(TIPLINE_GAZETTEER=str(name)) == [
            "TIPLINE_GAZETTEER must be the path of a file that can be read"
        ]


def test_a_token_without_a_rasa_server_is_a_mistake():
    assert mistakes(TIPLINE_RASA_TOKEN="t") == ["TIPLINE_RASA_URL is needed with TIPLINE_RASA_TOKEN"]


def test_metrics_at_the_port_of_the_pages_are_a_mistake():
    assert mistakes(TIPLINE_METRICS_PORT="8000") == ["TIPLINE_METRICS_PORT must be another port than TIPLINE_PORT"]


def test_no_mistake_repeats_the_value_that_was_given():
    values = {variable(one): "planted value\n{}" for one in fields(Settings)}
    with pytest.raises(BadSettings) as caught:
        Settings.load(values)
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("missing", sorted(TWILIO))
def test_half_a_twilio_account_is_a_mistake(missing: str):
    assert mistakes(**{name: value for name, value in TWILIO.items() if name != missing})


def test_no_secret_is_in_the_repr():
    shown = repr(Settings.load(TWILIO | {
        "TIPLINE_TELEGRAM_TOKEN": "123:planted-secret", "TIPLINE_TELEGRAM_SECRET": "planted-secret",
        "TIPLINE_DATABASE_URL": "postgres://me:planted-secret@host/tips",
    }))  # fmt: skip
    assert "planted" not in shown


def test_telegram_is_polled_where_no_public_address_is():
    token = {"TIPLINE_TELEGRAM_TOKEN": "123:abc"}
    public = {"TIPLINE_PUBLIC_URL": "https://tips.example.org", "TIPLINE_TELEGRAM_SECRET": "s"}
    assert Settings.load(token).telegram_polls
    assert not Settings.load(token | public).telegram_polls
    assert Settings.load(token | public | {"TIPLINE_TELEGRAM_MODE": "polling"}).telegram_polls
    assert not Settings.load({}).telegram_polls


def test_a_telegram_webhook_without_its_secret_is_a_mistake():
    assert mistakes(TIPLINE_TELEGRAM_TOKEN="123:abc", TIPLINE_PUBLIC_URL="https://tips.example.org")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_database_addresses_get_their_driver(given: str, read: str):
    assert Settings.load({"TIPLINE_DATABASE_URL": given}).database == read


def test_sqlite_in_the_data_folder_is_the_default(tmp_path: Path):
    assert Settings.load({"TIPLINE_DATA_DIR": str(tmp_path)}).database == f"sqlite:///{tmp_path}/tipline.db"


def test_the_flood_limit_can_be_off():
    assert Settings.load({"TIPLINE_FLOOD_LIMIT": "off"}).flood_limit is None
    assert Settings.load({"TIPLINE_FLOOD_LIMIT": "5"}).flood_limit == 5


def test_a_public_address_loses_its_last_slash():
    assert Settings.load(TWILIO).public_url == "https://tips.example.org"


def test_the_example_names_every_setting_with_its_default():
    assert example() == {variable(one): default_text(one) for one in fields(Settings)}
    assert Settings.load(example()) == Settings()


def test_the_example_explains_every_setting_in_the_words_of_the_code():
    lines = EXAMPLE.read_text().splitlines()
    for one in fields(Settings):
        at = lines.index(f"{variable(one)}={default_text(one)}")
        assert lines[at - 1] == f"# {one.metadata['about']}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIPLINE_REDIS_URL", "redis://:planted/secret@redis:6379/0"),
        ("TIPLINE_REDIS_URL", "redis://:p@host:planted"),
        ("TIPLINE_PUBLIC_URL", "https://tips.example.org:99999"),
        ("TIPLINE_PUBLIC_URL", "https://tips.example.org:planted"),
    ],
)
def test_an_address_with_a_port_that_is_none_is_named_without_repeating_it(name: str, value: str):
    (mistake,) = mistakes(**{name: value})
    assert mistake.startswith(f"{name} must be an address")
    assert "planted" not in mistake
