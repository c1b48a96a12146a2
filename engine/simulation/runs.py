"""An interactive run: a process begins, people do what waits, messages come, time passes; and the way it took."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.actors import Actor
from engine.definitions import Definition
from engine.errors import EngineError, InvalidSubmission
from engine.forms import Form, parse_form
from engine.resources import form_path
from engine.schema import InstanceStatus
from engine.services import ListCall
from engine.simulation.ground import Ground
from engine.simulation.records import Complete, Follow, Input, Record, Tell, Travel
from engine.simulation.world import MOMENTS, World
from engine.spiff import Element, Start, Subscription
from engine.views import InstanceView, OpenTaskRow, TaskView

BUSINESS_KEY = "trial"


class NotPossible(EngineError):
    """An input that the run does not take where it stands: nothing waits there, or the answers are refused.

    `number` is the input's place in the record, from 1; 0 stands for the beginning.
    """

    def __init__(self, number: int, sentence: str) -> None:
        super().__init__(sentence)
        self.number = number


@dataclass(frozen=True)
class Passed:
    """An element on the way: of which process, and when it was passed or what else befell it (`what`)."""

    definition_id: int
    process: str
    element: str
    at: datetime
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """A task that waits, who may do it, and which of several of its element it is."""

    row: OpenTaskRow
    people: tuple[str, ...]
    which: int

    @property
    def groups(self) -> list[str]:
        """The groups of whom one may take it."""
        return sorted(one.removeprefix("group:") for one in self.row.audience if one.startswith("group:"))


@dataclass
class Run:
    """A run in a world of its own."""

    ground: Ground
    world: World
    record: Record
    instance_id: int
    _moments: int = MOMENTS
    """How many moments may still happen: whoever goes through the run again waits for all of them."""

    def close(self) -> None:
        """Let the memory go."""
        self.world.close()

    def view(self) -> InstanceView:
        """The instance as it stands."""
        with self.world.database.read() as connection:
            return self.world.engine.instance(connection, self.instance_id)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.view().status in {InstanceStatus.COMPLETED, InstanceStatus.CANCELLED}

    def waiting(self) -> list[Waiting]:
        """The tasks that wait, in the order of the lists."""
        seen: dict[str, int] = {}
        found = []
        for row in self.view().tasks:
            which = seen.get(row.element, 0)
            seen[row.element] = which + 1
            found.append(Waiting(row, tuple(self.world.people_of(row)), which))
        return found

    def listening(self) -> list[Subscription]:
        """The messages that it waits for."""
        return [one for one in self.view().subscriptions if one.kind == "message"]

    def task(self, waiting: Waiting) -> TaskView:
        """A task with its form and data, as the person who may do it sees it."""
        by = self.world.doer(waiting.row)
        with self.world.database.read() as connection:
            return self.world.engine.task(connection, waiting.row.task_id, by=by)

    def put(self, one: Input) -> None:
        """Put something in, and let happen what follows.

        Raises NotPossible, InvalidSubmission; the record stays as it was then.
        """
        grown = self.record.then(one)
        number = len(grown.inputs)
        if isinstance(one, Travel):
            self._travel(one, number)
        elif isinstance(one, Tell):
            self._tell(one, number)
        elif isinstance(one, Follow):
            self._follow(one, number)
        else:
            self._complete(one, number)
        self.record = grown

    def path(self) -> list[Passed]:
        """Everything that was passed, in order."""
        with self.world.database.read() as connection:
            events = self.world.engine.timeline(connection, self.instance_id)
            used = [events[0].definition_id] if events else []
            for event in events:
                used += (event.value or {}).get("called", ())
            definitions = [self.world.engine.definitions.get(connection, one) for one in dict.fromkeys(used)]
        homes = {element: one for one in definitions for element in one.process.elements}
        return [
            Passed(homes[element].id, homes[element].key, element, event.at, what, detail)
            for event in events
            for element, what, detail in (event.value or {}).get("followed", ())
            if element in homes
        ]

    def begun(self) -> dict[str, int]:
        """What else has begun meanwhile: the newest instance of each process, by its key."""
        newest = self.world.newest_instances()
        return {key: number for key, number in newest.items() if number != self.instance_id}

    def next_moment(self) -> datetime | None:
        """When something happens by itself next; None when nothing will."""
        return self.world.next_moment()

    def fork(self, ground_copy: World) -> "Run":
        """The same run in another world, which must be a copy of this one's."""
        return Run(self.ground, ground_copy, self.record, self.instance_id, self._moments)

    def _complete(self, one: Complete, number: int) -> None:
        found = next((at for at in self.waiting() if (at.row.element, at.which) == (one.element, one.which)), None)
        if found is None:
            raise NotPossible(number, f"Expected the task {one.element!r} to wait, but it does not.")
        self.world.complete(found.row.task_id, one.answers, self.world.doer(found.row), self.record.language)
        self.world.settle()

    def _tell(self, one: Tell, number: int) -> None:
        found = next((at for at in self.listening() if at.element.id == one.element), None)
        if found is None:
            raise NotPossible(number, f"Expected {one.element!r} to wait for a message, but it does not.")
        correlation = found.correlation or self.view().business_key
        self.world.send(found.name, correlation, one.payload, Actor(self.record.by))
        self.world.settle()

    def _follow(self, one: Follow, number: int) -> None:
        found = self.begun().get(one.process)
        if found is None:
            raise NotPossible(number, f"Expected {one.process!r} to have begun, but it has not.")
        self.instance_id = found

    def _travel(self, one: Travel, number: int) -> None:
        if one.to < self.world.clock.now():
            raise NotPossible(number, f"Expected a time not before {self.world.clock.now()}, but got {one.to}.")
        self._moments -= len(self.world.travel(one.to, self._moments))


def begin(ground: Ground, record: Record) -> Run:
    """Begin a run and go through the inputs that it has already.

    Raises NotPossible, and InvalidSubmission when the start's form refuses the answers.
    """
    if record.process not in ground.numbers:
        raise NotPossible(0, f"Expected a process {record.process!r}, but there is none.")
    world = ground.open(record.at)
    try:
        run = Run(ground, world, replace(record, inputs=()), _start(ground, world, record))
        world.settle()
        for number, one in enumerate(record.inputs, 1):
            try:
                run.put(one)
            except InvalidSubmission as refused:
                said = "; ".join(refused.errors.values())
                raise NotPossible(number, f"Expected answers that the form takes, but: {said}") from refused
    except BaseException:
        world.close()
        raise
    return run


def start_of(definition: Definition, event: str) -> Start | None:
    """The start of a process at an event; without one the start by which a person begins it.  None when it has none."""
    for start in definition.process.starts:
        if start.element == event or (not event and start.kind == "none"):
            return start
    return None


def start_form(definition: Definition, start: Element) -> Form | None:
    """What is asked at a start; None when nothing is."""
    key = start.attributes.get("formKey")
    path = form_path(key, definition.resources, definition.folder) if key else None
    return parse_form(definition.resources[path], path) if path else None


def start_lists(world: World, form: Form) -> Mapping[str, Any]:
    """The lists that a start's form reads."""
    with world.database.read() as connection:
        return world.setting.services.data_for(form, ListCall(connection, "", {}))


def _start(ground: Ground, world: World, record: Record) -> int:
    definition = ground.definition(record.process)
    start = start_of(definition, record.event)
    if start is None:
        how = f"at {record.event!r}" if record.event else "by hand"
        raise NotPossible(0, f"Expected {record.process!r} to begin {how}, but it does not.")
    if start.kind == "timer":
        return world.begin_today(definition.process, start.element)
    element = definition.process.elements[start.element]
    data = {**_asked(world, definition, element, record), **(record.payload or {})}
    by = Actor(record.by)
    if start.kind == "none":
        initiator = element.attributes.get("initiator")
        data |= {initiator: record.by} if initiator else {}
        return world.start(record.process, data, by, BUSINESS_KEY)
    if start.kind != "message":
        raise NotPossible(0, f"Expected {record.event!r} to begin by hand, message or time, but it does not.")
    number = world.send(start.name, BUSINESS_KEY, data, by)
    if number is None:
        raise NotPossible(0, f"Expected the message {start.name!r} to begin something, but it does not.")
    return number


def _asked(world: World, definition: Definition, start: Element, record: Record) -> Mapping[str, Any]:
    form = start_form(definition, start)
    if form is None or record.answers is None:
        return {}
    values = form.read(
        record.answers,
        start_lists(world, form),
        language=record.language,
        texts=definition.texts,
        clock=world.clock,
    )
    return form.process_values(values)


def elements_passed(path: list[Passed]) -> Iterator[str]:
    """The elements that a way led through, in order."""
    return (one.element for one in path if one.what == "passed")
