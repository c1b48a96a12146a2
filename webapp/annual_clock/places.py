"""How an occurrence is named in an address: its process, its start event, and its rule's day in UTC."""

from datetime import UTC, datetime

from flask import url_for

from webapp.lifecycle.calendar import Occasion

_FORM = "%Y%m%dT%H%M%SZ"


def read_place(text: str) -> datetime | None:
    """The instant that an address names; None when it names none."""
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def place_url(one: Occasion) -> str:
    """The address of an occasion's page."""
    return url_for("occurrences.show", key=one.key, element=one.element, at=written(one.occurs_at))


def written(at: datetime) -> str:
    """An instant as it stands in an address."""
    return at.astimezone(UTC).strftime(_FORM)
