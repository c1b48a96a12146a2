"""What stands of a person, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.localisation import gettext, moment, ngettext
from webapp.personal_data import Section

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Told:
    """A section: its name, and its rows as label and text."""

    name: str
    rows: Sequence[Sequence[tuple[str, str]]]

    @property
    def count(self) -> str:
        """How many rows, in words."""
        return ngettext("%(count)s entry", "%(count)s entries", len(self.rows))


def tell_sections(found: Mapping[Section, Rows]) -> list[Told]:
    """The sections in which something stands, in their order."""
    names, words = _names(), _words()
    return [
        Told(names[section], [list(_row(row, words)) for rows in found[section].values() for row in rows])
        for section in Section
        if section in found
    ]


def _row(row: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What people have a word for; the rest stands in the JSON file."""
    for column, value in row.items():
        if column in words:
            yield words[column], _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and len(value) > len("2027-01-04T07:00") and value[10:11] == "T":
        try:
            return moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def _names() -> dict[Section, str]:
    return {
        Section.ACCOUNT: gettext("Account and links"),
        Section.GROUPS: gettext("Groups and terms"),
        Section.SESSIONS: gettext("Sessions"),
        Section.DEPUTIES: gettext("Absences and deputies"),
        Section.NOTICES: gettext("Notices"),
        Section.TASKS: gettext("Open tasks and measures"),
        Section.DRAFTS: gettext("Unfinished answers"),
        Section.COMMENTS: gettext("Comments and mentions"),
        Section.MEETINGS: gettext("Meetings, opinions and scores"),
        Section.RECUSALS: gettext("Disqualifications"),
        Section.WRITINGS: gettext("Ideas, projects and documents"),
        Section.PROCESSES: gettext("Work on processes"),
        Section.UPKEEP: gettext("Upkeep"),
    }


def _words() -> dict[str, str]:
    """Columns that say something to a reader."""
    return {
        "id": gettext("Identifier"),
        "name": gettext("Name"),
        "email": gettext("E-mail address"),
        "language": gettext("Language"),
        "organisation": gettext("Organisation"),
        "active": gettext("The account is open"),
        "purpose": gettext("Purpose"),
        "expires_at": gettext("Can be used until"),
        "query": gettext("Search"),
        "group_key": gettext("Group"),
        "valid_from": gettext("From"),
        "valid_to": gettext("To"),
        "began_at": gettext("Began"),
        "seen_at": gettext("Last seen"),
        "person_id": gettext("Person"),
        "deputy_id": gettext("Deputy"),
        "begins_on": gettext("From"),
        "ends_on": gettext("To"),
        "kind": gettext("Kind"),
        "about": gettext("About"),
        "delivery": gettext("Delivery"),
        "created_at": gettext("Made"),
        "read_at": gettext("Read"),
        "title": gettext("Title"),
        "due_on": gettext("Due"),
        "due_at": gettext("Due"),
        "saved_at": gettext("Saved"),
        "content": gettext("Content"),
        "text": gettext("Text"),
        "written_at": gettext("Written"),
        "removed_at": gettext("Taken back"),
        "meeting_id": gettext("Meeting"),
        "role": gettext("Role"),
        "agenda_item_id": gettext("Agenda item"),
        "recommendation": gettext("Recommendation"),
        "statement": gettext("Grounds"),
        "grounds": gettext("Grounds"),
        "given_at": gettext("Given"),
        "declared_at": gettext("Declared"),
        "criterion": gettext("Criterion"),
        "points": gettext("Points"),
        "business_key": gettext("Key of the matter"),
        "folder": gettext("Process"),
        "note": gettext("Note"),
        "changed_at": gettext("Changed"),
        "reason": gettext("Reason"),
    }
