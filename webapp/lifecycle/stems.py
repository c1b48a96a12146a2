"""Words as they are searched for: inflected forms of one word become one stem, in Finnish, Swedish and English.

The Snowball stemmer leaves a Finnish word with several stems (*yritys, yrityks-, yrityst-*; *tieto, tiedo-*).  What it
leaves is levelled here: endings of the commonest noun types are taken off, and the last consonants of strong and weak
grade become the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import local
from typing import Any

import snowballstemmer

LANGUAGES = {"fi": "finnish", "sv": "swedish", "en": "english"}

_WORD = re.compile(r"[^\W_]+")
_IDLE = {
    "fi": "ei että he hän ja jo joka jos kanssa koska kuin kun me mikä mutta myös ne nyt ole oli olla on ovat se sekä "
    "siitä sitä tai tämä vai",
    "sv": "att av den det en ett för har i inte med och om på som till är",
    "en": "a an and are as at be by for from in is it of on or that the to was with",
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _IDLE.items()}
"""What every text is full of, and nobody looks for."""

# In this order: yrittäjyys/yrittäjyyde-, kehittämin-/kehittämis-, yritys/yrityks-/yrityst-, työn/työt, käytäntöj-.
_ENDINGS = tuple(
    (re.compile(ending), kept)
    for ending, kept in (
        (r"(?<=.{3})(?:uu|yy)(?:s|d|t|tt|de|te|ks)?$", ""),
        (r"(?<=..m)i(?:n|s|st|nt)$", ""),
        (r"(?<=.{3}[aeuyäö])i(?:n|s|st)$", ""),
        (r"(?<=.[aeiouyäö])(?:ks|st|s)$", ""),
        (r"(?<=aa|ää|uu|yy|yö)[nt]$", ""),
        (r"(?<=.[oöuyei])j$", ""),
        (r"(?<=.{5})i[ao]$", ""),
        (r"(?<=.)(?:e[ao]|(?<=.)[aeiouyäö])$", ""),
    )
)
_GRADES = tuple(
    (re.compile(strong), weak)
    for strong, weak in (
        (r"(?<=.)([nlr])t$", r"\1"),
        (r"(?<=.)mp$", "m"),
        (r"(?<=.)([bcdfghjklmnpqrstvwxz])\1$", r"\1"),
        (r"(?<=..[aeiouyäö])d$", "t"),
        (r"(?<=..)v$", "p"),
    )
)
_SWEDISH_NEUTER = re.compile(r"(?<=.{4})et$")
"""*projektet*, which the Swedish stemmer takes for another word than *projekten*."""

_own = local()  # A stemmer works on itself: two threads cannot share one.


def words_of(text: str) -> Iterator[str]:
    """The words of a text in small letters, in order."""
    return (found.group() for found in _WORD.finditer(unicodedata.normalize("NFC", text).casefold()))


def is_function_word(word: str | None) -> bool:
    """Whether a word as it was typed is one that nobody looks for, in any of the languages."""
    return word is not None and any(word.casefold() in words for words in _FUNCTION_WORDS.values())


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order, without function words; `language` is `fi`, `sv` or `en`."""
    idle = _FUNCTION_WORDS[language]
    return [stem(word, language) for word in words_of(text) if word not in idle]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of one word in small letters."""
    found: str = _stemmer(language).stemWord(word)
    if language == "sv":
        return str(_stemmer(language).stemWord(_SWEDISH_NEUTER.sub("", found)))
    return _level(found) if language == "fi" else found


def _level(word: str) -> str:
    for pattern, kept in (*_ENDINGS, *_GRADES):
        word = pattern.sub(kept, word)
    return word


def _stemmer(language: str) -> Any:
    if not hasattr(_own, language):
        setattr(_own, language, snowballstemmer.stemmer(LANGUAGES[language]))
    return getattr(_own, language)
