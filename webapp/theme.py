"""Light or dark: as the device has it, unless whoever sits at it chose otherwise."""

from flask import Flask, request
from werkzeug.wrappers import Response

from webapp.runtime import runtime

COOKIE = "theme"
LIGHT, DARK, SYSTEM = "light", "dark", "system"
_A_YEAR = 31_536_000


def theme() -> str:
    """What was chosen on this device."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in {LIGHT, DARK} else SYSTEM


def keep_theme(response: Response, chosen: str) -> None:
    """Remember a choice on this device; the device's own setting needs no remembering."""
    if chosen in {LIGHT, DARK}:
        secure = runtime().config.secure
        response.set_cookie(COOKIE, chosen, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(COOKIE)


def init_app(app: Flask) -> None:
    """Tell the templates."""
    app.jinja_env.globals.update(theme=theme)
