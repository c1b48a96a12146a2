"""People act and time passes, for the demonstration and for tests: through the engine's verbs, as the pages do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, select

from engine import Actor, Database, Engine, Row, TravellingClock, settle
from engine.errors import NotFound
from engine.occurrences import next_due
from engine.schema import audience, instance, timer, user_task
from webapp.lifecycle.people import groups_of, members_of

Answer = str | int | bool | Decimal | date | Sequence["Answer"] | Mapping[str, "Answer"]


@dataclass(frozen=True)
class Open:
    """A task that waits, and somebody who may do it."""

    task_id: int
    element: str
    title: str
    person: str


@dataclass(frozen=True)
class Stage:
    """A database, the engine upon it, and a clock that moves when it is told to."""

    database: Database
    engine: Engine
    clock: TravellingClock

    @property
    def today(self) -> date:
        """The day in the organisation's zone."""
        return self.clock.now().astimezone(self.clock.zone).date()

    def actor(self, person: str) -> Actor:
        """A person with the groups of today."""
        with self.database.read() as connection:
            return Actor(person, groups_of(connection, person, self.today))

    def start(self, person: str, process: str, business_key: str, **data: object) -> int:
        """A person starts a process; the instance's number."""
        by = self.actor(person)
        begun = self.database.transact(
            lambda unit: self.engine.start(unit, process, business_key=business_key, data=data, by=by)
        )
        self.settle()
        return begun

    def do(self, person: str, element: str, of: str = "", **answers: Answer) -> int:
        """A person does the task of this element; the number of its instance.

        `of` is part of the instance's title, where several wait.  Raises NotFound when no such task is in reach.
        """
        return self.do_task(person, self._task(person, element, of).task_id, **answers)

    def do_task(self, person: str, task: int, **answers: Answer) -> int:
        """A person does this very task, and what follows from it happens; the number of its instance."""
        done = self.complete(person, task, **answers)
        self.settle()
        return done

    def complete(self, person: str, task: int, **answers: Answer) -> int:
        """A person does this very task; what it sends to others waits until things settle."""
        by, submitted = self.actor(person), dict(posted(answers))
        return self.database.transact(lambda unit: self.engine.complete(unit, task, submitted, by=by)).instance_id

    def tell(self, person: str, message: str, business_key: str) -> None:
        """A person sends a message to the instance of a business key."""
        by = self.actor(person)
        self.database.transact(
            lambda unit: self.engine.send(unit, message, correlation=business_key, payload={}, by=by)
        )
        self.settle()

    def travel(self, to: datetime | timedelta) -> None:
        """Let time pass; every timer on the way fires at its own time."""
        goal = self.clock.now() + to if isinstance(to, timedelta) else to
        while (due := self._next_timer()) is not None and due <= goal:
            self.clock.travel(max(due, self.clock.now()))
            self.settle()
        self.clock.travel(goal)

    def settle(self) -> None:
        """Let the worker do what is due now."""
        settle(self.database, self.engine)

    def waiting(self, person: str) -> list[Row]:
        """Everything a person could do now."""
        by, rows = self.actor(person), list[Row]()
        with self.database.read() as connection:
            rows += self.engine.inbox(connection, by, "mine", limit=100).rows
            rows += self.engine.inbox(connection, by, "groups", limit=100).rows
        return rows

    def everything(self) -> list[Open]:
        """All that waits for anybody, each with one who may do it; what nobody may do is left out."""
        asked = (
            select(user_task.c.id, user_task.c.element, instance.c.title, user_task.c.assignee, audience.c.key)
            .join(instance, instance.c.id == user_task.c.instance_id)
            .join(audience, audience.c.id == user_task.c.audience_id)
            .order_by(user_task.c.id)
        )
        with self.database.read() as connection:
            found = [
                (row, row.assignee or self._first_of(connection, row.key)) for row in connection.execute(asked).all()
            ]
        return [Open(row.id, row.element, row.title, person) for row, person in found if person]

    def _first_of(self, connection: Connection, audience_key: str) -> str | None:
        for member in audience_key.split("|"):
            kind, _, name = member.partition(":")
            people = (name,) if kind == "user" else members_of(connection, name, self.today)
            if people:
                return people[0]
        return None

    def _task(self, person: str, element: str, of: str) -> Row:
        rows = self.waiting(person)
        for row in rows:
            if row.element == element and of in row.title:
                return row
        names = ", ".join(f"{row.element} ({row.title})" for row in rows)
        raise NotFound(f"Expected {element!r} of {of!r} to wait for {person}, but there is only: {names or 'nothing'}.")

    def _next_timer(self) -> datetime | None:
        with self.database.read() as connection:
            due = [connection.scalar(select(func.min(timer.c.due_at))), next_due(connection)]
        return min((one for one in due if one is not None), default=None)


def posted(answers: Mapping[str, Answer], prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Answers as a browser posts them: `list.0.field` for the rows of a list."""
    for key, value in answers.items():
        name = prefix + key
        if isinstance(value, Sequence) and not isinstance(value, str):
            rows = [row for row in value if isinstance(row, Mapping)]
            if not rows:
                yield name, [_text(one) for one in value]
            for number, row in enumerate(rows):
                yield from posted(row, f"{name}.{number}.")
        else:
            yield name, [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
