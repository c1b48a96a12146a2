"""Bytes that anybody may have sent are read here, within limits, and nowhere else in this package.

XML is decoded by ourselves, so that no encoding can hide a document type; documents with one are refused unread, and
so are those whose size would make the parser greedy.  (OWASP, XML External Entity Prevention; libxml2 keeps elements
and attributes at some 120 bytes each.)
"""

import codecs
import json
import re

from lxml import etree

from engine.lint.rules import Fault, Rule, Spot, reading_rule

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_ATTRIBUTES = 300_000
MAX_DEPTH = 100

_TEXT_ENCODINGS = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "iso8859-15", "cp1252"}
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_PROLOG = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_SIGNATURES = {
    b"PK\x03\x04": "ZIP",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "Office",
    b"\x7fELF": "program",
}


class Unreadable(Exception):
    """A file that cannot be read at all: which rule of reading it breaks, and where."""

    def __init__(self, broken: Rule, line: int = 1, **parameters: object) -> None:
        super().__init__(broken.id)
        self.rule, self.fault = broken, Fault(Spot(line), parameters)


def read_xml(content: bytes) -> etree._Element:
    """The root of an XML document without comments and processing instructions; raises `Unreadable`."""
    text = decode(content)
    declaration = _DECLARATION.match(text)
    if declaration:  # The lines stay where they were; the encoding it names is no longer true.
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    _refuse_dangers(text)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from None
    _refuse_depth(root)
    return root


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
    _refuse_no_text(content)
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(ENCODING, line, encoding=encoding, byte=f"0x{content[error.start]:02X}") from None
    if "\0" in text:
        raise Unreadable(BINARY, what="?")
    return text


def _refuse_no_text(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise Unreadable(EMPTY)
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise Unreadable(BINARY, what=what)


def _encoding(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    if content.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if content.startswith(b"<") else "utf-16-be"
    declared = _DECLARED.match(content[:400])
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        raise Unreadable(UNKNOWN_ENCODING, encoding=name) from None
    if encoding not in _TEXT_ENCODINGS:
        raise Unreadable(UNKNOWN_ENCODING, encoding=name)
    # What says UTF-16 yet begins with a byte for each letter is plain text that a tool mislabelled.
    return "utf-8" if encoding.startswith("utf-16") else encoding


def _refuse_dangers(text: str) -> None:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() == "<!DOCTYPE":
        raise Unreadable(DOCTYPE, text.count("\n", 0, start) + 1)
    if not text.startswith("<", start):
        raise Unreadable(NOT_XML, text.count("\n", 0, start) + 1)
    if text.count("<") > 2 * MAX_ELEMENTS or text.count("=") > MAX_ATTRIBUTES:
        raise Unreadable(TOO_MANY, limit=MAX_ELEMENTS)


def _malformed(error: etree.XMLSyntaxError) -> Unreadable:
    line = max(error.lineno or 1, 1)
    reason = str(error.msg or "no reason given").split(", line ")[0]
    if "xcessive depth" in reason or "too many levels" in reason:
        return Unreadable(TOO_DEEP, line, limit=MAX_DEPTH)
    return Unreadable(MALFORMED, line, reason=reason)


def _refuse_depth(root: etree._Element) -> None:
    """Refuse what is nested deeper than any drawing; found by walking, for the parser's own limit is 256."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Unreadable(TOO_DEEP, level[0].sourceline or 1, limit=MAX_DEPTH)
        level = [child for element in level for child in element]


EMPTY = reading_rule(
    "empty",
    why="An empty file holds nothing to draw or run.",
    en="Expected a diagram, a decision table, a form or translations, but the file is empty.",
    fi="Tiedostossa pitää olla kaavio, päätöstaulu, lomake tai käännökset, mutta se on tyhjä.",
    sv="Filen ska innehålla ett diagram, en beslutstabell, ett formulär eller översättningar, men den är tom.",
)
TOO_LARGE = reading_rule(
    "too-large",
    why="A file this large is no drawing that a person made, and would take the memory of everybody else's work.",
    en="Expected a file of at most {limit}, but this one is larger.",
    fi="Tiedosto saa olla enintään {limit}, mutta tämä on suurempi.",
    sv="Filen får vara högst {limit}, men den här är större.",
)
TOO_MANY = reading_rule(
    "too-many-elements",
    why="A drawing of so many elements cannot be read by people, and would take the memory of everybody else's work.",
    en="Expected at most {limit} elements in the file, but there are more.",
    fi="Tiedostossa saa olla enintään {limit} osaa, mutta niitä on enemmän.",
    sv="Filen får innehålla högst {limit} element, men den har fler.",
)
TOO_DEEP = reading_rule(
    "too-deep",
    why="Nothing that people draw is nested so deep.",
    en="Expected elements nested at most {limit} deep, but this file nests them deeper.",
    fi="Osia saa olla sisäkkäin enintään {limit}, mutta tässä tiedostossa niitä on enemmän.",
    sv="Element får vara nästlade i högst {limit} nivåer, men i den här filen är de djupare.",
)
BINARY = reading_rule(
    "not-text",
    why="Diagrams, tables, forms and translations are text.",
    en="Expected text (BPMN, DMN, JSON or PO), but the file holds something else ({what}).",
    fi="Tiedoston pitää olla tekstiä (BPMN, DMN, JSON tai PO), mutta se on jotain muuta ({what}).",
    sv="Filen ska vara text (BPMN, DMN, JSON eller PO), men den är något annat ({what}).",
)
ENCODING = reading_rule(
    "encoding",
    why="A letter that cannot be read may be any letter.",
    en="Expected text in {encoding}, but the byte {byte} is none.",
    fi="Tekstin pitää olla koodattu tavalla {encoding}, mutta tavu {byte} ei sovi siihen.",
    sv="Texten ska vara kodad som {encoding}, men byten {byte} passar inte in.",
)
UNKNOWN_ENCODING = reading_rule(
    "unknown-encoding",
    why="Rare encodings can hide what the parser must refuse.",
    en="Expected UTF-8, UTF-16 or a Western encoding, but the file says {encoding}; save it as UTF-8.",
    fi="Koodauksen pitää olla UTF-8, UTF-16 tai länsieurooppalainen, mutta se on {encoding}; tallenna UTF-8:na.",
    sv="Kodningen ska vara UTF-8, UTF-16 eller västeuropeisk, men filen säger {encoding}; spara den som UTF-8.",
)
NOT_XML = reading_rule(
    "not-xml",
    why="BPMN and DMN are XML.",
    en="Expected a BPMN diagram or a DMN table (XML), but the file begins otherwise.",
    fi="Tiedoston pitää olla BPMN-kaavio tai DMN-päätöstaulu (XML), mutta se alkaa toisin.",
    sv="Filen ska vara ett BPMN-diagram eller en DMN-tabell (XML), men den börjar på annat sätt.",
)
MALFORMED = reading_rule(
    "not-well-formed",
    why="Half a document may mean anything.",
    en="Expected well-formed XML, but: {reason}.",
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
    en="Expected a document without a document type (DOCTYPE), but this one has it; remove that line.",
    fi="Tiedostossa ei saa olla DOCTYPE-määrittelyä, mutta tässä on; poista se rivi.",
    sv="Dokumentet får inte ha någon dokumenttyp (DOCTYPE), men det här har en; ta bort den raden.",
)
