"""A process as text: what a reader who does not see the drawing is told."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow to what comes next.

    `words` say when it is taken (a condition's label, "otherwise"), empty where it always is; `condition` is the FEEL
    behind the words; `number` and `target` name the next step, `target_id` its element.
    """

    words: str
    condition: str
    number: str
    target: str
    target_id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told about a step: what (`who`, `form`, `due`, `waits` …), that word for people, and the words."""

    key: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the drawing, with its number ("4", inside a sub-process "4.2", at its edge "4a")."""

    number: str
    id: str
    name: str
    kind: str
    kind_word: str
    lane: str = ""
    facts: tuple[Fact, ...] = ()
    ways: tuple[Way, ...] = ()
    documentation: str = ""
    events: tuple["Step", ...] = ()
    inside: tuple["Step", ...] = ()

    def fact(self, key: str) -> str:
        """What is told under a key, else an empty text."""
        return next((fact.text for fact in self.facts if fact.key == key), "")


@dataclass(frozen=True, slots=True)
class ProcessOutline:
    """One process: its name, the pool it lies in, what its documentation says, and its steps."""

    id: str
    name: str
    pool: str
    documentation: str
    is_executable: bool
    lanes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    def all_steps(self) -> list[Step]:
        """Every step, those at the edge and inside of another right after it."""
        found: list[Step] = []
        open_steps = list(reversed(self.steps))
        while open_steps:
            step = open_steps.pop()
            found.append(step)
            open_steps.extend(reversed((*step.events, *step.inside)))
        return found


@dataclass(frozen=True, slots=True)
class Outline:
    """A diagram as text, in one language."""

    language: str
    processes: tuple[ProcessOutline, ...] = ()
    pools: tuple[str, ...] = ()
    messages: tuple[str, ...] = field(default=())
