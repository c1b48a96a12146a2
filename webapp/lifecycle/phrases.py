"""What services write to people, in every language that people read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.texts import OWN
from webapp.translations import catalogue

FINNISH, OTHERS = "fi", ("sv", "en")

Words = str | Mapping[str, str]
"""What somebody wrote, the same for everybody; or a text of a diagram by language, under `OWN` as it stands there."""


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks one language."""

    language: str

    def say(self, message: str, **values: object) -> str:
        """A sentence of the catalogue with its values."""
        return catalogue(self.language).gettext(message) % values


def everywhere(write: Callable[[Speaker], str]) -> dict[str, str]:
    """What is written, by language; in Finnish, the diagrams' own language, under OWN."""
    return {OWN: write(Speaker(FINNISH))} | {language: write(Speaker(language)) for language in OTHERS}


def compose(subject: Words, text: Words) -> dict[str, Any]:
    """What a letter says, in each language that its words have."""
    content: dict[str, Any] = _in(OWN, subject, text)
    languages = {language for words in (subject, text) if not isinstance(words, str) for language in words} - {OWN}
    if languages:
        content["translated"] = {language: _in(language, subject, text) for language in sorted(languages)}
    return content


def _in(language: str, subject: Words, text: Words) -> dict[str, str]:
    """A letter in one language; without a text its subject says all."""
    said = [words if isinstance(words, str) else words.get(language, words[OWN]) for words in (subject, text)]
    return {"subject": said[0], "text": said[1] or said[0]}
