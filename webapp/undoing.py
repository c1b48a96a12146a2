"""The offer to take a mistaken completion back: on the page after it, and wherever the task is asked for again."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, g, session

from engine import Obstacle
from webapp.auth import actor
from webapp.localisation import gettext
from webapp.naming import process_text
from webapp.runtime import runtime

_DONE = "done"


@dataclass(frozen=True)
class UndoOffer:
    """Which task may be opened again, what it is called, and for how many minutes yet."""

    task_id: int
    name: str
    minutes: int


def remember_done(task_id: int) -> None:
    """Have the next page offer to undo this completion."""
    session[_DONE] = task_id


def undo_offer() -> UndoOffer | None:
    """What the page after a completion offers, once."""
    task_id = session.pop(_DONE, None) if g.get("person") else None
    return None if task_id is None else offer_undo(task_id)


def offer_undo(task_id: int) -> UndoOffer | None:
    """The offer for one task, if who is here completed it and nothing has followed yet."""
    here = runtime()
    with here.database.read() as connection:
        found = here.engine.undoable(connection, task_id, by=actor(), within=here.config.undo_within)
        if found is None:
            return None
        label = here.engine.name_of(connection, found.definition_id, found.element)
        name = process_text(connection, found.definition_id, label)
    left = found.until - here.clock.now()
    return UndoOffer(task_id, name, -(-left // timedelta(minutes=1)))


def obstacle_words(obstacle: Obstacle) -> str:
    """Why a completion stands."""
    return {
        Obstacle.SOMEBODY_ELSES: gettext("Only the person who completed a task can undo that."),
        Obstacle.LATE: gettext("The time for undoing is over."),
        Obstacle.MOVED_ON: gettext("The matter has moved on since: somebody has taken a task, or something has come."),
        Obstacle.BEGUN: gettext("Somebody has begun to fill in a task that followed."),
        Obstacle.WRITTEN: gettext("What followed has been entered in the records already."),
        Obstacle.SENT: gettext("A letter or a message has left already."),
        Obstacle.ERASED: gettext("What was entered before has been erased, so the earlier state is not known."),
    }[obstacle]


def init_app(app: Flask) -> None:
    """Let every page offer it."""
    app.jinja_env.globals.update(undo_offer=undo_offer)
