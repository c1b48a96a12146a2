"""What an organisation's diary numbers look like."""

import string
from dataclasses import dataclass

LONGEST = 80
RUNNING = "running"
PARTS = frozenset({"year", RUNNING, "class"})


class InvalidPattern(ValueError):
    """A pattern that no diary number can be made by."""


@dataclass(frozen=True)
class DiaryPattern:
    """What diary numbers look like: `{year}/{running}/{class}`; `task_class` is the organisation's own for projects."""

    pattern: str
    task_class: str = ""

    def __post_init__(self) -> None:
        """Raises InvalidPattern."""
        try:
            names = [name for _, name, _, _ in string.Formatter().parse(self.pattern) if name is not None]
        except ValueError:
            names = []
        if names.count(RUNNING) != 1 or not PARTS.issuperset(names):
            raise InvalidPattern(
                "Expected a pattern of {year}, {running} and {class} with {running} once, "
                f"but got {self.pattern!r}."
            )
        if "class" in names and not self.task_class:
            raise InvalidPattern(f"Expected a class for the {{class}} of {self.pattern!r}, but there is none.")
        if len(self.series(9999).format(running=999_999)) > LONGEST:
            raise InvalidPattern(f"Expected numbers of at most {LONGEST} characters, but {self.pattern!r} is longer.")

    def series(self, year: int) -> str:
        """The series of a year, with the place of its running number: `2027/{running}/02.08`."""
        return self.pattern.format(year=year, running="{running}", **{"class": self.task_class})
