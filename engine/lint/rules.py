"""The list of rules.  One rule is one function, registered by a decorator that says what it wants and why.

A rule yields `Fault`s: where, and the values its sentence needs.  To add one, copy a neighbour; the sentence follows
"Expected …, but …".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from engine.lint.findings import Finding, Sentences, Severity

MAX_FAULTS = 200

ERROR, WARNING = Severity.ERROR, Severity.WARNING


class Place(Protocol):
    """Something of a file that a finding can point at."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place without an element of its own."""

    line: int = 1
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of a rule: where, and what the sentence tells."""

    place: Place
    parameters: Mapping[str, object] = field(default_factory=dict)
    severity: Severity | None = None  # Where a rule's own is too hard or too mild for the case.


Check = Callable[..., Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, how grave a breach is, why it stands, its sentence, and the function that looks."""

    id: str
    severity: Severity
    why: str
    sentences: Sentences
    check: Check | None = None
    unreadable: bool = False

    def finding(self, file: str, fault: Fault) -> Finding:
        """The finding that a breach of this rule makes in `file`."""
        place = fault.place
        parameters = {"id": place.id, "name": place.name or place.id, **fault.parameters}
        return Finding(
            file=file,
            line=max(place.line, 1),
            severity=fault.severity or self.severity,
            rule=self.id,
            id=place.id,
            name=place.name,
            message=self.sentences.fill("en", parameters),
            sentences=self.sentences,
            parameters=parameters,
            unreadable=self.unreadable,
        )


RULES: dict[str, Rule] = {}
_OF: dict[str, list[Rule]] = {}


def rule(of: str, rule_id: str, severity: Severity, *, why: str, en: str, fi: str, sv: str) -> Callable[[Check], Check]:
    """Register a function as the rule `rule_id` of diagrams, forms, tables, texts or the whole deployment."""

    def register(check: Check) -> Check:
        _OF.setdefault(of, []).append(listed(Rule(rule_id, severity, why, Sentences(en, fi, sv), check)))
        return check

    return register


def reading_rule(rule_id: str, *, why: str, en: str, fi: str, sv: str) -> Rule:
    """Register a rule that the reading itself keeps: a file that breaks it cannot be read at all."""
    return listed(Rule(rule_id, ERROR, why, Sentences(en, fi, sv), unreadable=True))


def findings_of(of: str, file: str, *subjects: Any) -> Iterator[Finding]:
    """What all rules of one kind of subject find in `file`; of each rule only so many as anybody would read."""
    for each in _OF.get(of, []):
        if each.check is not None:
            faults = list(islice(each.check(*subjects), MAX_FAULTS + 1))
            yield from (each.finding(file, fault) for fault in faults[:MAX_FAULTS])
            if len(faults) > MAX_FAULTS:
                told = Fault(faults[-1].place, {"limit": MAX_FAULTS, "rule": each.id}, each.severity)
                yield MORE.finding(file, told)


def listed(new: Rule) -> Rule:
    """Put a rule on the list; its name must be new."""
    if new.id in RULES:
        raise ValueError(f"Expected a rule of another name, but {new.id!r} is already registered.")
    RULES[new.id] = new
    return new


MORE = listed(
    Rule(
        "and-more",
        ERROR,
        "Nobody reads thousands of sentences of one kind.",
        Sentences(
            en="Expected at most {limit} findings of [{rule}], but there are more; mend these first.",
            fi="Huomautuksia [{rule}] näytetään enintään {limit}, mutta niitä on enemmän; korjaa ensin nämä.",
            sv="Högst {limit} anmärkningar [{rule}] visas, men det finns fler; rätta dessa först.",
        ),
    )
)
