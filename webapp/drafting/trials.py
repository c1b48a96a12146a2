"""Trials as they are kept: the run that a person is in the middle of, and runs that were kept as tests."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from engine.errors import InvalidInput
from engine.simulation.records import Record, read_record
from engine.simulation.replays import Difference, Recorded, read_test
from webapp.drafting.schema import trial_run, trial_test

MOST_TESTS = 50
"""How many tests a folder keeps."""


@dataclass(frozen=True)
class Test:
    """A kept run; `differences` is None while it was never gone through again, empty when it went the same way."""

    id: int
    name: str
    recorded: Recorded
    made_by: str
    made_at: datetime
    differences: tuple[Difference, ...] | None
    replayed_at: datetime | None


def read_run(connection: Connection, folder: str, person: str) -> Record | None:
    """The run that a person is in the middle of; None when there is none, or it cannot be read any more."""
    mine = (trial_run.c.folder == folder) & (trial_run.c.person_id == person)
    text = connection.scalar(select(trial_run.c.record).where(mine))
    try:
        return None if text is None else read_record(text)
    except InvalidInput:
        return None


def keep_run(connection: Connection, folder: str, person: str, record: Record, now: datetime) -> None:
    """Keep how far a person has come.  Raises InvalidInput when the run is too long."""
    text = record.to_json()
    give_up_run(connection, folder, person)
    connection.execute(insert(trial_run).values(folder=folder, person_id=person, record=text, changed_at=now))


def give_up_run(connection: Connection, folder: str, person: str) -> None:
    """Forget the run that a person is in."""
    connection.execute(delete(trial_run).where(trial_run.c.folder == folder, trial_run.c.person_id == person))


def read_tests(connection: Connection, folder: str) -> list[Test]:
    """The tests of a folder, the oldest first."""
    rows = connection.execute(select(trial_test).where(trial_test.c.folder == folder).order_by(trial_test.c.id))
    return [
        Test(row.id, row.name, read_test(row.content), row.made_by, row.made_at, _read(row.result), row.replayed_at)
        for row in rows
    ]


def keep_test(connection: Connection, folder: str, name: str, recorded: Recorded, by: str, now: datetime) -> None:
    """Keep a run as a test, which went its own way just now.  Raises InvalidInput when there are too many."""
    count = connection.scalar(select(func.count()).select_from(trial_test).where(trial_test.c.folder == folder)) or 0
    if count >= MOST_TESTS:
        raise InvalidInput(f"Expected at most {MOST_TESTS} tests, but there are more.")
    values = {"folder": folder, "name": name, "content": recorded.to_json(), "made_by": by, "made_at": now}
    connection.execute(insert(trial_test).values(**values, result="[]", replayed_at=now))


def keep_results(connection: Connection, results: Mapping[int, Sequence[Difference]], now: datetime) -> None:
    """Keep how tests went, by their numbers."""
    for number, differences in results.items():
        told = json.dumps([asdict(one) for one in differences], ensure_ascii=False)
        connection.execute(update(trial_test).where(trial_test.c.id == number).values(result=told, replayed_at=now))


def remove_test(connection: Connection, folder: str, number: int) -> None:
    """Remove a test of a folder, if it is there."""
    connection.execute(delete(trial_test).where(trial_test.c.folder == folder, trial_test.c.id == number))


def _read(result: str | None) -> tuple[Difference, ...] | None:
    return None if result is None else tuple(Difference(**one) for one in json.loads(result))
