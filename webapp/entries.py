"""The form of an entry of the knowledge bank: what it offers, what it lacks, what it says."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from werkzeug.datastructures import MultiDict

from webapp.lifecycle.knowledge import LONGEST, Entry, Kind, Publicity, Wording
from webapp.lifecycle.schema import area, body, meeting, person_group, project
from webapp.lifecycle.stems import LANGUAGES
from webapp.localisation import gettext, language, ngettext

MEETINGS = 50
"""How many of the newest meetings the form offers as a source."""

MOST_THEMES = 20

Choices = Mapping[str, Sequence[tuple[str, str]]]


def kinds() -> dict[Kind, str]:
    """What entries are, in the reader's language."""
    return {
        Kind.SITUATION_REPORT: gettext("Situation report"),
        Kind.GOOD_PRACTICE: gettext("Good practice"),
        Kind.LESSON: gettext("Lesson of a project"),
        Kind.EVENT_NOTE: gettext("Event note"),
        Kind.GUIDE: gettext("Guide"),
        Kind.EVALUATION: gettext("Evaluation of the programme"),
    }


def choices(connection: Connection) -> Choices:
    """What may be chosen as `area`, `project`, `meeting` and `readers`: key and name."""
    areas = select(area.c.key, area.c.name).order_by(area.c.position)
    projects = select(project.c.id, project.c.name).order_by(project.c.name, project.c.id)
    newest = meeting.c.id.desc()
    held = select(meeting.c.id, body.c.name, meeting.c.number).join(body, body.c.key == meeting.c.body)
    groups = select(person_group.c.key, person_group.c.name).order_by(person_group.c.name)
    return {
        "area": [(row.key, row.name) for row in connection.execute(areas)],
        "project": [(str(row.id), row.name) for row in connection.execute(projects)],
        "meeting": [
            (str(row.id), f"{row.name} {row.number}")
            for row in connection.execute(held.order_by(newest).limit(MEETINGS))
        ],
        "readers": [(row.key, row.name) for row in connection.execute(groups)],
    }


def blank() -> dict[str, Any]:
    """The form before anything is written."""
    return {"language": language(), "publicity": Publicity.PUBLIC}


def filled(entry: Entry) -> dict[str, Any]:
    """The form as an entry has it."""
    wording = entry.wording
    return {
        "kind": wording.kind,
        "title": wording.title,
        "text": wording.text,
        "language": wording.language,
        "area": wording.area,
        "project": str(wording.project or ""),
        "meeting": str(wording.meeting or ""),
        "themes": ", ".join(wording.themes),
        "publicity": wording.publicity,
        "secrecy_grounds": wording.secrecy_grounds,
        "readers": wording.readers,
    }


def errors_in(form: MultiDict[str, str]) -> dict[str, str]:
    """A sentence for each field that cannot be used, by its name."""
    errors = {}
    if form.get("kind") not in set(Kind):
        errors["kind"] = gettext("Choose what the entry is.")
    if not form.get("title", "").strip():
        errors["title"] = gettext("Enter a title.")
    text = form.get("text", "")
    if not text.strip():
        errors["text"] = gettext("Enter the text.")
    elif len(text) > LONGEST:
        errors["text"] = ngettext(
            "The text is %(count)s character too long.",
            "The text is %(count)s characters too long.",
            len(text) - LONGEST,
        )
    if form.get("publicity") == Publicity.SECRET:
        errors |= _secrecy_errors(form)
    return errors


def read_wording(form: MultiDict[str, str], offered: Choices) -> Wording:
    """What a form without errors says; a choice that is not offered counts as none."""

    def chosen(name: str) -> str | None:
        return next((key for key, _ in offered[name] if key == form.get(name)), None)

    about, held = chosen("project"), chosen("meeting")
    secret = form.get("publicity") == Publicity.SECRET
    return Wording(
        Kind(form["kind"]),
        " ".join(form["title"].split()),
        form["text"].replace("\r\n", "\n").strip(),
        form["language"] if form.get("language") in LANGUAGES else language(),
        chosen("area"),
        int(about) if about else None,
        int(held) if held else None,
        _themes(form.get("themes", "")),
        Publicity.SECRET if secret else Publicity.PUBLIC,
        form.get("secrecy_grounds", "").strip() or None,
        [key for key, _ in offered["readers"] if key in form.getlist("readers")],
    )


def _secrecy_errors(form: MultiDict[str, str]) -> dict[str, str]:
    errors = {}
    if not form.get("secrecy_grounds", "").strip():
        errors["secrecy_grounds"] = gettext("Say by which section of the law the entry is secret, and why.")
    if not form.getlist("readers"):
        errors["readers"] = gettext("Choose at least one group that may read the entry.")
    return errors


def _themes(typed: str) -> tuple[str, ...]:
    words = (" ".join(word.split()) for word in typed.split(","))
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_THEMES]
