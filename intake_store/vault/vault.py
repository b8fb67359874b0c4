"""The only module that sees a key: seals what citizens say and who they are, and hashes addresses for look-up.

AES-256-GCM with a key per owner ("tip:<id>", "conversation:<id>"); owner and field are authenticated with every seal,
so that bytes moved to another row or column do not open. `reader` names who looks ("bot", "courier", "handler:3",
"api:7"): a few fields open for one kind of reader only, and keys sealed to people will need to know it, too.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake_store.vault.key_file import KEY_BYTES, load_or_create_key
from intake_store.vault.key_file import VaultError as VaultError

NONCE_BYTES = 12
TAG_BYTES = 16
#: Random bytes in the name of a row, and those that a transaction's sealer fetches at once.
NAME_BYTES = 16
RANDOM_BYTES = 256
#: First byte of every seal; another way of sealing gets another number.
VERSION = b"\x01"
OVERHEAD_BYTES = len(VERSION) + NONCE_BYTES + TAG_BYTES

#: Fields that only these kinds of readers may open: nobody at the desk ever sees an address or a provider's handle.
ONLY_FOR = {"address": {"courier"}, "reference": {"courier"}, "state": {"bot"}}


class Broken(VaultError):
    """The bytes were not sealed with this key for this owner and field, or somebody changed them."""


class Forbidden(VaultError):
    """This reader may not open this field."""


class Keys(Protocol):
    """Where the keys come from."""

    def for_owner(self, owner: str) -> bytes:
        """The 32-byte key of "tip:<id>" or "conversation:<id>". Raises VaultError when it is gone."""
        ...

    def for_purpose(self, purpose: str) -> bytes:
        """The 32-byte key of a use that belongs to no owner: hashing addresses, signing."""
        ...


class DerivedKeys:
    """Every key derived from one master key: HKDF-Expand of RFC 5869 with SHA-256, one block.

    The extract step is left out, as section 3.3 allows, because the master key is already uniformly random.
    """

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise VaultError(f"a master key has {KEY_BYTES} bytes, not {len(master)}")
        self._master = master

    def for_owner(self, owner: str) -> bytes:
        return self._expand(f"tipline owner {owner}")

    def for_purpose(self, purpose: str) -> bytes:
        return self._expand(f"tipline purpose {purpose}")

    def _expand(self, info: str) -> bytes:
        return hmac.digest(self._master, info.encode() + b"\x01", "sha256")


class Vault:
    """Seals and opens; see the module. Cheap to use from many threads: it keeps no state but its keys."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._address_key = keys.for_purpose("address hash")
        self._provider_key = keys.for_purpose("provider id hash")
        self._signing_key = keys.for_purpose("signature")

    @classmethod
    def create_or_load(cls, key_file: Path) -> Vault:
        """The vault of `key_file`, which is made when missing. Raises VaultError: it is damaged, or open to others."""
        return cls(DerivedKeys(load_or_create_key(key_file)))

    @property
    def fingerprint(self) -> str:
        """Names the key without telling anything about it: 32 hexadecimal characters."""
        return self._keys.for_purpose("fingerprint").hex()[:32]

    def seal(self, owner: str, field: str, content: str | bytes) -> bytes:
        """`content` encrypted for `owner` and `field`. Text may hold NUL and lone surrogates."""
        return self.sealer(NONCE_BYTES).seal(owner, field, content)

    def sealer(self, random_bytes: int = RANDOM_BYTES) -> Sealer:
        """What seals all of one transaction, which is kept no longer."""
        return Sealer(self._keys, random_bytes)

    def open(self, owner: str, field: str, sealed: bytes, reader: str) -> bytes:
        """What was sealed. Raises Broken or Forbidden."""
        _check_reader(field, reader)
        if len(sealed) < OVERHEAD_BYTES or sealed[:1] != VERSION:
            raise Broken(f"{_kind(owner)} {_kind(field)}: not a seal of this vault")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return AESGCM(self._keys.for_owner(owner)).decrypt(nonce, body, _bound(owner, field))
        except InvalidTag:
            raise Broken(f"{_kind(owner)} {_kind(field)}: sealed with another key, moved or changed") from None

    def open_text(self, owner: str, field: str, sealed: bytes, reader: str) -> str:
        """The text that was sealed. Raises Broken or Forbidden."""
        return self.open(owner, field, sealed, reader).decode("utf-8", "surrogatepass")

    def address_hash(self, channel: str, address: str) -> bytes:
        """HMAC-SHA256 of an address: the same one gives the same 32 bytes, and without the key they tell nothing."""
        return _keyed_hash(self._address_key, channel, address)

    def provider_hash(self, direction: str, provider: str, provider_id: str) -> bytes:
        """HMAC-SHA256 of a provider's message id; some providers put the address into it."""
        return _keyed_hash(self._provider_key, direction, provider, provider_id)

    def sign(self, text: str) -> str:
        """`text` with a signature after its last dot, safe in cookies and headers when `text` is."""
        return f"{text}.{self._signature(text)}"

    def verify(self, signed: str) -> str | None:
        """The text that `sign` was given, None when the signature is wrong."""
        text, _, signature = signed.rpartition(".")
        expected = self._signature(text)
        return text if hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")) else None

    def _signature(self, text: str) -> str:
        digest = hmac.digest(self._signing_key, text.encode("utf-8", "surrogatepass"), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Sealer:
    """Seals for one transaction, in one thread: a key is derived once, and random bytes are fetched many at a time.

    Each call for a few of them gives the interpreter's lock away, which under load costs more than the seal.
    """

    def __init__(self, keys: Keys, random_bytes: int) -> None:
        self._keys, self._step = keys, random_bytes
        self._ciphers: dict[str, AESGCM] = {}
        self._random, self._used = b"", 0

    def seal(self, owner: str, field: str, content: str | bytes) -> bytes:
        """As `Vault.seal`."""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        cipher = self._ciphers.get(owner)
        if cipher is None:
            cipher = self._ciphers[owner] = AESGCM(self._keys.for_owner(owner))
        nonce = self._fresh(NONCE_BYTES)
        return VERSION + nonce + cipher.encrypt(nonce, data, _bound(owner, field))

    def new_key(self) -> str:
        """As `new_key`."""
        return self._fresh(NAME_BYTES).hex()

    def _fresh(self, count: int) -> bytes:
        """Random bytes that were never given out before."""
        if self._used + count > len(self._random):
            self._random, self._used = os.urandom(max(self._step, count)), 0
        self._used += count
        return self._random[self._used - count : self._used]


def owner_of(tip_id: int | None, conversation_id: int) -> str:
    """Whose key seals a conversation's content: the tip's once there is one."""
    return f"conversation:{conversation_id}" if tip_id is None else f"tip:{tip_id}"


def new_key() -> str:
    """A random name (32 hexadecimal characters) for a row whose seals must not open in any other row."""
    return secrets.token_hex(NAME_BYTES)


def _keyed_hash(key: bytes, *parts: str) -> bytes:
    """HMAC over the parts with their lengths, so that ("a", "bc") and ("ab", "c") differ."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in encoded), "sha256")


def _bound(owner: str, field: str) -> bytes:
    return f"{owner}\0{field}".encode()


def _kind(name: str) -> str:
    """The part of an owner, field or reader that names no row."""
    return name.partition(":")[0]


def _check_reader(field: str, reader: str) -> None:
    allowed = ONLY_FOR.get(_kind(field))
    if not reader or (allowed is not None and _kind(reader) not in allowed):
        raise Forbidden(f"{_kind(reader) or 'nobody'} may not open {_kind(field)}")
