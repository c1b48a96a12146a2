"""How the invented people answer: for each task of the diagrams, what they write by habit; a module a theme.

A habit gets the task's data and the day, and gives the form's answers; `None` leaves the task for another day.
"""

from collections.abc import Mapping

from webapp.demonstration.habits import evaluation, foresight, lifecycle, programme, proposals, upkeep
from webapp.demonstration.habits.answers import Habit, always, never

HABITS: Mapping[str, Habit] = {
    **evaluation.HABITS,
    **foresight.HABITS,
    **lifecycle.HABITS,
    **programme.HABITS,
    **proposals.HABITS,
    **upkeep.HABITS,
}

__all__ = ["HABITS", "Habit", "always", "never"]
