"""Which files are evidence, told by their bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.media import (
    _ALSO_CALLED,
    ARCHIVE,
    EMPTY,
    HEAD_BYTES,
    KINDS,
    MARKUP,
    PROGRAM,
    TOO_LARGE,
    UNKNOWN,
    Inspector,
    NotEvidence,
    claimed_type,
    content_type,
)


def ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00isomiso2"


KEPT = {
    "image/jpeg": b"\xff\xd8\xff\xe1\x2f\xfeExif\x00\x00",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/gif": b"GIF89a\x01\x00",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "image/heic": ftyp(b"heic"),
    "image/heif": ftyp(b"mif1"),
    "image/avif": ftyp(b"avif"),
    "image/tiff": b"II*\x00\x08\x00\x00\x00",
    "image/bmp": b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00",
    "audio/ogg": b"OggS\x00\x02" + bytes(22) + b"OpusHead",
    "audio/mpeg": b"\xff\xfb\x90\x64\x00",
    "audio/aac": b"\xff\xf1\x50\x80\x00",
    "audio/amr": b"#!AMR\n\x3c",
    "audio/amr-wb": b"#!AMR-WB\n\x3c",
    "audio/mp4": ftyp(b"M4A "),
    "audio/wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "audio/flac": b"fLaC\x00\x00\x00\x22",
    "audio/x-caf": b"caff\x00\x01\x00\x00",
    "video/mp4": ftyp(b"isom"),
    "video/quicktime": ftyp(b"qt  "),
    "video/3gpp": ftyp(b"3gp4"),
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "video/x-matroska": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska",
    "video/ogg": b"OggS\x00\x02" + bytes(22) + b"\x80theora",
    "video/x-msvideo": b"RIFF\x24\x00\x00\x00AVI LIST",
    "video/mpeg": b"\x00\x00\x01\xba\x44",
    "video/mp2t": (b"G" + bytes(187)) * 3,
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "text/vcard": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dave\r\nEND:VCARD\r\n",
    "text/plain": "he said: \u201cI know where you live\u201d رأيت\n".encode(),
}
REFUSED = {
    "windows program": (b"MZ\x90\x00\x03", PROGRAM),
    "linux program": (b"\x7fELF\x02\x01", PROGRAM),
    "mac program": (b"\xcf\xfa\xed\xfe\x07", PROGRAM),
    "script": (b"#!/bin/sh\nrm -rf ~\n", PROGRAM),
    "zip, word, android": (b"PK\x03\x04\x14\x00", ARCHIVE),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ARCHIVE),
    "rtf": (b"{\\rtf1\\ansi", ARCHIVE),
    "gzip": (b"\x1f\x8b\x08\x00", ARCHIVE),
    "web page": (b"<!DOCTYPE html><script>", MARKUP),
    "drawing with scripts": (b'\xef\xbb\xbf  \n<svg xmlns="http://www.w3.org/2000/svg" onload="x()">', MARKUP),
    "xml": (b'<?xml version="1.0"?><a/>', MARKUP),
    "nothing": (b"", EMPTY),
    "noise": (b"\x00\x01\x02\x03\x04\x05\x06\x07", UNKNOWN),
    "latin-1": ("caf\u00e9".encode("latin-1") + b" abc", UNKNOWN),
    "a frame that is none": (b"\xff\xff\xff\xff", UNKNOWN),
    "a cursor in a film's container": (b"RIFF\x24\x00\x00\x00ACONanih", UNKNOWN),
    "letters of a bitmap before a program": (b"BM\x00\x01MZ\x90\x00", UNKNOWN),
}


def inspected(data: bytes, limit: int = 1_000_000, claimed: str = "", step: int = 100) -> tuple[str, bytes]:
    got = bytearray()
    inspector = Inspector(got.extend, limit, claimed)
    for start in range(0, len(data), step):
        inspector(data[start : start + step])
    return inspector.finish(), bytes(got)


@pytest.mark.parametrize("kind", KEPT)
def test_evidence_is_told_by_its_bytes(kind: str) -> None:
    assert content_type(KEPT[kind]) == kind
    assert content_type(KEPT[kind], "application/x-msdownload") == kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_evidence_is_refused_with_a_reason(name: str) -> None:
    data, reason = REFUSED[name]
    for claimed in ("", "image/jpeg", "text/plain", "audio/ogg"):
        with pytest.raises(NotEvidence) as refused:
            content_type(data, claimed)
        assert refused.value.reason == reason


def test_a_container_that_may_hold_either_is_sound_when_it_is_claimed_to_be() -> None:
    assert content_type(ftyp(b"isom"), "audio/mp4") == "audio/mp4"
    assert content_type(ftyp(b"isom"), "video/mp4") == "video/mp4"
    assert content_type(KEPT["image/jpeg"], "audio/mp4") == "image/jpeg"


def test_words_that_begin_as_a_bitmap_does_are_words() -> None:
    assert content_type(b"BMW parked outside, blue") == "text/plain"


def test_text_may_end_within_a_character() -> None:
    text = "ا" * HEAD_BYTES
    assert content_type(text.encode()[: HEAD_BYTES - 1]) == "text/plain"


@given(st.binary(max_size=400), st.sampled_from(["", "audio/ogg", "text/html", "image/svg+xml"]))
def test_whatever_the_bytes_the_type_is_one_we_know(data: bytes, claimed: str) -> None:
    try:
        kind = content_type(data, claimed)
    except NotEvidence as refused:
        kind = refused.reason
    assert kind in {*KINDS, PROGRAM, ARCHIVE, MARKUP, EMPTY, UNKNOWN}


def test_the_list_of_types_holds_those_that_files_are_told_by() -> None:
    assert {*KEPT, "audio/3gpp", "audio/webm"} == KINDS


@pytest.mark.parametrize(("claim", "kind"), [
    ("image/jpeg", "image/jpeg"), (" IMAGE/JPEG ; name=x.jpg", "image/jpeg"), ("image/jpg", "image/jpeg"),
    ("audio/ogg; codecs=opus", "audio/ogg"), ("audio/x-m4a", "audio/mp4"), ("", ""), ("application/zip", ""),
    ("image/our-secret", ""), ("he lives at 4b", ""), ("image/jpeg he lives at 4b", ""), ("\ud800", ""), ("\0", ""),
])  # fmt: skip
def test_a_claim_is_a_type_of_the_list_or_none(claim: str, kind: str) -> None:
    assert claimed_type(claim) == kind
    assert kind in {"", *KINDS}


def test_every_other_name_means_a_type_of_the_list() -> None:
    assert set(_ALSO_CALLED.values()) <= KINDS
    assert not _ALSO_CALLED.keys() & KINDS


@given(st.integers(1, 3 * HEAD_BYTES), st.integers(1, 5000))
def test_evidence_passes_whole_whatever_its_pieces(size: int, step: int) -> None:
    data = (KEPT["image/png"] + bytes(size))[: max(size, 16)]
    assert inspected(data, step=step) == ("image/png", data)


def test_nothing_passes_of_a_file_that_is_refused() -> None:
    got: list[bytes] = []
    inspector = Inspector(got.append, 1_000_000)
    with pytest.raises(NotEvidence):
        inspector(b"MZ" + bytes(100_000))
    assert got == []


def test_a_file_is_cut_off_at_the_limit() -> None:
    data = KEPT["image/png"] + bytes(10_000)
    assert inspected(data, limit=len(data))[0] == "image/png"
    with pytest.raises(NotEvidence) as refused:
        inspected(data, limit=len(data) - 1)
    assert refused.value.reason == TOO_LARGE


def test_an_empty_file_is_no_evidence() -> None:
    with pytest.raises(NotEvidence) as refused:
        inspected(b"")
    assert refused.value.reason == EMPTY
