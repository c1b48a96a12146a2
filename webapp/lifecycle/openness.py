"""What of a text anybody may read: classes of openness, and secret parts taken out with the ground in their place.

The Act on the Openness of Government Activities (621/1999) asks that a ground for secrecy is named, and that the rest
is given (section 10).  What cannot be told apart safely is taken out whole: a passage that is not found hides all.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from webapp.lifecycle.stems import stem, words_of

PERSON = "person"
"""The ground of what is taken out because it names or identifies a private person."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around a ground in a text that was redacted: no keyboard types them, and they are taken out of what people write."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ue000\ue001\ufffe\uffff]")
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# A personal identity code, an address of mail, a telephone number.
_IDENTIFIERS = re.compile(
    r"\b\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]\b"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])(?:\+358|0(?=[145]))[\s-]?\d(?:[\s-]?\d){5,10}(?![\w])"
)
_SHORT = 4
_LONGEST_ENDING = 6  # Letters: *-staankin*.


class Openness(StrEnum):
    """Who may read what was decided, once it is decided."""

    PUBLIC = "public"
    PARTLY = "partly"  # Without its secret parts.
    SECRET = "secret"  # noqa: S105 - a class of openness: only that there is a decision, and the ground.


class Part(StrEnum):
    """What of a decision is secret."""

    TITLE = "title"
    CONDITIONS = "conditions"
    GROUNDS = "grounds"
    PASSAGE = "passage"  # These words, wherever they stand.
    WHOLE = "whole"


@dataclass(frozen=True)
class Hiding:
    """A secret part; of its ground `24.1.20` is section 24, subsection 1, item 20, other words stand for themselves."""

    part: Part
    ground: str
    passage: str = ""


def read_hidings(rows: Iterable[Mapping[str, Any]]) -> list[Hiding]:
    """Rows of a form: `part`, `ground` and, where words are to be taken out, `passage`."""
    return [Hiding(Part(row["part"]), row["ground"], (row.get("passage") or "").strip()) for row in rows]


def redact(texts: Mapping[str, str | None], hidings: Sequence[Hiding]) -> dict[str, str]:
    """The texts by part, each without what is secret and without what identifies a person; marks stand there.

    A secret passage that none of the texts has hides all of them: whoever wrote it down meant something.
    """
    cleaned = {part: _clean(text or "") for part, text in texts.items()}
    whole = {str(one.part): one.ground for one in hidings if one.part is not Part.PASSAGE}
    passages = [one for one in hidings if one.part is Part.PASSAGE]
    lost = [one.ground for one in passages if one.ground != PERSON and not _stands(one, cleaned.values())]
    everywhere = whole.get(Part.WHOLE) or next(iter(lost), None)
    found = {}
    for part, text in cleaned.items():
        ground = everywhere or whole.get(part)
        found[part] = (mark(ground) if text else "") if ground else _without(text, passages)
    return found


def names_in(texts: Iterable[str | None], own: Iterable[str], others: Iterable[str] = ()) -> list[Hiding]:
    """The words of texts that are somebody's name, in whatever form they stand there, as passages to be taken out.

    Of those whose matter it is (`own`) each word of the name counts alone; of `others` only the whole name does, for
    many a surname is a place as well.
    """
    cleaned = [_clean(text) for text in texts if text]
    words = {word for name in own for word in _WORD.findall(_clean(name)) if len(word) > 1}
    found = {text[begins:ends] for text in cleaned for word in words for begins, ends in _names(text, word)}
    wholes = {tuple(_WORD.findall(_clean(name))) for name in others}
    found |= {one for text in cleaned for whole in wholes if len(whole) > 1 for one in _whole_names(text, whole)}
    return [Hiding(Part.PASSAGE, PERSON, words) for words in sorted(found)]


def mark(ground: str) -> str:
    """What stands in the place of something that was taken out."""
    return f"{_OPEN}{_clean(ground)}{_CLOSE}"


def pieces(text: str) -> list[tuple[str, str]]:
    """A redacted text as what is left and what was taken out: `(words, "")` or `("", ground)`, in order."""
    parts = _MARK.split(text)
    told = [(part, "") if at % 2 == 0 else ("", part) for at, part in enumerate(parts)]
    return [(words, ground) for words, ground in told if words or ground]


def left_of(text: str) -> str:
    """What is left of a redacted text."""
    return _MARK.sub(" ", text)


def search_words(*texts: str) -> str:
    """The words of redacted texts and their stems, each between spaces, as they are looked for."""
    known = {form for text in texts for word in words_of(left_of(text)) for form in (word, stem(word, "fi"))}
    return f" {' '.join(sorted(known))} "


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))


def _without(text: str, passages: Iterable[Hiding]) -> str:
    """Everything that is secret in one text taken out; what overlaps is one mark, with the first one's ground."""
    spans = [(*place, one.ground) for one in passages for place in _places(text, one)]
    spans += [(*found.span(), PERSON) for found in _IDENTIFIERS.finditer(text)]
    told, at = [], 0
    for begins, ends, ground in sorted(spans):
        if begins >= at:
            told += [text[at:begins], mark(ground)]
        at = max(at, ends)
    return _joined("".join([*told, text[at:]]))


def _stands(one: Hiding, texts: Iterable[str]) -> bool:
    return any(True for text in texts for _ in _places(text, one))


def _joined(text: str) -> str:
    """Marks of one ground with nothing but spaces between them, as one."""
    return re.sub(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}(?:\\s*{_OPEN}\\1{_CLOSE})+", f"{_OPEN}\\1{_CLOSE}", text)


def _places(text: str, one: Hiding) -> Iterator[tuple[int, int]]:
    """Where a passage stands, whatever its letters' size and its line breaks, and in other inflections."""
    wanted = one.passage.split()
    if not wanted:
        return
    exactly = r"\s+".join(re.escape(_clean(word)) for word in wanted)
    yield from (found.span() for found in re.finditer(exactly, text, re.IGNORECASE))
    stems = [stem(word, "fi") for word in words_of(one.passage)]
    words = [(found.span(), stem(found.group().casefold(), "fi")) for found in re.finditer(r"[^\W_]+", text)]
    for at in range(len(words) - len(stems) + 1 if stems else 0):
        if [form for _, form in words[at : at + len(stems)]] == stems:
            yield words[at][0][0], words[at + len(stems) - 1][0][1]


def _names(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a word of a person's name stands, inflected: rather a word too many than one too few."""
    folded = name.casefold()
    kept = 2 if len(folded) <= _SHORT else max(3, len(folded) - 2)
    root = folded[:-3] if folded.endswith("nen") else folded[:kept]
    for found in _WORD.finditer(text):
        word = found.group()
        same = word.casefold() == folded
        inflected = word.casefold().startswith(root) and len(word) <= len(name) + _LONGEST_ENDING
        if same or (inflected and word[0].isupper()):
            yield found.span()


def _whole_names(text: str, whole: Sequence[str]) -> Iterator[str]:
    """Where all the words of a name follow one another, first name or surname first."""
    for order in (whole, whole[::-1]):
        places = [set(_names(text, word)) for word in order]
        words = [found.span() for found in _WORD.finditer(text)]
        for at in range(len(words) - len(order) + 1):
            run = words[at : at + len(order)]
            if all(word in places[step] for step, word in enumerate(run)):
                yield text[run[0][0] : run[-1][1]]
