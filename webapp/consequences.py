"""What a decision leads to, in words beside its button: as the diagram has it, and when the body meets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from engine import Foretold, NextCall, NotFound, TaskView
from engine.forms import FieldView
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import next_taking_up
from webapp.localisation import day, gettext
from webapp.naming import audience_names, process_text
from webapp.runtime import runtime

PROPOSES = "agenda.propose"
"""The service that puts something onto a body's list."""


def with_consequences(connection: Connection, task: TaskView, fields: tuple[FieldView, ...]) -> tuple[FieldView, ...]:
    """The fields of a task's form, its buttons with what pressing them leads to."""
    buttons = [field for field in fields if field.kind == "button" and field.outcome]
    if not buttons or not task.may_complete:
        return fields
    outcomes = [button.outcome for button in buttons]
    foretold = runtime().engine.foretell(connection, task.row.task_id, buttons[0].name, outcomes)
    return tuple(
        replace(field, description=_described(connection, field, foretold[field.outcome]))
        if field in buttons and field.outcome in foretold
        else field
        for field in fields
    )


def consequence(connection: Connection, task: TaskView, fields: tuple[FieldView, ...]) -> str:
    """What completing a task leads to that asks for no decision; empty where nothing is certain."""
    if not task.may_complete or any(field.kind == "button" for field in fields):
        return ""
    foretold = runtime().engine.foretell(connection, task.row.task_id)
    return " ".join(_meetings(connection, foretold[""])) or _next(connection, foretold[""]) if foretold else ""


def _described(connection: Connection, button: FieldView, foretold: Foretold) -> str:
    """What the form says itself, and when a body takes it up; what opens next, where the form says nothing."""
    told = [button.description] if button.description else []
    told += _meetings(connection, foretold)
    return " ".join(told) or _next(connection, foretold)


def _meetings(connection: Connection, foretold: Foretold) -> list[str]:
    proposed = [call for call in foretold.calls if call.topic == PROPOSES]
    return [words for call in proposed if (words := _taken_up(connection, call))]


def _taken_up(connection: Connection, call: NextCall) -> str:
    """Which meeting takes up what is proposed; nothing where the body is not known yet."""
    body = call.parameters.get("body")
    if not isinstance(body, str) or call.parameters.get("project") is not None:
        return ""
    try:
        found = find_body(connection, body)
    except NotFound:
        return ""
    zone = runtime().config.zone
    meets = next_taking_up(connection, body, _from(call.parameters), zone)
    if meets is None:
        return gettext("Goes to the next meeting of %(body)s, whose day is not known yet.", body=found.name)
    return gettext("Goes to the meeting of %(body)s on %(day)s.", body=found.name, day=day(meets))


def _from(parameters: Mapping[str, Any]) -> datetime:
    """From when on a meeting may take it up."""
    now, earliest = runtime().clock.now(), parameters.get("earliest")
    if not isinstance(earliest, date) or isinstance(earliest, datetime):
        return now
    return max(now, datetime.combine(earliest, time(), runtime().config.zone))


def _next(connection: Connection, foretold: Foretold) -> str:
    if foretold.ends:
        return gettext("The matter ends here.")
    told = [
        f"{process_text(connection, one.definition_id, one.name)} ({', '.join(audience_names(one.audience))})"
        for one in foretold.tasks
    ]
    return gettext("Next: %(tasks)s.", tasks="; ".join(told)) if told else ""
