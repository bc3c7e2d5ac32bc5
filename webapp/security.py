"""Headers of every answer, and the refusal of requests that another site makes in a person's name."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from services.errors import Forbidden
from webapp.context import settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "balgil",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}


def init_security(app: Flask) -> None:
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)


def allow_images_from(address: str) -> None:
    """Lets this one page load images (map tiles) of another host."""
    host = urlsplit(address)
    g.image_host = f"{host.scheme}://{host.netloc}"


def refuse_other_sites() -> None:
    """Refuses a changing request that a browser sent for another site (Fetch Metadata, else Origin).

    Forms carry a token besides; this holds for the JSON interface, which has no forms.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        allowed = origin is None or urlsplit(origin).netloc == request.host
    if not allowed:
        raise Forbidden("other_site")


def standing_headers(*, is_https: bool) -> dict[str, str]:
    """What every answer carries that allows itself nothing of its own."""
    headers = HEADERS | {"Content-Security-Policy": _join(POLICY)}
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def add_headers(response: Response) -> Response:
    if "image_host" in g:
        images = POLICY | {"img-src": f"{POLICY['img-src']} {g.image_host}"}
        response.headers.setdefault("Content-Security-Policy", _join(images))
    for name, value in standing_headers(is_https=settings().is_https).items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html" or request.path.startswith("/api/"):
        response.headers.setdefault(
            "Cache-Control", "no-store" if request.path.startswith("/api/") else "private, no-cache"
        )
    return response


def _join(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())
