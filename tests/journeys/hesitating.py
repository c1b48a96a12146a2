"""People who undo whatever they did wherever that is offered, find everything as it was, and do it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine import verify
from tests.journeys.asking import incidents
from webapp.demonstration import Stage
from webapp.demonstration.acting import Answer
from webapp.lifecycle.schema import agenda_item, metadata

Picture = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Hesitant(Stage):
    """People who undo whatever they did, where that is offered, and then do it again."""

    undone: set[str] = field(default_factory=set)
    stood: set[str] = field(default_factory=set)

    def do_task(self, person: str, task: int, **answers: Answer) -> int:
        """Do a task; where undoing is offered everything must be as it was, before it is done again."""
        element = next(row.element for row in self.waiting(person) if row.task_id == task)
        before = picture(self)
        done = self.complete(person, task, **answers)
        with self.database.read() as connection:
            offered = self.engine.undoable(connection, task, by=self.actor(person))
        if offered is None:
            self.stood.add(element)
        else:
            self.undone.add(element)
            undo(self, person, task)
            assert picture(self) == before, element
            with self.database.read() as connection:
                assert self.engine.replay(connection, done) == self.engine.state(connection, done)
            self.complete(person, task, **answers)
        self.settle()
        return done


def hesitant(stage: Stage) -> Hesitant:
    """The same stage, with other people."""
    return Hesitant(stage.database, stage.engine, stage.clock)


def picture(stage: Stage) -> Picture:
    """Every row of the domain; what was put onto a list and taken off it again stays there as withdrawn."""
    with stage.database.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
            if table is not agenda_item
        }


def undo(stage: Stage, person: str, task: int) -> None:
    """Somebody takes a completion back."""
    stage.database.transact(lambda unit: stage.engine.undo(unit, task, by=stage.actor(person)))


def sound(stage: Hesitant) -> None:
    """Nothing is stuck, and the chains hold."""
    assert incidents(stage) == []
    with stage.database.read() as connection:
        assert verify(connection) == []
