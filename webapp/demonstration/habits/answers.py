"""What a habit is, and the two simplest ones."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from webapp.demonstration.acting import Answer

Data = Mapping[str, Any]
Habit = Callable[[Data, date], Mapping[str, Answer] | None]


def always(**answers: Answer) -> Habit:
    """The habit of one answer."""
    return lambda _data, _today: answers


def never(_data: Data, _today: date) -> None:
    """The habit of putting it off."""
