"""The response headers that keep the console to itself."""

from __future__ import annotations

from flask import Response, request

#: Only our own files, no inline code, no frame around it; `desk` is the one policy that may make HTML from our answers.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "trusted-types desk",
        "require-trusted-types-for 'script'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


def protect(response: Response) -> Response:
    """Add the headers where a view did not set its own; nothing but the versioned assets is kept by any cache."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    versioned = request.endpoint == "console.static" and "v" in request.args
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "private, no-store"
    return response
