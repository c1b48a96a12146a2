"""What FEEL says of an expression that cannot be computed, in each language that people read."""

from dataclasses import dataclass
from json import JSONDecodeError

from engine.feel.sentences import Sentence

# What is too much.
STEPS = Sentence(
    "Expected at most {limit} steps of work, but the expression needs more",
    "Lausekkeen laskemiseen saa kulua enintään {limit} työvaihetta, mutta se tarvitsee enemmän",
    "Ett uttryck får ta högst {limit} arbetssteg, men det behöver fler",
)
SIZE = Sentence(
    "Expected a value of at most {limit} elements or characters, but the expression makes {count}",
    "Arvossa saa olla enintään {limit} osaa tai merkkiä, mutta lausekkeesta niitä tulee {count}",
    "Ett värde får ha högst {limit} delar eller tecken, men uttrycket ger {count}",
)
CALLS = Sentence(
    "Expected at most {limit} calls within calls, but there are more",
    "Sisäkkäisiä funktiokutsuja saa olla enintään {limit}, mutta niitä on enemmän",
    "Det får finnas högst {limit} funktionsanrop i varandra, men det finns fler",
)
TIME = Sentence(
    "Expected a result within {limit} milliseconds, but the expression takes longer",
    "Lausekkeen tulos pitää saada {limit} millisekunnissa, mutta laskeminen kestää kauemmin",
    "Resultatet ska komma inom {limit} millisekunder, men uttrycket tar längre tid",
)
PATTERN_TIME = Sentence(
    "Expected a pattern that answers within {limit} milliseconds, but it takes longer",
    "Hakukaavan pitää vastata {limit} millisekunnissa, mutta se kestää kauemmin",
    "Sökmönstret ska svara inom {limit} millisekunder, men det tar längre tid",
)
MEMORY = Sentence(
    "Expected an expression that fits in memory, but {expression} does not",
    "Lauseke {expression} ei mahdu muistiin",
    "Uttrycket {expression} ryms inte i minnet",
)
LEVELS = Sentence(
    "Expected data of at most {limit} levels, but it is nested more deeply",
    "Tiedoissa saa olla enintään {limit} sisäkkäistä tasoa, mutta niitä on enemmän",
    "Uppgifterna får ha högst {limit} nivåer i varandra, men de har fler",
)

# What does not fit.
FAILS = Sentence(
    "Expected {expression} to have a value, but it fails: {reason}",
    "Lauseketta {expression} ei voi laskea: {reason}",
    "Uttrycket {expression} kan inte beräknas: {reason}",
)
BAD_NUMBER = Sentence(
    "a number is out of range", "luku on liian suuri tai se ei ole luku", "ett tal är för stort eller är inget tal"
)
NO_VALUE_KIND = Sentence(
    "Expected text, a number, a date or the like, but a value is of type {type}",
    "Arvon pitää olla teksti, luku, päivä tai muu sellainen, mutta erään arvon tyyppi on {type}",
    "Ett värde ska vara en text, ett tal, ett datum eller liknande, men ett värde är av typen {type}",
)
NO_JSON = Sentence(
    "Expected JSON, but it cannot be read: {reason}",
    "Tietojen pitää olla JSON-muodossa, mutta niitä ei voi lukea: {reason}",
    "Uppgifterna ska vara i JSON-form, men de kan inte läsas: {reason}",
)
JSON_PLACE = Sentence(
    "{fault}: line {line} column {column} (char {count})",
    "rivi {line}, merkki {column} ({fault})",
    "rad {line}, tecken {column} ({fault})",
)
NO_OBJECT = Sentence(
    "Expected a JSON object with the names and their values, but found something else",
    "Nimien ja niiden arvojen pitää olla JSON-oliona, mutta tiedoissa on jotakin muuta",
    "Namnen och deras värden ska stå i ett JSON-objekt, men där står något annat",
)
NO_NUMBER = Sentence("{text} is no number", "{text} ei ole luku", "{text} är inget tal")
NOT_BOOLEAN = Sentence(
    "Expected true or false from {expression}, but it gives {result}",
    "Lausekkeen {expression} pitää olla tosi tai epätosi, mutta sen arvo on {result}",
    "Uttrycket {expression} ska vara sant eller falskt, men dess värde är {result}",
)
NOT_BOOLEAN_WHERE = Sentence(
    "Expected true or false from {expression}, but it gives {result} where {values}",
    "Lausekkeen {expression} pitää olla tosi tai epätosi, mutta sen arvo on {result}, kun {values}",
    "Uttrycket {expression} ska vara sant eller falskt, men dess värde är {result} när {values}",
)

# Dates, times and durations.
NO_DATE = Sentence(
    'Expected a date such as 2026-11-22, but found "{text}"',
    'Päivä kirjoitetaan kuten 2026-11-22, mutta tässä on "{text}"',
    'Ett datum skrivs som 2026-11-22, men här står "{text}"',
)
NO_TIME = Sentence(
    'Expected a time such as 12:30:00, but found "{text}"',
    'Kellonaika kirjoitetaan kuten 12:30:00, mutta tässä on "{text}"',
    'Ett klockslag skrivs som 12:30:00, men här står "{text}"',
)
NO_DURATION = Sentence(
    'Expected a duration such as P1M or P3DT4H, but found "{text}"',
    'Kesto kirjoitetaan kuten P1M tai P3DT4H, mutta tässä on "{text}"',
    'En varaktighet skrivs som P1M eller P3DT4H, men här står "{text}"',
)
NO_DATE_TIME_OR_DURATION = Sentence(
    'Expected a date, a time or a duration, but found "{text}"',
    'Tässä pitäisi olla päivä, kellonaika tai kesto, mutta tässä on "{text}"',
    'Här ska det stå ett datum, ett klockslag eller en varaktighet, men här står "{text}"',
)
NO_NEAR_YEAR = Sentence(
    'Expected a year from 1 to 9999, but found "{text}"',
    'Vuoden pitää olla väliltä 1–9999, mutta tässä on "{text}"',
    'Året ska vara mellan 1 och 9999, men här står "{text}"',
)
NO_ZONE = Sentence(
    'Expected a time zone such as Europe/Helsinki, but found "{text}"',
    'Aikavyöhyke kirjoitetaan kuten Europe/Helsinki, mutta tässä on "{text}"',
    'En tidszon skrivs som Europe/Helsinki, men här står "{text}"',
)
FAR_OFFSET = Sentence(
    'Expected an offset of at most 14 hours, but found "{text}"',
    'Ero UTC-aikaan saa olla enintään 14 tuntia, mutta tässä on "{text}"',
    'Skillnaden mot UTC får vara högst 14 timmar, men här står "{text}"',
)
FAR_YEAR = Sentence(
    "Expected a year of at most nine digits, but it is {text}",
    "Vuodessa saa olla enintään yhdeksän numeroa, mutta se on {text}",
    "Ett år får ha högst nio siffror, men det är {text}",
)
YEAR_ZERO = Sentence("Expected a year before or after the year 0", "Vuotta 0 ei ole olemassa", "Det finns inget år 0")
LONG_DURATION = Sentence(
    "A duration of years and months is limited to 1,000,000,000 years",
    "Kesto saa olla enintään 1 000 000 000 vuotta",
    "En varaktighet får vara högst 1 000 000 000 år",
)

# What an expression reads.
NOT_GIVEN = Sentence("null (not given)", "null (ei annettu)", "null (inte angivet)")


@dataclass(frozen=True, slots=True)
class Readings:
    """What an expression read, as in English."""

    written: str

    def text(self, language: str) -> str:
        """The names and their values; of what was not given that it was not."""
        return self.written.replace(NOT_GIVEN.en, NOT_GIVEN.text(language))


class _Unfilled(Exception):
    """Its arguments are a sentence and the text it speaks of: such errors are mostly thrown away unread."""

    @property
    def sentence(self) -> Sentence:
        """What is wrong."""
        template, *told = self.args
        sentence: Sentence = template.fill(**dict(zip(("text",), told, strict=False)))
        return sentence

    def __str__(self) -> str:
        return self.sentence.stored


class Unreadable(_Unfilled, ValueError):
    """A text that is no date, time, duration or number."""


class OutOfRange(_Unfilled, OverflowError):
    """A date or a duration beyond what there is."""


def reason_of(error: BaseException) -> Sentence | str:
    """What is wrong, as a part of a sentence; what Python says where nobody foresaw it."""
    if isinstance(error, _Unfilled):
        return error.sentence
    if isinstance(error, JSONDecodeError):
        return JSON_PLACE.fill(fault=error.msg, line=str(error.lineno), column=str(error.colno), count=str(error.pos))
    return BAD_NUMBER if isinstance(error, ArithmeticError) else str(error)
