"""A member's preparation for a meeting on one page: disqualification, then an opinion of every other item.

It completes the member's own tasks, in one transaction; an item that nothing was typed for stays open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine import Actor, InvalidSubmission, Request, TaskView, UnitOfWork
from engine.forms import FieldView
from webapp.lifecycle.agenda import item_number, meeting_items
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.sheets import Answers, Part, request_for
from webapp.sittings import Sitting, find_sitting

DECLARE, OPINE = "declare_disqualification", "give_opinion"
EXCLUDED = "disqualified"  # The declaration's field: the keys of the items.


@dataclass(frozen=True)
class Sheet:
    """What a member is still asked: the declaration first, and an opinion of each item by its part's prefix."""

    anchor: TaskView
    declaration: Part | None
    matters: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, Part]

    def fields(self, answers: Answers | None, errors: Mapping[str, str]) -> dict[str, tuple[FieldView, ...]]:
        """What each part shows."""
        parts = [*([self.declaration] if self.declaration else []), *self.items.values()]
        return {part.prefix: part.view(answers, errors) for part in parts}

    def answered(self, answers: Answers) -> dict[str, Part]:
        """The items that an opinion was given of, those left out of which the member is disqualified in."""
        excluded = set(answers.get(EXCLUDED, ())) if self.declaration else set()
        return {
            prefix: part
            for prefix, part in self.items.items()
            if self.matters[prefix]["key"] not in excluded and not part.is_untouched(answers)
        }

    def errors(self, answers: Answers) -> dict[str, str]:
        """What the forms refuse, by the page's names."""
        parts = [*([self.declaration] if self.declaration else []), *self.answered(answers).values()]
        return {name: sentence for part in parts for name, sentence in part.errors(answers).items()}


def read_sheet(connection: Connection, sitting: Sitting, member: str, by: Actor) -> Sheet | None:
    """What the member is still asked; None before the invitation and when all is said.  Raises NotAllowed."""
    engine = runtime().engine
    for row in sitting.tasks(DECLARE):
        if row.assignee == member:
            task = engine.task(connection, row.task_id, by=by)
            return _first(task)
    rows = [row for row in sitting.tasks(OPINE) if row.assignee == member]
    views = [engine.task(connection, row.task_id, by=by) for row in rows]
    if not views:
        return None
    parts = {prefix_of(view.data["matter"]): _part(view) for view in views}
    return Sheet(views[0], None, {prefix_of(view.data["matter"]): view.data["matter"] for view in views}, parts)


def prefix_of(matter: Mapping[str, Any]) -> str:
    """What the names of an item's fields begin with."""
    return f"matters.{item_number(str(matter['key']))}."


def record(
    unit: UnitOfWork, meeting_id: int, sheet: Sheet, answers: Answers, member: str, by: Actor, asked: Request
) -> None:
    """Complete the declaration, then the opinion of each item that was answered, as its task opens.

    Raises InvalidSubmission by the page's names, TaskGone, TaskClaimed.
    """
    waiting = sheet.answered(answers)
    if sheet.declaration:
        _complete(unit, sheet.anchor.row.task_id, sheet.declaration, answers, by, asked)
    while opened := _opened(unit.connection, meeting_id, waiting, member, by):
        for prefix, task_id in opened.items():
            _complete(unit, task_id, waiting.pop(prefix), answers, by, request_for(asked, prefix))


def was_answered(connection: Connection, sitting: Sitting, asked: Request) -> bool:
    """Whether this very request came before."""
    matters = [{"key": one.key} for one in meeting_items(connection, sitting.entry.id)]
    keys = [asked, *(request_for(asked, prefix_of(one)) for one in matters)]
    return any(runtime().engine.answered(connection, key) is not None for key in keys)


def _first(task: TaskView) -> Sheet:
    """The declaration, and the opinions that will be asked after it."""
    definition = task.definition
    form = definition.form(definition.process.elements[OPINE].attributes["formKey"])
    matters = {prefix_of(one): one for one in task.data["agenda"]["matters"]}
    items = {
        prefix: Part(prefix, form, definition, {**task.data, "matter": one, "own_matters": list(matters.values())})
        for prefix, one in matters.items()
    }
    return Sheet(task, Part("", task.form, definition, task.data) if task.form else None, matters, items)


def _part(view: TaskView) -> Part:
    assert view.form is not None  # noqa: S101 - an opinion is always asked by a form
    return Part(prefix_of(view.data["matter"]), view.form, view.definition, view.data)


def _opened(
    connection: Connection, meeting_id: int, waiting: Mapping[str, Part], member: str, by: Actor
) -> dict[str, int]:
    rows = [row for row in find_sitting(connection, meeting_id).tasks(OPINE) if row.assignee == member]
    found = {}
    for row in rows:
        prefix = prefix_of(runtime().engine.task(connection, row.task_id, by=by).data["matter"])
        if prefix in waiting:
            found[prefix] = row.task_id
    return found


def _complete(unit: UnitOfWork, task_id: int, part: Part, answers: Answers, by: Actor, asked: Request) -> None:
    try:
        runtime().engine.complete(unit, task_id, part.answers(answers), by=by, language=language(), request=asked)
    except InvalidSubmission as invalid:
        raise InvalidSubmission(part.renamed(invalid.errors)) from None
