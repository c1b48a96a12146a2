"""A meeting with its instance: what waits for whom in it, and its outcomes in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine import InstanceView, OpenTaskRow
from engine.schema import instance
from webapp.lifecycle.diary import Entry, find_entry
from webapp.localisation import language
from webapp.runtime import runtime

ANY_KIND = "any"  # As in the meeting's table of outcomes.


@dataclass(frozen=True)
class Sitting:
    """A meeting and the instance that it runs by; none for one that began before they were linked."""

    entry: Entry
    view: InstanceView | None

    @property
    def data(self) -> Mapping[str, Any]:
        """The instance's process data."""
        return self.view.data if self.view else {}

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of those who were invited."""
        return tuple((self.data.get("agenda") or {}).get("members") or ())

    def is_secretary(self, person: str, groups: frozenset[str]) -> bool:
        """Whether somebody keeps this meeting's minutes."""
        meeting = self.data.get("meeting") or {}
        return meeting.get("secretary") in groups or person in (meeting.get("secretaries") or ())

    def tasks(self, element: str) -> list[OpenTaskRow]:
        """The open tasks of an element."""
        return [row for row in self.view.tasks if row.element == element] if self.view else []

    def outcome(self, kind: str, value: str | None) -> str:
        """What an outcome of an item of this kind is called."""
        rows = (self.data.get("rules") or {}).get("outcomes") or []
        names = {(row["kind"], row["value"]): row["label"] for row in rows if value}
        found = names.get((kind, value)) or names.get((ANY_KIND, value))
        return self.text(found) if found else value or ""

    def text(self, msgid: str) -> str:
        """A text of the diagram, its forms or tables in the reader's language."""
        return self.view.definition.texts.text(language(), msgid) if self.view else msgid


def find_sitting(connection: Connection, meeting_id: int) -> Sitting:
    """Raises NotFound."""
    entry = find_entry(connection, meeting_id)
    return Sitting(entry, _view(connection, entry))


def _view(connection: Connection, entry: Entry) -> InstanceView | None:
    """The instance of a meeting's business key that is about this meeting: several may have begun under one key."""
    numbers = select(instance.c.id).where(instance.c.business_key == entry.business_key).order_by(instance.c.id.desc())
    for number in connection.scalars(numbers).all() if entry.business_key else ():
        view = runtime().engine.instance(connection, number)
        if (view.data.get("meeting") or {}).get("id") == entry.id:
            return view
    return None
