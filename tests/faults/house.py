"""A house full of instances that never end by themselves, and what must be true of it whatever was killed."""

from collections import Counter

import sqlalchemy as sa

from engine import Actor, Database, Engine, Kind, UnitOfWork, verify
from engine.schema import history, incident, instance, user_task
from tests.faults.acting import LOOPS, effects, make_engine

CECILIA = Actor("cecilia", frozenset({"administrator"}))


def fill_house(database: Database) -> None:
    """Deploy the loops and start two of each."""
    engine = make_engine()

    def deploy(unit: UnitOfWork) -> None:
        effects.create(unit.write(), checkfirst=True)
        unit.write().execute(effects.delete())
        engine.deploy(unit, {path: text.encode() for path, text in LOOPS.items()}, by=CECILIA, note="loops")

    database.transact(deploy)
    for key in ("work", "work", "clock", "clock"):
        database.transact(
            lambda unit, key=key: engine.start(unit, key, business_key="b", data={"go_on": True}, by=CECILIA)
        )


def check_answers(connection: sa.Connection, answers: list[dict[str, object]]) -> None:
    """What was acknowledged is there, once; what was refused is not; of the rest either is right."""
    rows = connection.execute(
        sa.select(history.c.request_key, history.c.task_id, history.c.sequence).where(history.c.kind == Kind.COMPLETED)
    ).all()
    kept = {row.request_key: row.sequence for row in rows}
    acknowledged = {line["key"]: line["sequence"] for line in answers if line["state"] == "ok"}
    refused = {line["key"] for line in answers if line["state"] == "failed"}
    assert acknowledged
    assert acknowledged == {key: kept.get(key) for key in acknowledged}
    assert not refused & kept.keys()
    assert kept.keys() <= {line["key"] for line in answers}
    assert max(Counter(row.task_id for row in rows).values()) == 1


def check_effects(connection: sa.Connection) -> None:
    """Every completion and every timer left exactly one row of the service's."""
    element = sa.case((history.c.kind == Kind.TIMER, "wait"), else_=history.c.element)
    caused = connection.execute(
        sa.select(history.c.instance_id, element).where(history.c.kind.in_([Kind.COMPLETED, Kind.TIMER]))
    )
    left = connection.execute(sa.select(effects.c.instance_id, effects.c.what))
    assert Counter(map(tuple, left)) == Counter(map(tuple, caused))
    assert connection.scalar(sa.select(sa.func.count()).select_from(incident)) == 0


def check_state(connection: sa.Connection, engine: Engine) -> None:
    """The state is what the history leads to, the chain is whole, and the lists show what stands open."""
    assert verify(connection) == []
    for instance_id in connection.scalars(sa.select(instance.c.id)).all():
        assert engine.replay(connection, instance_id) == engine.state(connection, instance_id)
        listed = connection.scalars(sa.select(user_task.c.element).where(user_task.c.instance_id == instance_id)).all()
        standing = {element for _, element in engine.where(connection, instance_id).standing}
        assert sorted(listed) == sorted(standing - {"wait"})
