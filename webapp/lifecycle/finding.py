"""What the search box finds: projects, ideas, people, documents and decisions, each by the rights of who asks.

The database narrows down by the beginnings of words among the newest rows; whether all words are there, in whatever
inflection, is judged here.  Nothing is read of proposers' contact details.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from engine.actors import Actor
from engine.schema import instance
from webapp.lifecycle.documents import Publicity
from webapp.lifecycle.people import in_force
from webapp.lifecycle.schema import (
    agenda_item,
    body,
    decision,
    document,
    group_membership,
    idea,
    meeting,
    organisation,
    person,
    person_group,
    project,
)
from webapp.lifecycle.stems import stem, stems, words_of

NEWEST = 20_000
"""How many rows of a table are looked through, the newest first."""

LOOKED_AT = 500
"""How many of them are judged word by word."""

MOST_WORDS = 8
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called, a line about it, and the number that its page has, if it has one."""

    name: str
    about: str
    number: int | str | None


@dataclass(frozen=True)
class Question:
    """The words that are looked for, and how many hits are wanted at most."""

    words: tuple[str, ...]
    most: int

    @classmethod
    def read(cls, typed: str, most: int) -> "Question":
        """What a person typed; words of one letter are not looked for."""
        return cls(tuple(word for word in words_of(typed) if len(word) >= SHORTEST)[:MOST_WORDS], most)

    def may_be_in(self, *texts: Any) -> list[ColumnElement[bool]]:
        """Conditions of the database: each word's beginning stands in one of the columns."""
        return [
            or_(*(text.contains(form, autoescape=True) for text in texts for form in _forms(_beginning(word))))
            for word in self.words
        ]

    def are_in(self, *texts: str | None) -> bool:
        """Whether all words stand in the texts, in whatever form."""
        text = "\n".join(one for one in texts if one).casefold()
        known = set(stems(text, "fi"))
        return all(word in text or stem(word, "fi") in known for word in self.words)


def find_projects(connection: Connection, asked: Question) -> list[Hit]:
    """Projects by name, acronym, code, diary number and summary."""
    texts = (project.c.name, project.c.acronym, project.c.project_code, project.c.diary_number, project.c.summary)
    rows = _newest(connection, asked, select(project.c.id, project.c.implementer, *texts), project.c.id, texts)
    found = [row for row in rows if asked.are_in(*(getattr(row, text.name) for text in texts))]
    return [Hit(row.name, row.implementer or "", row.id) for row in found[: asked.most]]


def find_ideas(connection: Connection, asked: Question) -> list[Hit]:
    """Ideas by title and need."""
    texts = (idea.c.title, idea.c.need)
    rows = _newest(connection, asked, select(idea.c.id, *texts), idea.c.id, texts)
    found = [row for row in rows if asked.are_in(row.title, row.need)]
    return [Hit(row.title, _short(row.need), row.id) for row in found[: asked.most]]


def find_people(connection: Connection, asked: Question, today: date) -> list[Hit]:
    """Active people by name, each with organisation and groups."""
    people = (
        select(person.c.id, person.c.name, organisation.c.short_name)
        .outerjoin(organisation, organisation.c.key == person.c.organisation)
        .where(person.c.active, *asked.may_be_in(person.c.name))
        .order_by(person.c.name, person.c.id)
        .limit(LOOKED_AT)
    )
    rows = [row for row in connection.execute(people) if asked.are_in(row.name)][: asked.most]
    belongs = (
        select(group_membership.c.person_id, person_group.c.name)
        .join(person_group, person_group.c.key == group_membership.c.group_key)
        .where(group_membership.c.person_id.in_([row.id for row in rows]), in_force())
        .order_by(person_group.c.name)
    )
    groups: dict[str, list[str]] = {}
    for member, name in connection.execute(belongs, {"day": today}):
        groups.setdefault(member, []).append(name)
    return [
        Hit(row.name, " · ".join([*filter(None, [row.short_name]), *groups.get(row.id, [])]), row.id) for row in rows
    ]


def find_documents(connection: Connection, asked: Question, by: Actor) -> list[Hit]:
    """Documents in their newest versions, by title and file's name; secret ones to those who may read them."""
    texts = (document.c.title, document.c.name)
    later = document.alias("later")
    replaced = select(later.c.id).where(later.c.replaces == document.c.id).exists()
    wanted = select(document.c.id, *texts).where(~replaced, _readable(by))
    rows = _newest(connection, asked, wanted, document.c.id, texts)
    found = [row for row in rows if asked.are_in(row.title, row.name)]
    return [Hit(row.title, row.name, row.id) for row in found[: asked.most]]


def find_decisions(connection: Connection, asked: Question) -> list[Hit]:
    """Decisions by what they were about, their grounds and conditions; each leads to its matter."""
    matter = select(func.min(instance.c.id)).where(instance.c.business_key == decision.c.business_key)
    texts = (agenda_item.c.title, decision.c.grounds, decision.c.conditions)
    wanted = select(decision.c.id, decision.c.grounds, decision.c.conditions, agenda_item.c.title,
                    matter.scalar_subquery().label("matter")).join(
        agenda_item, agenda_item.c.id == decision.c.agenda_item_id
    )  # fmt: skip
    rows = _newest(connection, asked, wanted, decision.c.id, texts)
    found = [row for row in rows if asked.are_in(row.title, row.grounds, row.conditions)]
    return [Hit(row.title, _short(row.grounds or ""), row.matter) for row in found[: asked.most]]


def _newest(
    connection: Connection, asked: Question, wanted: Select[Any], number: ColumnElement[int], texts: Sequence[Any]
) -> list[Any]:
    """The rows that may hold the words, the newest first."""
    table: Any = number.table
    rows = table.alias("rows")  # Apart from the outer one: else it would be the outer row itself.
    oldest = select(rows.c.id).order_by(rows.c.id.desc()).offset(NEWEST).limit(1).scalar_subquery()
    recent = number > func.coalesce(oldest, 0)
    statement = wanted.where(recent, *asked.may_be_in(*texts)).order_by(number.desc()).limit(LOOKED_AT)
    return list(connection.execute(statement))


def _readable(by: Actor) -> ColumnElement[bool]:
    """The condition on `document` that a person who is logged in may read it, as `documents.may_read` says."""
    groups = sorted(by.groups)
    mine = select(body.c.key).where(
        or_(body.c.key.in_(groups), body.c.chair_group.in_(groups), body.c.secretary_group.in_(groups))
    )
    meets = select(meeting.c.id).where(meeting.c.id == document.c.meeting_id, meeting.c.body.in_(mine)).exists()
    asked = (
        select(agenda_item.c.id)
        .where(agenda_item.c.business_key == document.c.business_key, agenda_item.c.body.in_(mine))
        .exists()
    )
    return or_(document.c.publicity != str(Publicity.SECRET), document.c.created_by == by.id, meets, asked)


def _beginning(word: str) -> str:
    """What all forms of a word begin with: its stem may have another last letter than they (tieto, tiedon)."""
    found = stem(word, "fi")
    kept = found[:-1] if len(found) > 3 else found
    return kept if word.startswith(kept) else word


def _forms(beginning: str) -> set[str]:
    """As it may be written: one of the databases knows only small and large letters of English."""
    return {beginning, beginning.upper(), beginning.capitalize()}


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 120 else f"{flat[:120].rsplit(' ', 1)[0]} …"
