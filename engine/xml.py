"""Bytes that anybody may have sent are read here, within limits, and nowhere else in this package.

XML is decoded by ourselves, so that no encoding can hide a document type; documents with one are refused unread, and
so are those whose size would make the parser greedy.  (OWASP, XML External Entity Prevention; libxml2 keeps elements
and attributes at some 120 bytes each.)
"""

import codecs
import re
from collections.abc import Mapping
from enum import StrEnum

from lxml import etree

from engine.errors import InvalidResource

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_ATTRIBUTES = 300_000
MAX_DEPTH = 100

_TEXT_ENCODINGS = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "iso8859-15", "cp1252"}
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NAMED_ENCODING = re.compile(r"""\A(\ufeff?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["'])[A-Za-z0-9._-]{1,40}""")
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


class Refusal(StrEnum):
    """Why a file cannot be read; lint has a rule of each name."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many-elements"
    TOO_DEEP = "too-deep"
    BINARY = "not-text"
    ENCODING = "encoding"
    UNKNOWN_ENCODING = "unknown-encoding"
    NOT_XML = "not-xml"
    MALFORMED = "not-well-formed"
    DOCTYPE = "doctype"


SENTENCES: Mapping[Refusal, str] = {
    Refusal.EMPTY: "Expected a diagram, a decision table, a form or translations, but the file is empty",
    Refusal.TOO_LARGE: "Expected a file of at most {limit}, but this one is larger",
    Refusal.TOO_MANY: "Expected at most {limit} elements in the file, but there are more",
    Refusal.TOO_DEEP: "Expected elements nested at most {limit} deep, but this file nests them deeper",
    Refusal.BINARY: "Expected text (BPMN, DMN, JSON or PO), but the file holds something else ({what})",
    Refusal.ENCODING: "Expected text in {encoding}, but the byte {byte} is none",
    Refusal.UNKNOWN_ENCODING: "Expected UTF-8, UTF-16 or a Western encoding, but the file says {encoding}; "
    "save it as UTF-8",
    Refusal.NOT_XML: "Expected a BPMN diagram or a DMN table (XML), but the file begins otherwise",
    Refusal.MALFORMED: "Expected well-formed XML, but: {reason}",
    Refusal.DOCTYPE: "Expected a document without a document type (DOCTYPE), but this one has it; remove that line",
}
"""What was expected and what there is, for those who read English; without the last full stop."""


class Refused(Exception):
    """A file that cannot be read: why, from which line on, and what the sentence tells."""

    def __init__(self, refusal: Refusal, line: int = 1, **values: object) -> None:
        super().__init__(SENTENCES[refusal].format_map(values))
        self.refusal, self.line, self.values = refusal, line, values


def read_xml(content: bytes, file: str) -> etree._Element:
    """The root of an XML document; raises InvalidResource, with file and line, for what `read_root` refuses."""
    try:
        return read_root(content)
    except Refused as refused:
        raise InvalidResource(f"{refused}, in {file} line {refused.line}.") from None


def read_root(content: bytes) -> etree._Element:
    """The root of an XML document without comments and processing instructions; raises `Refused`."""
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
    _refuse_size(root)
    return root


def decode(content: bytes) -> str:
    """The text of a file, by its byte order mark, its XML declaration, or as UTF-8; raises `Refused`."""
    _refuse_no_text(content)
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(Refusal.ENCODING, line, encoding=encoding, byte=f"0x{content[error.start]:02X}") from None
    if "\0" in text:
        raise Refused(Refusal.BINARY, what="?")
    return text


def in_utf8(content: bytes) -> bytes:
    """The same file in UTF-8, and saying so; as it is where it is so already.  Raises `Refused`."""
    encoding = _encoding(content)
    if encoding in {"utf-8", "utf-8-sig", "ascii"}:
        return content
    return _NAMED_ENCODING.sub(r"\g<1>UTF-8", decode(content), count=1).encode("utf-8")


def _refuse_no_text(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Refused(Refusal.TOO_LARGE, limit=f"{MAX_BYTES // 1024 // 1024} MB")
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise Refused(Refusal.EMPTY)
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise Refused(Refusal.BINARY, what=what)


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
        raise Refused(Refusal.UNKNOWN_ENCODING, encoding=name) from None
    if encoding not in _TEXT_ENCODINGS:
        raise Refused(Refusal.UNKNOWN_ENCODING, encoding=name)
    # What says UTF-16 yet begins with a byte for each letter is plain text that a tool mislabelled.
    return "utf-8" if encoding.startswith("utf-16") else encoding


def _refuse_dangers(text: str) -> None:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() == "<!DOCTYPE":
        raise Refused(Refusal.DOCTYPE, text.count("\n", 0, start) + 1)
    if not text.startswith("<", start):
        raise Refused(Refusal.NOT_XML, text.count("\n", 0, start) + 1)
    if text.count("<") > 2 * MAX_ELEMENTS or text.count("=") > MAX_ATTRIBUTES:
        raise Refused(Refusal.TOO_MANY, limit=MAX_ELEMENTS)


def _malformed(error: etree.XMLSyntaxError) -> Refused:
    line = max(error.lineno or 1, 1)
    reason = str(error.msg or "no reason given").split(", line ")[0]
    if "xcessive depth" in reason or "too many levels" in reason:
        return Refused(Refusal.TOO_DEEP, line, limit=MAX_DEPTH)
    return Refused(Refusal.MALFORMED, line, reason=reason)


def _refuse_size(root: etree._Element) -> None:
    """Refuse what is larger or nested deeper than any drawing; found by walking, for the parser's own limit is 256."""
    level, depth, count = [root], 0, 0
    while level:
        depth += 1
        count += len(level)
        if depth > MAX_DEPTH:
            raise Refused(Refusal.TOO_DEEP, level[0].sourceline or 1, limit=MAX_DEPTH)
        if count > MAX_ELEMENTS:
            raise Refused(Refusal.TOO_MANY, limit=MAX_ELEMENTS)
        level = [child for element in level for child in element]
