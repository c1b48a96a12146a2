"""Papers of a meeting as Markdown, made from templates: agenda, invitation, minutes, extracts, letters."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine.expressions import Present
from webapp.lifecycle.diary import present_at, sections_of
from webapp.lifecycle.diary_numbers import diary_numbers_of
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.minutes import Formality
from webapp.lifecycle.templates import fill, find_template
from webapp.localisation import day, gettext, language, moment, number
from webapp.papers import meeting_papers
from webapp.runtime import runtime
from webapp.sittings import Sitting

SAMPLE: Mapping[str, Any] = {
    "meeting": {
        "title": "Peloton-ryhmä 1",
        "body": "Peloton-ryhmä",
        "number": Decimal(1),
        "when": "2.2.2027 klo 9.00",
        "day": "2.2.2027",
        "place": "Viitasaari",
        "convenor": "KS",
        "minutes": "1 § Kokouksen avaus",
        "memo": False,
        "accepted": True,
    },
    "item": {
        "number": Decimal(1),
        "mark": " §",
        "title": "Puualan kehittämisverkosto",
        "outcome": "Puolletaan",
        "conditions": "Kaksi yritystä lisää",
        "grounds": "Seudun etu",
        "excused": ["Kehittämisalueen omistaja, WITAS"],
        "diary_number": "2027/12/02.08",
    },
    "present": ["Kehittämisalueen omistaja, KS"],
    "documents": ["Liite 1"],
}
"""What a template is tried on before it is kept."""


def kinds() -> dict[str, str]:
    """What papers there are, in words."""
    return {
        "agenda": gettext("Agenda"),
        "invitation": gettext("Invitation"),
        "minutes": gettext("Minutes"),
        "memo": gettext("Memo"),
        "extract": gettext("Extract from the minutes"),
        "letter": gettext("Decision letter"),
    }


def paper(connection: Connection, sitting: Sitting, kind: str, item: int | None = None) -> str:
    """A paper in the reader's language.  Raises BadTemplate."""
    context = _context(connection, sitting)
    if item is not None:
        context["item"] = next(one for one in context["items"] if one["id"] == item)
    return fill(find_template(connection, kind, language())[0], context, _present(), written)


def try_template(content: str) -> str:
    """A template over the sample.  Raises BadTemplate."""
    items = [SAMPLE["item"]]
    return fill(content, {**SAMPLE, "items": items}, _present(), written)


def written(value: object) -> str:
    """A value as a reader of the page's language expects it; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal | int):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        return ", ".join(written(one) for one in value)
    return str(value)


def _context(connection: Connection, sitting: Sitting) -> dict[str, Any]:
    entry, sections = sitting.entry, sections_of(connection, sitting.entry.id)
    numbers = diary_numbers_of(connection, [one.business_key for one in sections])
    items = [
        {
            "id": one.id,
            "number": Decimal(one.position),
            "mark": sitting.formality.mark,
            "title": one.title,
            "outcome": sitting.outcome(one.kind, one.outcome) or None,
            "conditions": one.conditions,
            "grounds": one.grounds,
            "excused": list(one.excused),
            "diary_number": numbers.get(one.business_key),
        }
        for one in sections
    ]
    meeting = {
        "title": entry.title,
        "body": entry.body_name,
        "number": Decimal(entry.number),
        "when": moment(entry.starts_at) if entry.starts_at else gettext("No date yet"),
        "day": day(entry.starts_at) if entry.starts_at else "",
        "place": entry.place,
        "convenor": entry.convenor,
        "minutes": entry.minutes,
        "memo": sitting.formality is Formality.MEMO,
        "accepted": entry.status is MeetingStatus.CLOSED,
    }
    documents = [one.title for one in meeting_papers(connection, entry.id)]
    return {"meeting": meeting, "items": items, "present": present_at(connection, entry.id), "documents": documents}


def _present() -> Present:
    clock = runtime().clock
    return Present(clock.now().astimezone(UTC), clock.zone)
