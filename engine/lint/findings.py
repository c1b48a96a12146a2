"""What a check finds, and what follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from engine.feel import FeelError
from engine.lint.words import say


class Severity(StrEnum):
    """An error keeps a resource from being deployed; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Verdict(IntEnum):
    """What a resource is good for; the number is the exit code of `hankepolku check`."""

    DEPLOYABLE = 0
    UNREADABLE = 1
    WARNINGS = 2
    DRAWING = 3


# Of several verdicts this order tells the worst.
_WORST_FIRST = (Verdict.UNREADABLE, Verdict.DRAWING, Verdict.WARNINGS, Verdict.DEPLOYABLE)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The templates of a rule's sentence, with `{parameters}` as in `str.format`."""

    en: str
    fi: str
    sv: str

    def fill(self, language: str, parameters: Mapping[str, object]) -> str:
        """The sentence in `language`, or in English where that language is unknown."""
        known = language if language in ("fi", "sv") else "en"
        template: str = getattr(self, known)
        return template.format_map({name: _shorten(_said(value, known)) for name, value in parameters.items()})


@dataclass(frozen=True, slots=True)
class Reason:
    """What the reader of FEEL says, within a sentence of ours: in the language of the sentence."""

    error: FeelError

    def text(self, language: str) -> str:
        """The reason as the end of a sentence."""
        return clause(self.error.in_language(language))


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one place of one file."""

    file: str
    line: int
    severity: Severity
    rule: str
    id: str
    name: str
    message: str
    sentences: Sentences | None = field(default=None, repr=False, compare=False)
    parameters: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
    unreadable: bool = field(default=False, repr=False, compare=False)

    def text(self, language: str) -> str:
        """The sentence in `language` (fi, sv or en)."""
        return self.sentences.fill(language, self.parameters) if self.sentences else self.message

    def in_language(self, language: str) -> "Finding":
        """The same finding with its message in `language`."""
        return replace(self, message=self.text(language))

    def as_row(self) -> dict[str, object]:
        """The finding as the JSON of `hankepolku check`."""
        return {key: getattr(self, key) for key in ("file", "line", "severity", "rule", "id", "name", "message")}

    def __str__(self) -> str:
        name = one_line(self.name)
        return (
            f'{one_line(self.file)}:{self.line}: {self.severity} [{self.rule}] {one_line(self.id) or "-"} "{name}": '
            f"{one_line(self.message)}"
        )


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What the resources that were checked together are good for."""
    return worst(_meaning(finding) for finding in findings)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several verdicts: unreadable, drawing, warnings, deployable."""
    seen = set(verdicts)
    return next((one for one in _WORST_FIRST if one in seen), Verdict.DEPLOYABLE)


def one_line(text: str) -> str:
    """Text without line breaks and control characters: a finding is one line, whatever a label holds."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def clause(sentence: str) -> str:
    """A sentence of somebody else's as the end of one of ours: a small letter first, one full stop last."""
    told = one_line(sentence)
    return f"{told[:1].lower()}{told[1:].rstrip('.')}."


def _meaning(finding: Finding) -> Verdict:
    if finding.severity is Severity.WARNING:
        return Verdict.WARNINGS
    return Verdict.UNREADABLE if finding.unreadable else Verdict.DRAWING


def _said(value: object, language: str) -> str:
    return value.text(language) if isinstance(value, Reason) else say(value, language)


def _shorten(text: str, limit: int = 160) -> str:
    """A value from a file within a sentence; whole names fit, whole files do not."""
    line = one_line(text[: limit * 4])
    return line if len(line) <= limit else line[: limit - 1] + "…"
