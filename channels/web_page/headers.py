"""The response headers that keep the page to itself."""

from __future__ import annotations

from flask import Response

#: Only our own files, no inline code, no frame around the page; `blob:` is the preview of the citizen's own file.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


def protect(response: Response) -> Response:
    """Add the headers; whatever is not a versioned asset is stored by no cache."""
    response.headers.update(_ALWAYS)
    if not response.cache_control.immutable:
        response.cache_control.no_store = True
    return response
