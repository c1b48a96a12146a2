"""What a browser says that it is, in plain words: a session is told from another by them, nothing depends on them."""

from flask import Flask

from webapp.localisation import gettext

# The first that occurs counts: each browser also names those that it resembles.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(agent: str) -> str:
    """Firefox, Windows"""
    found = [next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in found if part) or gettext("unknown device")


def init_app(app: Flask) -> None:
    """Teach the templates the words of devices."""
    app.jinja_env.filters["device"] = device_name
