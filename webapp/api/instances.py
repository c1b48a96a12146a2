"""Instances: what runs and what has ended, one of them with its data, its history, and the messages it waits for."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from sqlalchemy import Connection, select

from engine import Event, InstanceView, UnitOfWork
from engine.expressions import Present
from engine.schema import instance
from webapp.accounts.service_accounts import Scope
from webapp.api.operations import Act, Call, Done, operation, say
from webapp.api.paging import USUAL, ByNumber, Limit, Number, next_page
from webapp.api.problems import Refused
from webapp.api.shapes import Limits
from webapp.auth import actor
from webapp.journaling import note_look
from webapp.localisation import gettext, language, trouble
from webapp.matters import FILTERS, list_matters
from webapp.naming import know_people, person_name, process_text
from webapp.offers import STRAY, Offer, offers
from webapp.runtime import runtime

LATEST = 2**31 - 1
"""No entry has a larger number: it would not fit in its column."""

Key = Annotated[str, Limits(longest=200, description="The key of a process.")]


@dataclass(frozen=True)
class InstanceRow:
    """An instance in a list."""

    id: int
    business_key: str
    title: str
    status: str
    process: str
    process_name: str
    phase: str
    phase_since: datetime | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class InstancePage:
    """Some instances, the newest first, and the address of those that follow."""

    items: list[InstanceRow]
    next: str | None


@dataclass(frozen=True)
class OpenTask:
    """A task that waits in an instance."""

    id: int
    name: str
    subject: str | None
    audience: list[str]
    assignee: str | None
    due_at: datetime | None


@dataclass(frozen=True)
class Trouble:
    """What could not go on."""

    element: str
    sentence: str


@dataclass(frozen=True)
class Offered:
    """A message that the instance waits for, and that this account may send."""

    message: str
    name: str


@dataclass(frozen=True)
class Instance:
    """An instance as it stands; `data` are the process data at the top of it."""

    id: int
    business_key: str
    title: str
    status: str
    process: str
    process_name: str
    version: int
    phase: str
    data: dict[str, Any]
    tasks: list[OpenTask]
    incidents: list[Trouble]
    offers: list[Offered]


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened; `value` is what was put in and what followed, None when it was erased."""

    sequence: int
    at: datetime
    kind: str
    actor: str
    actor_name: str
    on_behalf_of: str | None
    process: str
    version: int
    element: str | None
    name: str
    value: dict[str, Any] | None
    hash: str


@dataclass(frozen=True)
class HistoryPage:
    """Some entries in the order in which they happened, and the address of those that follow."""

    items: list[HistoryEntry]
    next: str | None


@dataclass(frozen=True)
class InstancesQuery:
    """Which instances: those that run or have ended, of one process where one is named."""

    status: Literal["open", "ended"] = "open"
    process: Key | None = None
    after: Number | None = None
    limit: Limit = USUAL


@dataclass(frozen=True)
class Message:
    """A message by the name that the instance offers."""

    message: Annotated[str, Limits(longest=200)]


@dataclass(frozen=True)
class Sent:
    """The instance that the message reached."""

    instance_id: int
    message: str


@operation("GET", "/instances", say("List the instances"), Scope.READ, InstancePage, query=InstancesQuery)
def list_instances(call: Call) -> InstancePage:
    """What runs, or has ended."""
    asked: InstancesQuery = call.query
    with runtime().database.read() as connection:
        rows = list_matters(connection, FILTERS[asked.status], asked.process, asked.after, asked.limit + 1)
    shown = [_row(row) for row in rows[: asked.limit]]
    return InstancePage(shown, next_page(shown[-1].id if len(rows) > asked.limit else None, asdict(asked)))


@operation("GET", "/instances/{instance_id}", say("Read an instance"), Scope.READ, Instance)
def read_instance(call: Call, instance_id: int) -> Instance:
    """One instance with its data, its open tasks, and what this account may tell it."""
    with runtime().database.read() as connection:
        view = runtime().engine.instance(connection, instance_id)
        return _shown(connection, view)


@operation("GET", "/instances/{instance_id}/history", say("Read an instance's history"), Scope.READ, HistoryPage,
           query=ByNumber)  # fmt: skip
def read_history(call: Call, instance_id: int) -> HistoryPage:
    """Everything that happened to an instance, or what came after an entry."""
    asked: ByNumber = call.query
    engine, after = runtime().engine, asked.after or 0
    if after > LATEST:
        return HistoryPage([], None)
    with runtime().database.read() as connection:
        found = engine.timeline(connection, instance_id, after, asked.limit + 1)
        if not found:
            engine.instance(connection, instance_id)  # There is one, or this says that there is none.
        know_people(actor for event in found for actor in (event.actor, event.on_behalf_of) if actor)
        items = [_entry(connection, event) for event in found[: asked.limit]]
        matter = connection.scalar(select(instance.c.business_key).where(instance.c.id == instance_id))
    if items:
        note_look(str(matter), "history")
    return HistoryPage(items, next_page(items[-1].sequence if len(found) > asked.limit else None, asdict(asked)))


@operation("POST", "/instances/{instance_id}/messages", say("Send a message that an instance waits for"),
           Scope.MESSAGES, Sent, body=Message, refusals=(409,))  # fmt: skip
def send_message(call: Call, instance_id: int) -> Act:
    """Send what the instance offers to this account; it carries no data: what enters a process comes by a form."""
    wanted: str = call.body.message

    def act(unit: UnitOfWork) -> Done:
        view = runtime().engine.instance(unit.connection, instance_id)
        offer = next((one for one in _offers(view) if one.message == wanted), None)
        if offer is None:
            raise Refused(403, gettext("The instance does not wait for this message from this account."))
        runtime().engine.send(
            unit, wanted, correlation=offer.correlation, payload={}, by=call.by, time_to_live=STRAY, request=call.asked
        )
        return Done(Sent(instance_id, wanted))

    return act


def _offers(view: InstanceView) -> list[Offer]:
    clock = runtime().clock
    return offers(view, actor(), Present(clock.now(), clock.zone))


def _row(row: dict[str, Any]) -> InstanceRow:
    return InstanceRow(row["id"], row["business_key"], row["title"], row["status"], row["process_key"], row["process"],
                       row["phase"], row["phase_since"], row["started_at"], row["ended_at"])  # fmt: skip


def _shown(connection: Connection, view: InstanceView) -> Instance:
    texts = view.definition.texts
    tasks = [
        OpenTask(row.task_id, process_text(connection, row.definition_id, row.name), row.subject, sorted(row.audience),
                 row.assignee, row.due_at)
        for row in view.tasks
    ]  # fmt: skip
    return Instance(
        id=view.id,
        business_key=view.business_key,
        title=view.title,
        status=str(view.status),
        process=view.definition.key,
        process_name=texts.text(language(), view.definition.name),
        version=view.definition.version,
        phase=texts.text(language(), view.phase),
        data=dict(view.data),
        tasks=tasks,
        incidents=[Trouble(one.element, trouble(one.sentence)) for one in view.incidents],
        offers=[Offered(one.message, texts.text(language(), one.label)) for one in _offers(view)],
    )


def _entry(connection: Connection, event: Event) -> HistoryEntry:
    name = process_text(connection, event.definition_id, event.name)
    value = None if event.value is None else dict(event.value)
    return HistoryEntry(event.sequence, event.at, str(event.kind), event.actor, person_name(event.actor),
                        event.on_behalf_of, event.process, event.version, event.element, name, value,
                        event.hash.hex())  # fmt: skip
