"""The vault: what it seals opens for the right owner, field, key and reader, and for nothing else."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_store.vault.key_file import load_or_create_key
from intake_store.vault.vault import OVERHEAD_BYTES, Broken, DerivedKeys, Forbidden, Vault, VaultError, owner_of

VAULT = Vault(DerivedKeys(bytes(32)))
TEXT = "he went to 14 Elm St"
#: Every character that Python's str can hold, lone surrogates and NUL included.
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert VAULT.open_text("tip:1", "text:a", VAULT.seal("tip:1", "text:a", text), "bot") == text


@given(st.binary())
def test_any_bytes_come_back_and_the_seal_adds_a_fixed_length(data: bytes) -> None:
    sealed = VAULT.seal("tip:1", "file", data)
    assert len(sealed) == len(data) + OVERHEAD_BYTES
    assert VAULT.open("tip:1", "file", sealed, "bot") == data


@given(st.binary(max_size=80))
def test_foreign_bytes_do_not_open(data: bytes) -> None:
    with pytest.raises(Broken):
        VAULT.open("tip:1", "text:a", data, "bot")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_keeps_it_shut(place: int, change: int) -> None:
    sealed = bytearray(VAULT.seal("tip:1", "text:a", TEXT))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(Broken):
        VAULT.open("tip:1", "text:a", bytes(sealed), "bot")


@pytest.mark.parametrize(("owner", "field"), [("tip:2", "text:a"), ("conversation:1", "text:a"), ("tip:1", "text:b")])
def test_bytes_moved_to_another_row_or_field_do_not_open(owner: str, field: str) -> None:
    with pytest.raises(Broken):
        VAULT.open(owner, field, VAULT.seal("tip:1", "text:a", TEXT), "bot")


def test_another_key_does_not_open_and_the_error_says_what_and_not_which() -> None:
    other = Vault(DerivedKeys(bytes(31) + b"\x01"))
    with pytest.raises(Broken, match=r"^tip text: sealed with another key, moved or changed$"):
        other.open("tip:1", "text:a", VAULT.seal("tip:1", "text:a", TEXT), "bot")


@given(st.lists(st.tuples(st.sampled_from(["tip:1", "tip:2", "conversation:1"]), ANY_TEXT), max_size=40))
def test_what_a_transactions_sealer_seals_opens_for_its_owner_alone(contents: list[tuple[str, str]]) -> None:
    sealer = VAULT.sealer()
    sealed = [(owner, text, sealer.seal(owner, "text:a", text)) for owner, text in contents]
    assert all(VAULT.open_text(owner, "text:a", data, "bot") == text for owner, text, data in sealed)
    for owner, _, data in sealed:
        with pytest.raises(Broken):
            VAULT.open("tip:2" if owner == "tip:1" else "tip:1", "text:a", data, "bot")


@given(st.lists(st.booleans(), min_size=30, max_size=60))
def test_no_random_byte_of_a_sealer_serves_twice(names: list[bool]) -> None:
    """The same number used once for two seals of a key would lay both open."""
    sealer = VAULT.sealer()
    once = [sealer.new_key() if name else sealer.seal("tip:1", "text:a", "")[1:13].hex() for name in names]
    assert len({part for one in once for part in (one[:16], one[8:24])}) == 2 * len(once)


def test_the_same_text_never_looks_the_same() -> None:
    assert VAULT.seal("tip:1", "text:a", TEXT) != VAULT.seal("tip:1", "text:a", TEXT)


@pytest.mark.parametrize("reader", ["bot", "handler:1", "api:2", "housekeeping", ""])
def test_only_the_courier_reads_an_address(reader: str) -> None:
    sealed = VAULT.seal("conversation:1", "address", "+447700900123")
    with pytest.raises(Forbidden):
        VAULT.open("conversation:1", "address", sealed, reader)
    assert VAULT.open("conversation:1", "address", sealed, "courier") == b"+447700900123"


def test_nobody_in_particular_reads_nothing() -> None:
    with pytest.raises(Forbidden, match="nobody"):
        VAULT.open("tip:1", "text:a", VAULT.seal("tip:1", "text:a", TEXT), "")


def test_an_address_hash_depends_on_channel_address_and_key() -> None:
    known = VAULT.address_hash("sms", "+447700900123")
    assert known == VAULT.address_hash("sms", "+447700900123")
    others = {
        VAULT.address_hash("whatsapp", "+447700900123"),
        VAULT.address_hash("sm", "s+447700900123"),
        Vault(DerivedKeys(b"k" * 32)).address_hash("sms", "+447700900123"),
        VAULT.provider_hash("in", "sms", "+447700900123"),
    }
    assert len(others) == 4
    assert known not in others


@given(ANY_TEXT)
def test_a_signature_holds_for_its_text(text: str) -> None:
    assert VAULT.verify(VAULT.sign(text)) == text


@given(ANY_TEXT)
def test_an_unsigned_text_is_not_verified(text: str) -> None:
    assert VAULT.verify(text) is None


def test_a_signature_of_another_text_or_key_is_not_verified() -> None:
    signed = VAULT.sign("session 1")
    assert VAULT.verify(signed.replace("1.", "2.", 1)) is None
    assert Vault(DerivedKeys(b"k" * 32)).verify(signed) is None


def test_content_is_sealed_under_the_tip_once_there_is_one() -> None:
    assert owner_of(None, 7) == "conversation:7"
    assert owner_of(3, 7) == "tip:3"


def test_the_key_file_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "vault.key"
    first = Vault.create_or_load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vault.key"]
    sealed = first.seal("tip:1", "text:a", TEXT)
    assert Vault.create_or_load(path).open_text("tip:1", "text:a", sealed, "bot") == TEXT
    assert Vault.create_or_load(path).fingerprint == first.fingerprint


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o622, 0o1644])
def test_a_key_file_that_is_open_to_others_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    """Who has read it keeps it: closing the file in silence would hide that it lay open."""
    path = tmp_path / "vault.key"
    load_or_create_key(path)
    path.chmod(mode)
    with pytest.raises(VaultError, match=f"chmod 600 {path}"):
        Vault.create_or_load(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_file_of_its_owner_alone_is_taken(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "vault.key"
    load_or_create_key(path)
    path.chmod(mode)
    assert Vault.create_or_load(path)


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(load_or_create_key, [path] * 8, chunksize=1)
    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["vault.key"]


@pytest.mark.parametrize("content", [b"", b"c2hvcnQ=\n", b"\xff\xfe", b"*" * 44])
def test_a_damaged_key_file_stops_the_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vault.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(VaultError, match=r"vault\.key is damaged"):
        Vault.create_or_load(path)
    assert path.read_bytes() == content


def test_derived_keys_are_hkdf_expand() -> None:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    master = bytes(range(32))
    expected = HKDFExpand(SHA256(), 32, b"tipline owner tip:1").derive(master)
    assert DerivedKeys(master).for_owner("tip:1") == expected
