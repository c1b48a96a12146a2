"""Tasks: what waits for the account and its groups, taking one, giving it back, completing it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from sqlalchemy import Connection

from engine import Row, TaskView, UnitOfWork
from engine.forms import FieldView
from engine.forms.entry import write_number
from webapp.accounts.service_accounts import Scope
from webapp.api.operations import Act, Call, Done, operation, say
from webapp.api.paging import USUAL, Limit, Place, next_page
from webapp.api.shapes import Limits, Many
from webapp.localisation import language
from webapp.naming import phase_name, process_text
from webapp.runtime import runtime
from webapp.submissions import Submitted

TABS = Literal["mine", "groups", "waiting", "done"]
Line = str | bool | float | None
Value = str | bool | float | None | list[str] | list[dict[str, Line]]
Given = Annotated[dict[str, Value], Many(2_000), Limits(description="By the names of the form's fields.")]
LATE = (409,)


@dataclass(frozen=True)
class TaskRow:
    """A task in a list."""

    id: int
    instance_id: int
    name: str
    subject: str | None
    title: str
    phase: str
    business_key: str
    audience: list[str]
    assignee: str | None
    due_at: datetime | None
    created_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True)
class TaskPage:
    """Some tasks, and the address of those that follow."""

    items: list[TaskRow]
    next: str | None


@dataclass(frozen=True)
class Choice:
    """What may be answered: the value to send, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """What a form asks; of a list the `fields` are those of each row, and `values` what it holds now."""

    name: str
    kind: str
    label: str
    description: str
    required: bool
    fixed: bool
    hidden: bool
    unit: str
    longest: int | None
    values: list[str]
    choices: list[Choice]
    fields: list["Field"]


@dataclass(frozen=True)
class Task:
    """An open task and its form."""

    id: int
    instance_id: int
    name: str
    subject: str | None
    title: str
    phase: str
    business_key: str
    status: str
    audience: list[str]
    assignee: str | None
    due_at: datetime | None
    help: str
    may_claim: bool
    may_complete: bool
    fields: list[Field]


@dataclass(frozen=True)
class Held:
    """In whose hands a task is now; None: it is free for its audience."""

    id: int
    assignee: str | None


@dataclass(frozen=True)
class Completed:
    """What a completion became: the entry of the instance's history."""

    task_id: int
    instance_id: int
    sequence: int


@dataclass(frozen=True)
class Answers:
    """What is submitted: by the names of the form's fields, a text, a number, true or false, or a list.

    A list of rows is a list of objects.  Dates are 2027-01-31; a choice is one of the field's values.
    """

    answers: Given


@dataclass(frozen=True)
class InboxQuery:
    """Which tasks: the account's own, its groups', what it waits for others to do, or what it has done."""

    tab: TABS = "groups"
    after: Place | None = None
    limit: Limit = USUAL


@operation("GET", "/tasks", say("List the tasks"), Scope.READ, TaskPage, query=InboxQuery)
def list_tasks(call: Call) -> TaskPage:
    """The inbox of the account, as a person of the same groups has it."""
    asked: InboxQuery = call.query
    engine = runtime().engine
    with runtime().database.read() as connection:
        page = engine.inbox(connection, call.by, asked.tab, after=asked.after, limit=asked.limit)
        rows = [_row(connection, row) for row in page.rows]
    return TaskPage(rows, next_page(page.after, asdict(asked)))


@operation("GET", "/tasks/{task_id}", say("Read a task and its form"), Scope.READ, Task, refusals=LATE)
def read_task(call: Call, task_id: int) -> Task:
    """An open task, for its audience and for administrators; 409 when it is done or withdrawn."""
    with runtime().database.read() as connection:
        task = runtime().engine.task(connection, task_id, by=call.by)
        return _shown(connection, task)


@operation("POST", "/tasks/{task_id}/claim", say("Take a task"), Scope.TASKS, Held, refusals=LATE)
def claim_task(call: Call, task_id: int) -> Act:
    """Put the task into the account's hands; 409 when somebody else was first."""

    def act(unit: UnitOfWork) -> Done:
        runtime().engine.claim(unit, task_id, by=call.by)
        return Done(Held(task_id, call.by.id))

    return act


@operation("POST", "/tasks/{task_id}/release", say("Give a task back"), Scope.TASKS, Held, refusals=LATE)
def release_task(call: Call, task_id: int) -> Act:
    """Give the task back to its audience."""

    def act(unit: UnitOfWork) -> Done:
        runtime().engine.release(unit, task_id, by=call.by)
        return Done(Held(task_id, None))

    return act


@operation(
    "POST", "/tasks/{task_id}/complete", say("Complete a task"), Scope.TASKS, Completed, body=Answers, refusals=LATE
)
def complete_task(call: Call, task_id: int) -> Act:
    """Submit the task's form; 422 tells under `errors` what does not fit, field by field."""
    answers = as_submitted(call.body.answers)

    def act(unit: UnitOfWork) -> Done:
        done = runtime().engine.complete(unit, task_id, answers, by=call.by, language=language(), request=call.asked)
        return Done(Completed(task_id, done.instance_id, done.sequence))

    return act


def as_submitted(answers: Mapping[str, Any]) -> Submitted:
    """JSON's answers as a form's: numbers written in the language, rows under `list.0.field`."""
    found: Submitted = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for at, row in enumerate(value):
                found |= {f"{name}.{at}.{inner}": _written(one) for inner, one in row.items()}
        else:
            found[name] = (
                [text for one in value for text in _written(one)] if isinstance(value, list) else _written(value)
            )
    return found


def fields_of(views: tuple[FieldView, ...]) -> list[Field]:
    """A form's fields as the document describes them; groups are laid open, buttons of one name are its choices."""
    found: dict[str, Field] = {}
    for view in views:
        if view.kind == "group":
            found |= {one.name: one for one in fields_of(view.fields)}
        elif view.name and view.kind != "text":
            before = found[view.name].choices if view.kind == "button" and view.name in found else []
            found[view.name] = _field(view, before)
    return list(found.values())


def _field(view: FieldView, before: list[Choice]) -> Field:
    inner = view.columns or (view.rows[0] if view.rows else ())
    choices, label = [Choice(one.value, one.label) for one in view.options], view.label
    if view.kind == "button":
        choices, label = [*before, Choice(view.outcome, view.label)], ""
    return Field(view.name, view.kind, label, view.description, view.required, view.fixed, view.hidden, view.unit,
                 view.longest, list(view.values), choices, fields_of(inner))  # fmt: skip


def _written(value: str | bool | Decimal | None) -> list[str]:
    if value is None or value is False:
        return []
    if value is True:
        return ["true"]
    return [write_number(value, language()) if isinstance(value, Decimal) else value]


def _row(connection: Connection, row: Row) -> TaskRow:
    phase = phase_name(connection, row.process_id, row.phase) if row.phase else ""
    name = process_text(connection, row.definition_id, row.name)
    return TaskRow(row.task_id, row.instance_id, name, row.subject, row.title, phase, row.business_key,
                   sorted(row.audience), row.assignee, row.due_at, row.created_at, row.done_at)  # fmt: skip


def _shown(connection: Connection, task: TaskView) -> Task:
    row, texts = task.row, task.definition.texts
    views = task.form.view(language(), texts, task.data, task.draft or None, clock=runtime().clock) if task.form else ()
    return Task(
        id=row.task_id,
        instance_id=task.instance_id,
        name=texts.text(language(), row.name),
        subject=row.subject,
        title=task.title,
        phase=process_text(connection, task.definition.id, task.phase),
        business_key=task.business_key,
        status=str(task.status),
        audience=sorted(row.audience),
        assignee=row.assignee,
        due_at=row.due_at,
        help=texts.text(language(), task.element.documentation),
        may_claim=task.may_claim,
        may_complete=task.may_complete,
        fields=fields_of(views),
    )
