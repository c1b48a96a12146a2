"""The figures of processes: counted at once where little ran, else every night, and told with the moment."""

from sqlalchemy import Connection, func, insert, select, update

from engine import Engine, UnitOfWork
from engine.figures import Figures, read_figures, write_figures
from engine.schema import definition, instance
from webapp.lifecycle.schema import process_figures

AT_ONCE = 300
"""Of a process that ran through at most so many instances the figures are counted whenever somebody asks."""


def figures_of(engine: Engine, connection: Connection, key: str) -> Figures:
    """A process's figures: of now, or those of the last night where much ran."""
    kept = _kept(connection, key) if _instances(connection, key) > AT_ONCE else None
    return kept or engine.figures(connection, key)


def keep_figures(unit: UnitOfWork, engine: Engine, key: str) -> Figures:
    """Count a process's figures and keep them in the place of those before."""
    found = engine.figures(unit.connection, key)
    connection, values = unit.write(), {"counted_at": engine.clock.now(), "content": write_figures(found)}
    mine = process_figures.c.key == key
    if connection.execute(update(process_figures).where(mine).values(values)).rowcount == 0:
        connection.execute(insert(process_figures).values(key=key, **values))
    return found


def _kept(connection: Connection, key: str) -> Figures | None:
    content = connection.scalar(select(process_figures.c.content).where(process_figures.c.key == key))
    return read_figures(content) if content else None


def _instances(connection: Connection, key: str) -> int:
    """How many instances there are: a stage's may lie in any of them."""
    own = select(func.count()).join(definition, definition.c.id == instance.c.definition_id)
    counted = connection.scalar(own.select_from(instance).where(definition.c.key == key))
    return counted or connection.scalar(select(func.count()).select_from(instance)) or 0
