"""The part of a text that was looked for, with the found words marked."""

import re
from collections.abc import Iterator, Sequence

from webapp.lifecycle.search import Term

LENGTH = 220
"""About how many characters a snippet has."""

_BEFORE = 60
_WORD = re.compile(r"[^\W_]+")


def marked(text: str, terms: Sequence[Term], language: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, in order: what it says, and whether that was looked for."""
    begun = 0
    for word in _WORD.finditer(text):
        if any(term.matches(word.group().casefold(), language) for term in terms):
            yield text[begun : word.start()], False
            yield word.group(), True
            begun = word.end()
    yield text[begun:], False


def snippet(text: str, terms: Sequence[Term], language: str) -> list[tuple[str, bool]]:
    """A passage of a plain text around the first word that was looked for, else its beginning, in pieces."""
    flat = " ".join(text.split())
    passage = flat[_begin(flat, terms, language) :]
    cut = passage if len(passage) <= LENGTH else f"{passage[:LENGTH].rsplit(' ', 1)[0]} …"
    if len(flat) > len(passage):
        cut = f"… {cut}"
    return [(piece, found) for piece, found in marked(cut, terms, language) if piece]


def _begin(text: str, terms: Sequence[Term], language: str) -> int:
    """Where a passage begins: at a word some way before the first that was looked for."""
    for word in _WORD.finditer(text):
        if any(term.matches(word.group().casefold(), language) for term in terms):
            return 0 if word.start() <= _BEFORE else text.rfind(" ", 0, word.start() - _BEFORE) + 1
    return 0
