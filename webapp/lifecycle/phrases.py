"""Sentences that services write to people, in every language that people read."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.texts import OWN
from webapp.translations import catalogue

FINNISH, OTHERS = "fi", ("sv", "en")


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
