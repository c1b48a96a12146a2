"""The headers of every answer: what a browser may load, keep and tell others."""

from flask import Flask, Response, request

from webapp.config import Config

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
_FORMS = "form-action 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # For browsers that do not know frame-ancestors.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask, config: Config) -> None:
    """Give every answer its headers; pages are kept by nobody, static files by the browser."""

    elsewhere = config.oidc_origin

    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if elsewhere and response.headers["Content-Security-Policy"] == POLICY:
            # Logging out is a form whose answer leads on to the log-in service.
            response.headers["Content-Security-Policy"] = POLICY.replace(_FORMS, f"{_FORMS} {elsewhere}")
        if config.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(protect)
