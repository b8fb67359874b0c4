"""How many SMS segments a text costs, and how to spell a text so that it costs few (GSM 03.38, 3GPP TS 23.038)."""

from __future__ import annotations

from unicodedata import normalize

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Characters of the extension table: each is sent as two.
GSM7_EXTENDED = frozenset("^{}\\[~]|€\f")
_IN_GSM7 = GSM7 | GSM7_EXTENDED
GSM7_SINGLE, GSM7_JOINED = 160, 153  # characters in a lone segment, in each of several
UCS2_SINGLE, UCS2_JOINED = 70, 67  # the same where one character is outside GSM-7

#: What telephones write for plain characters, and the plain ones.
PLAIN = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "−": "-", "…": "...", "•": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "\t": " ", "\r": " ", "\n": " ", "\u200b": "", "\ufe0f": "",
})  # fmt: skip


def is_gsm7(text: str) -> bool:
    """True where every character is in the GSM-7 alphabet or its extension."""
    return _IN_GSM7.issuperset(text)


def segments(text: str) -> int:
    """The number of SMS segments that `text` costs (1 for an empty text)."""
    if is_gsm7(text):
        units, single, joined = len(text) + sum(map(text.count, GSM7_EXTENDED)), GSM7_SINGLE, GSM7_JOINED
    else:
        units, single, joined = len(text.encode("utf-16-be", "surrogatepass")) // 2, UCS2_SINGLE, UCS2_JOINED
    return 1 if units <= single else -(-units // joined)


def plain(text: str) -> str:
    """`text` on one line with typographic characters spelled plainly, so that they do not double its cost."""
    return " ".join(text.translate(PLAIN).split())


def unaccented(text: str) -> str:
    """`text` with the letters that GSM-7 lacks written without their accents, as people do on telephones ("á": "a")."""
    return text if is_gsm7(text) else "".join(_nearest(c) for c in text)


def _nearest(c: str) -> str:
    base = normalize("NFD", c)[0]
    return base if c not in GSM7 and c not in GSM7_EXTENDED and base in GSM7 else c


def without_symbols(text: str) -> str:
    """`text` without emoji and other characters beyond the basic plane, which make every segment shorter."""
    return " ".join("".join(c for c in text if ord(c) < 0x2000 or c in GSM7 or c in GSM7_EXTENDED).split())
