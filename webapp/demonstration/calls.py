"""Invented funding calls, so that the annual clock has some to show."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from webapp.lifecycle.calls import keep_call

# What, theme, fund, and in how many days it opens and closes.
_CALLS = (
    ("Kevään haku", "Elinvoimainen seutu", "AKKE", 40, 110),
    ("Yritysten yhteishaku", "Vihreä siirtymä", "EAKR", 80, 155),
    ("Osaamishaku", "Uudet oppimisen mallit", "ESR+", 265, 310),
)
_ENDED = ("Syksyn haku", "Elinvoimainen seutu", "AKKE", -85, -20)


def load_calls(connection: Connection, now: datetime) -> None:
    """Write the calls, one of them over, around a day; each is marked as an example."""
    today = now.date()
    for name, theme, fund, opens, closes in (*_CALLS, _ENDED):
        values = {"funder": "Esimerkkirahoittaja", "name": f"Esimerkki: {name}", "theme": theme, "fund": fund}
        days = {"opens_on": today + timedelta(days=opens), "closes_on": today + timedelta(days=closes)}
        keep_call(connection, None, {**values, **days, "link": None}, "koordinaattori", now)
