"""The composition root of the web: a runtime in, a Flask application out."""

import uuid
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    api,
    auth,
    devices,
    errors,
    headers,
    identity_provider,
    localisation,
    logs,
    metering,
    naming,
    papers,
    theme,
    undoing,
)
from webapp.lifecycle.standstill import find_standstill
from webapp.markdown import markdown
from webapp.pages import BLUEPRINTS, menu, provider_login
from webapp.runtime import EXTENSION, Runtime

LARGEST_REQUEST = 60 * 1024 * 1024  # A document of 50 MB, and what surrounds it.
LARGEST_FORM = 2 * 1024 * 1024  # Everything but documents.
MOST_FIELDS = 5_000
STATIC = Path(__file__).parent / "static"


def create_app(here: Runtime) -> Flask:
    """The application over an open runtime."""
    app = Flask("webapp")
    app.extensions[EXTENSION] = here
    app.config.from_mapping(_settings(here))
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    forms = CSRFProtect(app)
    forms.exempt(api.bp)  # Whoever comes there shows a token: a browser has none to be misused.
    if here.config.proxies:
        hops = here.config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    headers.init_app(app, here.config)
    logs.init_app(app, here.config)
    metering.init_app(app)
    identity_provider.init_app(app, here.config)
    for part in (auth, devices, errors, localisation, naming, papers, theme, undoing):
        part.init_app(app)
    app.jinja_env.filters["markdown"] = markdown
    app.context_processor(lambda: _common(here))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    forms.exempt(provider_login.logged_out)  # A server sends it, and signs it.
    api.init_app(app)
    return app


def _settings(here: Runtime) -> dict[str, object]:
    secure = here.config.secure
    return {
        "SECRET_KEY": here.config.secret_key,
        "SESSION_COOKIE_NAME": "__Host-form" if secure else "form",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # As long as the session: a form may be open all day.
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,  # The address of a static file changes with its content.
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_FIELDS,
    }


def _common(here: Runtime) -> dict[str, object]:
    return {
        "demonstration": here.config.demonstration,
        "training": here.config.training,
        "stands_still": lambda: _stands_still(here),
        "languages": here.config.languages,
        "menu": menu,
        "form_token": _form_token,
        "request_key": lambda: Markup('<input type="hidden" name="request_key" value="{}">').format(uuid.uuid4().hex),
        "static": _static,
        "viewer_built": lambda: (STATIC / "dist" / "viewer.js").exists(),
        "now": here.clock.now(),
    }


def _stands_still(here: Runtime) -> bool:
    """Whether timers and letters are held; only administrators' pages ask."""
    with here.database.read() as connection:
        return find_standstill(connection) is not None


def _form_token() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _static(filename: str) -> str:
    return url_for("static", filename=filename, v=_fingerprint(filename))


@cache
def _fingerprint(filename: str) -> str:
    """Changes with the file, so that a browser may keep it for ever."""
    path = STATIC / filename
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "none"
