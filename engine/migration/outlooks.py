"""Outlooks: what the new version reads ahead of an instance, and gives only where the instance does not come by."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.lint.prospects import Lack, Prospects, prospects
from engine.migration.plans import Plan
from engine.resources import closure_of
from engine.spiff import Resting, Standing


@dataclass(frozen=True)
class Outlook:
    """What lies ahead in both versions of a plan."""

    old: Prospects
    new: Prospects

    def lacks(self, plan: Plan, resting: Sequence[Resting], before: Standing) -> tuple[Lack, ...]:
        """The names that an instance would lack; what it lacks in its own version, too, is nothing new."""
        known = {str(name) for data in (before.data, *(task.data for task in before.tasks)) for name in data}
        here = [one.element.id for one in resting]
        there = [plan.by_element[name].to for name in here if name in plan.by_element]
        lacked = {one.name for one in self.old.lacking(here, known)}
        found = self.new.lacking([to.id for to in there if to is not None], known)
        return tuple(one for one in found if one.name not in lacked)


def outlook(plan: Plan) -> Outlook:
    """The outlook of a plan; it reads the diagrams, forms and tables of both versions."""
    old, new = (prospects(closure_of(one.process, one.resources), one.key) for one in (plan.old, plan.new))
    return Outlook(old, new)
