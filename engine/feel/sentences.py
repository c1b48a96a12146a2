"""What the reader of FEEL says, in each language that people read: templates, filled in when they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

_SHOWN = 60


@runtime_checkable
class Told(Protocol):
    """What is said differently in each language."""

    def text(self, language: str) -> str:
        """It in `language`, or in English where that language is unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a part of one, with `{parameters}` as in `str.format`; a parameter may be such a part itself."""

    en: str
    fi: str
    sv: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def fill(self, **parameters: object) -> "Sentence":
        """The sentence with its parameters."""
        return replace(self, parameters=parameters)

    def text(self, language: str) -> str:
        """The sentence in `language`, or in English where that language is unknown."""
        template: str = getattr(self, language if language in ("fi", "sv") else "en")
        return template.format_map({name: _said(value, language) for name, value in self.parameters.items()})

    @property
    def stored(self) -> str:
        """The sentence in English with its full stop, as it is kept."""
        return f"{self.text('en')}."


def quoted(text: str) -> str:
    """The text on one line between quotation marks, cut to some sixty characters."""
    flat = " ".join(text.split())
    return f'"{flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"}"'


def _said(value: object, language: str) -> str:
    if isinstance(value, Told):
        return value.text(language)
    if isinstance(value, int):
        return f"{value:,}" if language not in ("fi", "sv") else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")
    return str(value)


# What comes, and what should.
FOUND_OTHER = Sentence(
    "Expected {expected}, but found {found}",
    "Tässä kohdassa pitäisi olla {expected}, mutta siinä on {found}",
    "Här ska det stå {expected}, men det står {found}",
)
FOUND_END = Sentence(
    "Expected {expected}, but the text ends",
    "Tässä kohdassa pitäisi olla {expected}, mutta teksti loppuu",
    "Här ska det stå {expected}, men texten tar slut",
)
PLACE = Sentence(
    "{message} (character {number} of {text})",
    "{message} (merkki {number} lausekkeessa {text})",
    "{message} (tecken {number} i {text})",
)

# What was expected.
OPERATOR = Sentence("the end or an operator", "lausekkeen loppu tai laskumerkki", "slutet eller en operator")
ARGUMENT = Sentence("another argument", "seuraava arvo", "följande argument")
ONE_WAY = Sentence(
    "arguments either all by name or all by position",
    "kaikki arvot joko nimillä tai järjestyksessä",
    "alla argument antingen med namn eller i ordning",
)
NAME = Sentence("a name", "nimi", "ett namn")
VALUE = Sentence("a value", "arvo", "ett värde")
AT_TEXT = Sentence(
    'a text in quotation marks after "@"',
    'lainausmerkeissä oleva teksti merkin "@" jälkeen',
    'en text inom citattecken efter "@"',
)
RANGE = Sentence('".." and the end of the range', '".." ja välin loppu', '".." och intervallets slut')
RANGE_END = Sentence('the end of the range: "]" or ")"', 'välin loppu: "]" tai ")"', 'intervallets slut: "]" eller ")"')
KEY_OR_END = Sentence(
    'a key and a colon, or "}}"', 'avain ja kaksoispiste tai "}}"', 'en nyckel och ett kolon, eller "}}"'
)
KEY = Sentence("a key and a colon", "avain ja kaksoispiste", "en nyckel och ett kolon")
FUNCTION = Sentence("a function written in FEEL", "FEEL-kielellä kirjoitettu funktio", "en funktion skriven i FEEL")
TYPE = Sentence("the name of a type", "tyypin nimi", "namnet på en typ")

# What is not closed.
UNCLOSED_TEXT = Sentence(
    'Expected a closing quotation mark, but the text that begins with " does not end',
    'Tekstin lopusta puuttuu lainausmerkki: merkillä " alkava teksti ei pääty',
    'Det avslutande citattecknet saknas: texten som börjar med " tar inte slut',
)
UNCLOSED_COMMENT = Sentence(
    "Expected a closing */, but the comment that begins with /* does not end",
    "Huomautuksen lopusta puuttuu */: merkeillä /* alkava huomautus ei pääty",
    "Det avslutande */ saknas: kommentaren som börjar med /* tar inte slut",
)

# What is too much.
TOO_LONG = Sentence(
    "Expected an expression of at most {limit} characters, but it has {count}",
    "Lausekkeessa saa olla enintään {limit} merkkiä, mutta siinä on {count}",
    "Ett uttryck får ha högst {limit} tecken, men det har {count}",
)
TOO_DEEP = Sentence(
    "Expected at most {limit} levels within one another, but there are more",
    "Sisäkkäisiä tasoja saa olla enintään {limit}, mutta niitä on enemmän",
    "Det får finnas högst {limit} nivåer i varandra, men det finns fler",
)
TOO_MANY = Sentence(
    "Expected at most {limit} parts, but there are more",
    "Osia saa olla enintään {limit}, mutta niitä on enemmän",
    "Det får finnas högst {limit} delar, men det finns fler",
)
NESTED = Sentence(
    "Expected an expression of fewer levels, but it is nested too deeply",
    "Lausekkeessa on liian monta sisäkkäistä tasoa",
    "Uttrycket har för många nivåer i varandra",
)
