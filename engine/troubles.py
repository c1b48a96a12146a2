"""What stopped an instance, told in the reader's language.

An incident keeps its sentence in English, as do histories, kept tests and old rows.  So it is read back: of all
sentences that expressions, decisions and elements say, the one that it is, and its parameters.  What none of them said
stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType

from engine import expressions
from engine.decisions import sentences as decided
from engine.feel import run_time
from engine.feel import sentences as read
from engine.feel.run_time import Readings
from engine.feel.sentences import Sentence
from engine.spiff import sentences as stuck

_LONGEST = 6_000
"""What an expression read is cut to less; a longer text is somebody else's, and would take long to be known again."""

_PARAMETER = re.compile(r"\{(\w+)\}")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_AROUND = ("{message}", "{problem}")
_FORMS = {"number": r"[\d,]+", "limit": r"[\d,.]+", "count": r"[\d,]+", "rule": r"\d+"}

_Known = Sequence[tuple[Sentence, re.Pattern[str]]]


def told(sentence: str, language: str) -> str:
    """The stored sentence in `language` (fi, sv or en), as it is where nobody knows it; several have a line each."""
    if language == "en" or len(sentence) > _LONGEST:
        return sentence
    whole = _recognised(sentence, _wholes())
    if whole is not None:
        return whole.text(language)
    lines = [(line, _recognised(line, _wholes())) for line in sentence.split("\n")]
    return "\n".join(found.text(language) if found else line for line, found in lines)


def _recognised(text: str, known: _Known) -> Sentence | None:
    """The sentence that gives this text in English."""
    bare = text.removesuffix(".")
    for template, pattern in known:
        found = pattern.fullmatch(bare)
        if found is None:
            continue
        parameters = {name: _parameter(name, value) for name, value in found.groupdict().items()}
        if None not in parameters.values():
            whole = template.fill(**parameters)
            return whole if bare == text else Sentence("{whole}.", "{whole}.", "{whole}.").fill(whole=whole)
    return None


def _parameter(name: str, text: str) -> object:
    """What a parameter was; None where it cannot have been this."""
    if name == "values":
        return Readings(text)
    if name in ("message", "problem"):
        return _recognised(text.removesuffix("."), _wholes())
    if name == "expected":
        return _recognised(text, _parts()) or (text if text.startswith('"') else None)
    if name == "rules":
        return _recognised(text, _matched([decided.AND])) or text
    if name == "reason":
        return _recognised(text, _wholes()) or _recognised(text, _parts()) or text
    return int(text.replace(",", "")) if name in _FORMS and _GROUPED.fullmatch(text) else text


@cache
def _wholes() -> _Known:
    """Whole sentences with their patterns: those around others first, then those that say most by themselves."""
    some = (one for module in (read, run_time, decided, expressions, stuck) for one in _said_by(module))
    whole = [one for one in some if one.en.startswith(_AROUND) or one.en[0].isupper()]
    return _matched(sorted(whole, key=lambda one: (not one.en.startswith(_AROUND), -_length(one))))


@cache
def _parts() -> _Known:
    """Parts of sentences with their patterns."""
    some = (one for module in (read, run_time) for one in _said_by(module))
    return _matched([one for one in some if not one.en.startswith(_AROUND) and not one.en[0].isupper()])


def _said_by(module: ModuleType) -> Iterator[Sentence]:
    return (one for one in vars(module).values() if isinstance(one, Sentence))


def _length(one: Sentence) -> int:
    return len(_PARAMETER.sub("", one.en))


def _matched(some: Sequence[Sentence]) -> _Known:
    return [(one, _pattern(one.en)) for one in some]


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _PARAMETER.split(template)
    fixed = [re.escape(piece.replace("{{", "{").replace("}}", "}")) for piece in pieces[::2]]
    held = [f"(?P<{name}>{_FORMS.get(name, '.+?')})" for name in pieces[1::2]]
    return re.compile("".join(part for pair in zip(fixed, [*held, ""], strict=True) for part in pair), re.DOTALL)
