"""What several rules ask about the same thing is worked out once."""

from collections.abc import Callable
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Remembering:
    """Something that keeps what was computed about it, for as long as it lives itself."""

    _remembered: dict[Callable[..., Any], Any]

    def remember(self, compute: Callable[[Self], T]) -> T:
        """What `compute` makes of this, made once."""
        known = self.__dict__.setdefault("_remembered", {})
        if compute not in known:
            known[compute] = compute(self)
        found: T = known[compute]
        return found
