"""The headers of every response, errors and static files included (`threats-and-abuse-cases.md` §5.1)."""

from __future__ import annotations

from flask import Flask, Response, request

from facilitation.web.context import settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"


def init_app(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers[name] = value
    if request.endpoint == "static" and response.status_code in (200, 304):
        # A font's file is renamed when it changes; the others are asked for with the fingerprint of their content.
        lasting = request.args.get("v") or request.path.startswith("/static/fonts/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    if response.status_code in (301, 302, 303, 307, 308):
        response.set_data(b"")  # Werkzeug's own page is in English, and browsers do not show it
    if settings().https:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    return response
