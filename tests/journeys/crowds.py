"""A region in which people do what waits, some of it sooner and some later, and matters come to stand everywhere."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from engine import InvalidSubmission
from engine.simulation.answers import Questionnaire, variants
from engine.views import TaskView
from tests.journeys.steps import propose_idea
from webapp.demonstration import Stage
from webapp.demonstration.acting import Open, posted
from webapp.demonstration.habits import HABITS

WEEK = timedelta(days=7)
ANEW = "_anew"
"""How the id of a task ends that stands in the place of another: people answer it as they did that one."""

ROUNDS = 4
"""How often in a week people look at what waits."""


@dataclass(frozen=True)
class Crowd:
    """Everybody of a stage, and the lot that decides who does what when."""

    stage: Stage
    chance: Random

    def live(self, weeks: int, ideas: int, share: float) -> None:
        """Let weeks pass in which ideas are brought in; of what waits this share is done each time."""
        brought = 0
        for week in range(weeks):
            while brought < ideas * (week + 1) / weeks:
                brought += 1
                propose_idea(self.stage, f"Idea {brought}", brought)
            self.work(share)
            self.stage.travel(WEEK)

    def work(self, share: float = 1.0) -> int:
        """Do this share of what waits, and of what follows; how many tasks were done."""
        done = 0
        for _ in range(ROUNDS):
            some = sum(self._do(one) for one in self.stage.everything() if self.chance.random() < share)
            self.stage.settle()
            done += some
            if not some:
                break
        return done

    def finish(self, weeks: int, over: Callable[[], bool]) -> None:
        """Do what waits week by week until it is over; where nobody has anything to do, a month at once."""
        for _ in range(weeks):
            if over():
                return
            self.stage.travel(WEEK if self.work() else 4 * WEEK)

    def _do(self, one: Open) -> bool:
        by = self.stage.actor(one.person)
        with self.stage.database.read() as connection:
            view = self.stage.engine.task(connection, one.task_id, by=by)
        for answers in self._answers(one, view):
            try:
                self.stage.database.transact(
                    lambda unit, answers=answers: self.stage.engine.complete(unit, one.task_id, answers, by=by)  # type: ignore[misc]
                )
            except InvalidSubmission:
                continue
            return True
        return False

    def _answers(self, one: Open, view: TaskView) -> Iterator[dict[str, list[str]]]:
        """What is answered by habit; where there is no habit, or it answers nothing, what the form would take."""
        habit = HABITS.get(one.element.removesuffix(ANEW))
        by_habit = habit(view.data, self.stage.today) if habit else None
        if by_habit is not None:
            yield dict(posted(by_habit))
        if view.form is None:
            yield {}
            return
        found, _ = variants(Questionnaire(view.form, view.data, view.definition.texts, self.stage.clock), (), {})
        yield from self.chance.sample(found, len(found))


def ended(stage: Stage, instances: Collection[int]) -> bool:
    """Whether none of these instances is under way any more."""
    with stage.database.read() as connection:
        return not any(stage.engine.instance(connection, one).status == "active" for one in instances)
