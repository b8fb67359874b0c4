"""Serves a piece of evidence so that a hostile file can do nothing: known media inline, all else as a download."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from intake_store.desk.desk import File

#: Types that browsers show without running anything, and the ending of a saved copy. SVG is none: it runs scripts.
INLINE = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "video/mp4": "mp4", "video/webm": "webm", "video/quicktime": "mov", "video/3gpp": "3gp",
    "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/aac": "aac", "audio/amr": "amr",
    "audio/wav": "wav", "audio/x-wav": "wav", "audio/webm": "weba", "audio/3gpp": "3gp",
}  # fmt: skip
DOWNLOAD_ENDINGS = {"application/pdf": "pdf", "text/plain": "txt", "text/vcard": "vcf"}


def kind(content_type: str) -> str:
    """How the file is shown: image, video, audio or download."""
    base = content_type.partition(";")[0].strip().lower()
    return base.partition("/")[0] if base in INLINE else "download"


def saved_name(file: File) -> str:
    """A name of our own for a saved copy: the citizen's may lie about the ending."""
    ending = (INLINE | DOWNLOAD_ENDINGS).get(file.content_type, "bin")
    return f"{file.reference}-{file.id}.{ending}"


def file_response(file: File) -> Response:
    """The file's bytes, in ranges where the player asks for them; sandboxed, never cached, never sniffed."""
    inline = kind(file.content_type) != "download"
    response = send_file(
        BytesIO(file.body),
        mimetype=file.content_type if inline else "application/octet-stream",
        as_attachment=not inline,
        download_name=saved_name(file),
        etag=file.sha256 or False,
        conditional=True,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
