"""Who speaks: in which language, with which translations, and knowing which forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.forms import Form
from engine.lint.words import Term, say
from engine.outline.phrases import phrase
from engine.outline.times import time_in_words


class Translations(Protocol):
    """Whoever knows a folder's texts in other languages: `engine.texts.Texts`."""

    def text(self, language: str, msgid: str) -> str:
        """The text in the language, or as it was given where there is no translation."""
        ...


@dataclass(frozen=True)
class Voice:
    """The reader's language; `texts` translate what stands in the diagram, `forms` tell what is asked, by their ids."""

    language: str
    texts: Translations | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """A text of the diagram in the reader's language; one that is computed says so."""
        if text.startswith("="):
            return self.phrase("computed", text=text.removeprefix("=").strip())
        return self.texts.text(self.language, text) if self.texts is not None and text else text

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of our own."""
        return phrase(key, self.language, **values)

    def kind(self, term: Term) -> str:
        """The word for a kind of part."""
        return say(term, self.language)

    def time(self, text: str) -> str:
        """A date, duration or cycle in words."""
        return time_in_words(text, self.language) if text else ""

    def form(self, key: str) -> str:
        """A form by its key and, where it is known, the labels of its fields."""
        form = self.forms.get(key)
        if form is None:
            return key
        labels = dict.fromkeys(self.said(label) for label in form.labels if label)
        return f"{key}: {', '.join(labels)}" if labels else key
