"""What starting a process asks for, and how it is begun; for the page and for programs."""

import uuid
from collections.abc import Mapping

from engine import Actor, Request, UnitOfWork
from engine.forms import FieldView, Form
from webapp.localisation import language
from webapp.processes import Startable
from webapp.runtime import runtime
from webapp.submissions import Submitted


def start_fields(
    found: Startable, answers: Submitted | None = None, errors: Mapping[str, str] | None = None
) -> tuple[FieldView, ...]:
    """The form of a start, as filled in so far; nothing when nothing is asked."""
    form = found.form()
    if form is None:
        return ()
    return form.view(language(), found.definition.texts, _lists(form), answers, errors, clock=runtime().clock)


def read_start(found: Startable, answers: Submitted, by: Actor) -> dict[str, object]:
    """The process data that the answers give.  Raises InvalidSubmission."""
    form, data = found.form(), dict[str, object]()
    if form is not None:
        texts, clock = found.definition.texts, runtime().clock
        data = form.process_values(form.read(answers, _lists(form), language=language(), texts=texts, clock=clock))
    return data | ({found.initiator: by.id} if found.initiator else {})


def begin_start(unit: UnitOfWork, found: Startable, data: Mapping[str, object], by: Actor, asked: Request) -> int:
    """Begin it; the instance's number.  Its key is the request's own: a repeated one starts nothing new."""
    business_key = f"{found.key}/{uuid.UUID(hex=asked.key)}"
    return runtime().engine.start(unit, found.key, business_key=business_key, data=data, by=by, request=asked)


def _lists(form: Form) -> Mapping[str, object]:
    """What there is to choose from before there is a matter."""
    with runtime().database.read() as connection:
        return runtime().engine.lists_for(connection, form)
