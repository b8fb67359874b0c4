"""Which files are evidence: told by their first bytes, never by what the sender or the provider says of them.

Photos, sound, film, PDF and plain text are kept. Programs, archives, office documents (which may carry programs) and
web pages (which may carry scripts) are refused, and so is what cannot be recognised.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

#: As many of the first bytes as a decision needs.
HEAD_BYTES = 4096

PROGRAM = "a program"
ARCHIVE = "an archive or office document"
MARKUP = "a web page or other markup"
EMPTY = "an empty file"
UNKNOWN = "a kind of file that is not known"
TOO_LARGE = "a file that is too large"

#: Beginnings that decide alone, and the type.
_KEPT = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC\x00", "audio/flac"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"caff\x00", "audio/x-caf"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_REFUSED = (
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"dex\n", PROGRAM),
    (b"#!", PROGRAM),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"\xd0\xcf\x11\xe0", ARCHIVE),
    (b"{\\rtf", ARCHIVE),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
#: Brands of the ISO base media format (bytes 8 to 11). All others are MP4 films.
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic", b"hevc": "image/heic",
    b"mif1": "image/heif", b"msf1": "image/heif", b"avif": "image/avif", b"avis": "image/avif",
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
}  # fmt: skip
#: Containers that may hold sound alone, where the claim decides between the two.
_SOUND_ALONE = {
    "video/mp4": "audio/mp4", "video/3gpp": "audio/3gpp", "video/webm": "audio/webm", "video/ogg": "audio/ogg",
}  # fmt: skip
#: Every type that a file is kept as: those above, and those that the functions below name.
KINDS = frozenset({
    *(kind for _, kind in _KEPT), *_RIFF.values(), *_BRANDS.values(), *_SOUND_ALONE, *_SOUND_ALONE.values(),
    "video/x-matroska", "video/mp2t", "image/bmp", "audio/aac", "text/plain",
})  # fmt: skip
#: Other names that telephones have for them.
_ALSO_CALLED = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4", "audio/mp4a-latm": "audio/mp4", "audio/3gpp2": "audio/3gpp", "audio/opus": "audio/ogg",
    "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "video/avi": "video/x-msvideo", "text/x-vcard": "text/vcard",
}  # fmt: skip
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")


class NotEvidence(Exception):
    """A file that is not kept; `reason` is one of the constants above, safe to show and to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Inspector:
    """A sink that stands before another one: lets bytes through once their type is known, and no more than `limit`.

    Call it with each chunk and `finish` at the end; both raise NotEvidence. Nothing was let through of a refused type.
    """

    def __init__(self, sink: Callable[[bytes], None], limit: int, claimed: str = "") -> None:
        self._sink, self._limit, self._claimed = sink, limit, claimed
        self._head: bytes | None = b""
        self._type = ""
        self.bytes = 0

    def __call__(self, chunk: bytes) -> None:
        """Take the next bytes of the file."""
        self.bytes += len(chunk)
        if self.bytes > self._limit:
            raise NotEvidence(TOO_LARGE)
        if self._head is None:
            self._sink(chunk)
            return
        self._head += chunk
        if len(self._head) >= HEAD_BYTES:
            self._decide()

    def finish(self) -> str:
        """The file's content type, when all of it was taken."""
        self._decide()
        return self._type

    def _decide(self) -> None:
        if self._head is None:
            return
        head, self._head = self._head, None
        self._type = content_type(head, self._claimed)
        self._sink(head)


def content_type(head: bytes, claimed: str = "") -> str:
    """The content type of a file that begins with `head` (HEAD_BYTES of it or all); raises NotEvidence.

    `claimed` only tells sound from film where both have the same container.
    """
    if not head:
        raise NotEvidence(EMPTY)
    found = _by_start(head) or _by_container(head) or _by_frame(head)
    if found:
        return _SOUND_ALONE.get(found, found) if claimed.lower().startswith("audio/") else found
    reason = next((reason for start, reason in _REFUSED if head.startswith(start)), "")
    if reason:
        raise NotEvidence(reason)
    return _text(head)


def claimed_type(claim: str) -> str:
    """The type that a sender or provider claims, "" for one that no file is kept as: that may be any words."""
    kind = claim.partition(";")[0].strip().lower()
    kind = _ALSO_CALLED.get(kind, kind)
    return kind if kind in KINDS else ""


def _by_start(head: bytes) -> str:
    return next((kind for start, kind in _KEPT if head.startswith(start)), "")


def _by_container(head: bytes) -> str:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return "video/3gpp" if head[8:10] == b"3g" else _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:256] else "audio/ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G":
        return "video/mp2t"
    return "image/bmp" if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00" else ""


def _by_frame(head: bytes) -> str:
    """Sound that begins with its first frame: AAC (ADTS) and MP3, by the fields that have forbidden values."""
    if len(head) < 4 or head[0] != 0xFF:
        return ""
    if head[1] & 0xF6 == 0xF0:  # sync, layer 0
        return "audio/aac" if (head[2] >> 2) & 0xF < 13 else ""
    layered = head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0 and head[1] & 0x18 != 0x08
    return "audio/mpeg" if layered and head[2] & 0xF0 not in (0, 0xF0) and head[2] & 0x0C != 0x0C else ""


def _text(head: bytes) -> str:
    if any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in head):
        raise NotEvidence(UNKNOWN)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # `head` may end within a character
    except UnicodeDecodeError:
        raise NotEvidence(UNKNOWN) from None
    if text.lstrip().startswith("<"):
        raise NotEvidence(MARKUP)
    return "text/plain"
