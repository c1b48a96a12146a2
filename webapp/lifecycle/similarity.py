"""How alike ideas are: by the stems they share, rare ones counting more than what every idea speaks of.

The measure is the cosine of two bags of stems, each stem weighed by how few ideas hold it; a title's words count
double.  Finnish compounds that begin alike (*puuala, puualayritys*) share a part: a long stem counts by its beginning
too.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.lifecycle.stems import stems

ALIKE = 0.25
"""From here on two ideas may be one: chosen on the pairs of `tests/webapp/lifecycle/test_similarity.py`."""

_BEGINNING = 6  # Letters of a long stem that stand for its first part.
_TITLE = 2.0


@dataclass(frozen=True)
class Wording:
    """An idea's words; `number` says whose."""

    number: int
    title: str
    need: str


@dataclass(frozen=True)
class Alike:
    """An idea that is like the one asked about, and how much: 0 for nothing in common, 1 for the same words."""

    number: int
    title: str
    similarity: float


def alike(asked: Wording, others: Sequence[Wording], *, least: float = ALIKE) -> list[Alike]:
    """Of the others those that are like the one asked about, the most alike first."""
    bags = {other.number: _bag(other) for other in others}
    mine = _bag(asked)
    holders = Counter(stem for bag in (*bags.values(), mine) for stem in bag)
    rarity = {stem: math.log(1 + (len(bags) + 1) / count) for stem, count in holders.items()}
    found = [
        Alike(other.number, other.title, _cosine(mine, bags[other.number], rarity))
        for other in others
        if other.number != asked.number
    ]
    return sorted((one for one in found if one.similarity >= least), key=lambda one: -one.similarity)


def speaks_of(words: str, *texts: str) -> bool:
    """Whether all of the words stand in the texts, in whatever form; no words stand in any."""
    return set(stems(words, "fi")) <= {stem for text in texts for stem in stems(text, "fi")}


def _bag(wording: Wording) -> dict[str, float]:
    """How much of each stem; a beginning is marked, so that it is never taken for a whole stem."""
    bag: dict[str, float] = {}
    for weight, text in ((_TITLE, wording.title), (1.0, wording.need)):
        for stem in _parts(stems(text, "fi")):
            bag[stem] = bag.get(stem, 0.0) + weight
    return bag


def _parts(found: Iterable[str]) -> Iterable[str]:
    for stem in found:
        yield stem
        if len(stem) > _BEGINNING:
            yield f"{stem[:_BEGINNING]}…"


def _cosine(one: dict[str, float], other: dict[str, float], rarity: dict[str, float]) -> float:
    shared = sum(one[stem] * other[stem] * rarity[stem] ** 2 for stem in one.keys() & other.keys())
    lengths = math.prod(math.sqrt(sum((bag[stem] * rarity[stem]) ** 2 for stem in bag)) for bag in (one, other))
    return shared / lengths if lengths else 0.0
