"""What lint says of files that cannot be read at all; XML and text are read by `engine.xml`, within its limits."""

import json

from lxml import etree

from engine import xml
from engine.lint.rules import RULES, Fault, Rule, Spot, reading_rule
from engine.xml import MAX_DEPTH, SENTENCES, Refusal, Refused


class Unreadable(Exception):
    """A file that cannot be read at all: which rule of reading it breaks, and where."""

    def __init__(self, broken: Rule, line: int = 1, **parameters: object) -> None:
        super().__init__(broken.id)
        self.rule, self.fault = broken, Fault(Spot(line), parameters)


def read_xml(content: bytes) -> etree._Element:
    """The root of an XML document without comments and processing instructions; raises `Unreadable`."""
    try:
        return xml.read_root(content)
    except Refused as refused:
        raise _unreadable(refused) from None


def read_json(content: bytes) -> object:
    """The value of a JSON document; raises `Unreadable`."""
    text = decode(content)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(MALFORMED_JSON, error.lineno, reason=error.msg) from None
    except RecursionError:
        raise Unreadable(TOO_DEEP, limit=MAX_DEPTH) from None
    except ValueError:  # A number of thousands of digits.
        raise Unreadable(MALFORMED_JSON, reason="a number is too long") from None


def decode(content: bytes) -> str:
    """The text of a file, by its byte order mark, its XML declaration, or as UTF-8; raises `Unreadable`."""
    try:
        return xml.decode(content)
    except Refused as refused:
        raise _unreadable(refused) from None


def _unreadable(refused: Refused) -> Unreadable:
    return Unreadable(RULES[refused.refusal], refused.line, **refused.values)


EMPTY = reading_rule(
    "empty",
    why="An empty file holds nothing to draw or run.",
    en=f"{SENTENCES[Refusal.EMPTY]}.",
    fi="Tiedostossa pitää olla kaavio, päätöstaulu, lomake tai käännökset, mutta se on tyhjä.",
    sv="Filen ska innehålla ett diagram, en beslutstabell, ett formulär eller översättningar, men den är tom.",
)
TOO_LARGE = reading_rule(
    "too-large",
    why="A file this large is no drawing that a person made, and would take the memory of everybody else's work.",
    en=f"{SENTENCES[Refusal.TOO_LARGE]}.",
    fi="Tiedosto saa olla enintään {limit}, mutta tämä on suurempi.",
    sv="Filen får vara högst {limit}, men den här är större.",
)
TOO_MANY = reading_rule(
    "too-many-elements",
    why="A drawing of so many elements cannot be read by people, and would take the memory of everybody else's work.",
    en=f"{SENTENCES[Refusal.TOO_MANY]}.",
    fi="Tiedostossa saa olla enintään {limit} osaa, mutta niitä on enemmän.",
    sv="Filen får innehålla högst {limit} element, men den har fler.",
)
TOO_DEEP = reading_rule(
    "too-deep",
    why="Nothing that people draw is nested so deep.",
    en=f"{SENTENCES[Refusal.TOO_DEEP]}.",
    fi="Osia saa olla sisäkkäin enintään {limit}, mutta tässä tiedostossa niitä on enemmän.",
    sv="Element får vara nästlade i högst {limit} nivåer, men i den här filen är de djupare.",
)
BINARY = reading_rule(
    "not-text",
    why="Diagrams, tables, forms and translations are text.",
    en=f"{SENTENCES[Refusal.BINARY]}.",
    fi="Tiedoston pitää olla tekstiä (BPMN, DMN, JSON tai PO), mutta se on jotain muuta ({what}).",
    sv="Filen ska vara text (BPMN, DMN, JSON eller PO), men den är något annat ({what}).",
)
ENCODING = reading_rule(
    "encoding",
    why="A letter that cannot be read may be any letter.",
    en=f"{SENTENCES[Refusal.ENCODING]}.",
    fi="Tekstin pitää olla koodattu tavalla {encoding}, mutta tavu {byte} ei sovi siihen.",
    sv="Texten ska vara kodad som {encoding}, men byten {byte} passar inte in.",
)
UNKNOWN_ENCODING = reading_rule(
    "unknown-encoding",
    why="Rare encodings can hide what the parser must refuse.",
    en=f"{SENTENCES[Refusal.UNKNOWN_ENCODING]}.",
    fi="Koodauksen pitää olla UTF-8, UTF-16 tai länsieurooppalainen, mutta se on {encoding}; tallenna UTF-8:na.",
    sv="Kodningen ska vara UTF-8, UTF-16 eller västeuropeisk, men filen säger {encoding}; spara den som UTF-8.",
)
NOT_XML = reading_rule(
    "not-xml",
    why="BPMN and DMN are XML.",
    en=f"{SENTENCES[Refusal.NOT_XML]}.",
    fi="Tiedoston pitää olla BPMN-kaavio tai DMN-päätöstaulu (XML), mutta se alkaa toisin.",
    sv="Filen ska vara ett BPMN-diagram eller en DMN-tabell (XML), men den börjar på annat sätt.",
)
MALFORMED = reading_rule(
    "not-well-formed",
    why="Half a document may mean anything.",
    en=f"{SENTENCES[Refusal.MALFORMED]}.",
    fi="Tiedoston pitää olla ehyttä XML:ää, mutta: {reason}.",
    sv="Filen ska vara välformad XML, men: {reason}.",
)
MALFORMED_JSON = reading_rule(
    "not-json",
    why="Half a form may ask anything.",
    en="Expected a form in JSON, but: {reason}.",
    fi="Lomakkeen pitää olla JSON-muotoa, mutta: {reason}.",
    sv="Formuläret ska vara JSON, men: {reason}.",
)
DOCTYPE = reading_rule(
    "doctype",
    why="A document type can make a small file read others or grow without end.",
    en=f"{SENTENCES[Refusal.DOCTYPE]}.",
    fi="Tiedostossa ei saa olla DOCTYPE-määrittelyä, mutta tässä on; poista se rivi.",
    sv="Dokumentet får inte ha någon dokumenttyp (DOCTYPE), men det här har en; ta bort den raden.",
)
