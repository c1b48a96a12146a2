"""From draft to deployment: checked, approved by a second person where the process wants it, now or on a day.

The caller owns the transaction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from engine import Actor, Element, Engine, UnitOfWork
from engine.deployments import Deployment, processes_in, read_deployment
from engine.errors import InvalidResource, NotAllowed
from engine.lint import Finding
from engine.resources import folder_of
from engine.schema import definition, instance
from webapp.drafting.drafts import Draft, find_draft, newest_deployment, read_draft, resources_with, save_files
from webapp.drafting.schema import process_draft
from webapp.drafting.states import Act, Obstacle, State, step
from webapp.lifecycle.schema import person_group

FOUR_EYES = "four_eyes"  # The process's property; `true` wants a second person's approval.


@dataclass(frozen=True)
class Meanwhile:
    """Files that the draft changes, and somebody deployed otherwise after it began."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Running:
    """How many instances go on with a version when a newer one is published."""

    key: str
    name: str
    version: int
    count: int


@dataclass(frozen=True)
class Impact:
    """What publishing would do: processes that get a version, instances that keep theirs, callers that take the new."""

    changed: tuple[str, ...]
    running: tuple[Running, ...]
    callers: tuple[str, ...]
    gained: Mapping[str, tuple[str, ...]]
    """Audience -> the tasks that it did not have before, by name."""


def findings_of(connection: Connection, engine: Engine, draft: Draft) -> list[Finding]:
    """What the check says of the folder's files, within the whole deployment."""
    groups = frozenset(connection.scalars(select(person_group.c.key)))
    return engine.check(connection, resources_with(connection, draft), groups=groups, folder=draft.folder)


def meanwhile(connection: Connection, draft: Draft) -> Meanwhile:
    """The drafted files that were deployed otherwise since the draft began."""
    if draft.base_deployment_id == newest_deployment(connection):
        return Meanwhile(())
    base = read_deployment(connection, draft.base_deployment_id)
    return Meanwhile(tuple(path for path in draft.changed if base.get(path) != draft.deployed.get(path)))


def keep_over(connection: Connection, draft: Draft) -> None:
    """Somebody looked at what was deployed meanwhile, and wants the draft's files in its place."""
    newest = newest_deployment(connection)
    connection.execute(update(process_draft).where(process_draft.c.id == draft.id).values(base_deployment_id=newest))


def impact(connection: Connection, draft: Draft) -> Impact:
    """What publishing the draft would do; the draft's diagrams can be read.  Raises InvalidResource."""
    after, before = processes_in(resources_with(connection, draft)), processes_in(draft.deployed)
    mine = tuple(sorted(key for key, one in after.items() if folder_of(one.path) == draft.folder))
    callers = {key for key, one in after.items() for call in one.calls if call.key in mine and call.binding == "latest"}
    gained: dict[str, list[str]] = {}
    for key in mine:
        known = set(before[key].elements) if key in before else set()
        for element in after[key].elements.values():
            if element.kind == "userTask" and element.id not in known:
                gained.setdefault(_audience(element), []).append(element.name or element.id)
    return Impact(mine, _running(connection, mine), tuple(sorted(callers - set(mine))),
                  {who: tuple(tasks) for who, tasks in gained.items()})  # fmt: skip


def wants_second_person(draft: Draft) -> bool:
    """Whether the process, as deployed or as drafted, wants four eyes: a draft cannot leave them out by itself."""
    for files in (draft.deployed, draft.files):
        try:
            processes = processes_in(files)
        except InvalidResource:
            continue
        if any(one.properties.get(FOUR_EYES) == "true" for one in processes.values()):
            return True
    return False


def submit(
    connection: Connection,
    draft: Draft,
    *,
    note: str,
    due_at: datetime | None,
    by: str,
    now: datetime,
    waived: Sequence[int] = (),
) -> State:
    """Ask for the draft to be published; the state it has then.  The tests `waived` may go otherwise."""
    to = State.REVIEW if wants_second_person(draft) else State.SCHEDULED
    values = {"note": note, "due_at": due_at, "submitted_by": by, "submitted_at": now, "refusal": None}
    values |= {"obstacle": None, "waived": json.dumps(list(waived))}
    _turn(connection, draft, Act.SUBMIT, to, values | {"reviewed_by": None, "reviewed_at": None})
    return to


def approve(connection: Connection, draft: Draft, *, by: str, now: datetime) -> None:
    """A second person has looked at it.  Raises NotAllowed for whoever submitted it or saved into it."""
    if by == draft.submitted_by or by in {one.saved_by for one in draft.drafted.values()}:
        raise NotAllowed("Expected a second person, but this one made the change.")
    _turn(connection, draft, Act.APPROVE, State.SCHEDULED, {"reviewed_by": by, "reviewed_at": now})


def refuse(connection: Connection, draft: Draft, *, why: str, by: str, now: datetime) -> None:
    """A second person sends it back to whoever drafts, with a sentence."""
    values = {"refusal": why, "obstacle": None, "reviewed_by": by, "reviewed_at": now}
    _turn(connection, draft, Act.REFUSE, State.OPEN, values)


def withdraw(connection: Connection, draft: Draft) -> None:
    """Whoever drafts wants to go on with it."""
    _turn(connection, draft, Act.WITHDRAW, State.OPEN, {})


def discard(connection: Connection, draft: Draft, now: datetime) -> None:
    """Nothing comes of it; its revisions stay."""
    _turn(connection, draft, Act.DISCARD, State.DISCARDED, {"ended_at": now})


def publish(unit: UnitOfWork, engine: Engine, draft: Draft, now: datetime) -> Deployment:
    """Deploy the newest deployment with the draft's files over it, all or nothing.

    Raises InvalidResource with what the check found, NotInThatState where the draft does not wait for this.
    """
    resources = resources_with(unit.connection, draft)
    made = engine.deploy(unit, resources, by=Actor(draft.submitted_by or draft.begun_by), note=draft.note)
    _turn(unit.write(), draft, Act.PUBLISH, State.PUBLISHED, {"ended_at": now, "deployment_id": made.id})
    return made


def due_drafts(connection: Connection, now: datetime) -> list[int]:
    """The drafts whose time to be published has come."""
    waits = (process_draft.c.state == State.SCHEDULED) & process_draft.c.ended_at.is_(None)
    due = process_draft.c.due_at.is_(None) | (process_draft.c.due_at <= now)
    return list(connection.scalars(select(process_draft.c.id).where(waits, due).order_by(process_draft.c.id)))


def scheduled(connection: Connection, number: int) -> Draft | None:
    """A draft that waits to be published, beside what is deployed now; None where it waits no longer."""
    found = read_draft(connection, find_draft(connection, number).folder)
    return found if found.id == number and found.state is State.SCHEDULED else None


def publish_due(
    unit: UnitOfWork, engine: Engine, number: int, now: datetime, astray: Sequence[str] = ()
) -> Deployment | None:
    """Publish a draft whose time has come; None where somebody was faster, or it is refused and open again.

    `astray` are the names of its recorded tests that go otherwise by now, and were not waived.
    """
    draft = scheduled(unit.connection, number)
    if draft is None:
        return None
    if paths := meanwhile(unit.connection, draft).paths:
        _hinder(unit.write(), draft, Obstacle.MEANWHILE, ", ".join(path.rpartition("/")[2] for path in paths))
        return None
    if astray:
        _hinder(unit.write(), draft, Obstacle.TESTS, ", ".join(f"«{name}»" for name in astray))
        return None
    try:
        return publish(unit, engine, draft, now)
    except InvalidResource as error:
        _hinder(unit.write(), draft, Obstacle.CHECK, str(error))
        return None


def restore(connection: Connection, folder: str, deployment_id: int, by: str, now: datetime) -> None:
    """Draft what a folder was in an earlier deployment; files that did not exist then are left out."""
    draft = read_draft(connection, folder)
    then = {path: one for path, one in read_deployment(connection, deployment_id).items() if folder_of(path) == folder}
    now_there = draft.files
    differ = {path for path in then.keys() | now_there.keys() if then.get(path) != now_there.get(path)}
    if differ:
        files = {path: (then.get(path), draft.revision_of(path)) for path in sorted(differ)}
        save_files(connection, folder, files, by, now)


def _hinder(connection: Connection, draft: Draft, obstacle: Obstacle, what: str) -> None:
    """It goes back to whoever drafts: no person, but what is there by now refused it."""
    _turn(connection, draft, Act.REFUSE, State.OPEN, {"refusal": what, "obstacle": obstacle})


def _turn(connection: Connection, draft: Draft, act: Act, to: State, values: Mapping[str, object]) -> None:
    step(draft.state, act, to)
    here = update(process_draft).where(process_draft.c.id == draft.id, process_draft.c.state == draft.state)
    if not connection.execute(here.values(state=to, **values)).rowcount:
        step(to, act, to)  # Somebody was faster: the state is another one by now.


def _running(connection: Connection, keys: tuple[str, ...]) -> tuple[Running, ...]:
    rows = connection.execute(
        select(definition.c.key, definition.c.name, definition.c.version, func.count().label("count"))
        .join(instance, instance.c.definition_id == definition.c.id)
        .where(definition.c.key.in_(keys), instance.c.ended_at.is_(None))
        .group_by(definition.c.key, definition.c.name, definition.c.version)
        .order_by(definition.c.key, definition.c.version)
    )
    return tuple(Running(*row) for row in rows)


def _audience(element: Element) -> str:
    """Whose a new task is, as written."""
    return element.attributes.get("candidateGroups") or element.attributes.get("assignee") or element.group or ""
