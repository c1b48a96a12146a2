"""What asking a decision gives: its value, the rules that matched, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.feel.errors import FeelError
from engine.feel.sentences import Sentence


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule of a decision table that matched, kept for history.

    `rule` counts from 1 as editors show it; `inputs` and `outputs` are by the columns' names, values as they leave.
    """

    decision: str
    hit_policy: str
    rule: int
    rule_id: str
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence about what made a value null."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a decision, null where it has none; `errors` are sentences, empty when all went well."""

    value: object
    trace: tuple[RuleMatch, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of the model itself, found without asking it. `severity` is "error" or "warning"."""

    severity: str
    rule: str
    message: str
    line: int = 1
    element_id: str = ""
    name: str = ""
    refused: FeelError | None = field(default=None, compare=False)  # What the reader of FEEL says.
