"""Whether the program can do its work: the schema is its own, the database answers, a worker looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from webapp.lifecycle.heartbeats import LATE, last_beat
from webapp.lifecycle.standstill import find_standstill
from webapp.migrations import WrongSchema, require_newest
from webapp.runtime import Runtime


@dataclass(frozen=True)
class Readiness:
    """Why it is not ready, sentence by sentence; `stands_still` is no such reason: people can work."""

    reasons: Sequence[str]
    stands_still: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons


def look_ready(here: Runtime) -> Readiness:
    """Ask the database; no sentence holds more than a number or a time."""
    try:
        require_newest(here.database)
        return _ask_for_workers(here)
    except WrongSchema as error:
        return Readiness([str(error)])
    except SQLAlchemyError as error:
        return Readiness([f"Expected the database to answer, but {type(error).__name__}."])


def _ask_for_workers(here: Runtime) -> Readiness:
    with here.database.read() as connection:
        last, still = last_beat(connection), find_standstill(connection)
    if last is None:
        return Readiness(["Expected a worker to have looked, but none ever has."], still is not None)
    silent = here.clock.now() - last
    reasons = [f"Expected a worker within {LATE}, but none has looked for {silent}."] if silent > LATE else []
    return Readiness(reasons, still is not None)
