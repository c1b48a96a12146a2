"""A region lives: whoever has something to do does it, by habit, day after day."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from webapp.demonstration.acting import Open, Stage
from webapp.demonstration.habits import HABITS, Habit, always, never

Own = Callable[[Open], Mapping[str, Habit]]
"""What goes otherwise than by habit in a matter: by element."""


def by_habit(_waiting: Open) -> Mapping[str, Habit]:
    """Nothing goes otherwise."""
    return {}


def live(stage: Stage, until: datetime, step: timedelta, own: Own = by_habit) -> None:
    """Let time pass step by step; at each, everybody does what waits."""
    while stage.clock.now() < until:
        work(stage, own)
        stage.travel(min(stage.clock.now() + step, until))


def work(stage: Stage, own: Own = by_habit) -> None:
    """Everybody does what waits, until nothing is left that anybody does by habit."""
    while sum(_do(stage, waiting, own) for waiting in stage.everything()):
        stage.settle()


def _do(stage: Stage, waiting: Open, own: Own) -> bool:
    habit = own(waiting).get(waiting.element) or HABITS.get(waiting.element) or always()
    if habit is never:
        return False
    by = stage.actor(waiting.person)
    with stage.database.read() as connection:
        data = stage.engine.task(connection, waiting.task_id, by=by).data
    answers = habit(data, stage.today)
    if answers is None:
        return False
    stage.complete(waiting.person, waiting.task_id, **answers)
    return True
