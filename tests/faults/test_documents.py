"""Hostile documents: everybody who reads XML refuses them in a sentence, without opening anything they name."""

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.decisions import DecisionError, parse_decisions
from engine.errors import InvalidResource
from engine.lint import Verdict, lint_file, verdict
from engine.outline import outline
from engine.spiff import parse
from tests.faults.watching import watched

BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

DOCUMENTS = {
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>{BPMN}&l11;</definitions>',
    "laughs in an attribute": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><definitions name="&l11;"/>',
    "quadratic blow-up": f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]>{BPMN}{"&a;" * 50_000}</definitions>',
    "a file as entity": f'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>{BPMN}&a;</definitions>',
    "a network entity": f'<!DOCTYPE d [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>{BPMN}&a;</definitions>',
    "a parameter entity": f'<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a">%a;]>{BPMN}</definitions>',
    "an external subset": f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/a.dtd">{BPMN}</definitions>',
    "defaulted attributes": f'<!DOCTYPE d [<!ATTLIST definitions id CDATA "a">]>{BPMN}</definitions>',
    "a doctype behind a remark": f"<!-- hello --><?hello?>\n<!DOCTYPE d>{BPMN}</definitions>",
    "deeply nested": "<a>" * 20_000 + "</a>" * 20_000,
    "many attributes": "<a " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + "/>",
    "many namespaces": "<a " + " ".join(f'xmlns:a{n}="u:{n}"' for n in range(50_000)) + "/>",
    "many elements": "<a>" + "<b/>" * 150_000 + "</a>",
    "an undefined entity": f"{BPMN}&nbsp;</definitions>",
    "half": f"{BPMN}<process id='a'>",
    "twice": f"{BPMN}</definitions>{BPMN}</definitions>",
    "another document": "<html><body onload='alert(1)'/></html>",
    "an inclusion": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></a>',
    "a style sheet": '<?xml-stylesheet href="file:///etc/passwd" type="text/xsl"?><a/>',
    "nothing": "",
}
ENCODED = {
    "doctype in UTF-16": DOCUMENTS["a file as entity"].encode("utf-16"),
    "doctype in UTF-16 without a mark": DOCUMENTS["a file as entity"].encode("utf-16-le"),
    "doctype in UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d SYSTEM "file:///etc/passwd"+AD4-<a/>',
    "doctype in EBCDIC": '<?xml version="1.0" encoding="cp037"?><!DOCTYPE d><a/>'.encode("cp037"),
    "UTF-32": codecs.BOM_UTF32_LE + "<a/>".encode("utf-32-le"),
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "zeros": b"\0" * 1_000_000,
    "everything": bytes(range(256)) * 100,
}
CONTENTS = {name: text.encode() for name, text in DOCUMENTS.items()} | ENCODED

READERS: dict[str, Callable[[bytes], object]] = {
    "the engine's parser": lambda content: parse({"a.bpmn": content}),
    "the decisions": lambda content: parse_decisions(content, "a.dmn"),
    "the outline": outline,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", CONTENTS)
def test_a_hostile_document_is_refused(name: str, reader: str, tmp_path: Path) -> None:
    with watched(tmp_path), pytest.raises((InvalidResource, DecisionError), match=r"^Expected "):
        READERS[reader](CONTENTS[name])


@pytest.mark.parametrize("path", ["a.bpmn", "a.dmn", "a.form.json", "texts.sv.po"])
@pytest.mark.parametrize("name", CONTENTS)
def test_lint_says_what_it_is(name: str, path: str, tmp_path: Path) -> None:
    with watched(tmp_path):
        found = lint_file(path, CONTENTS[name])
    assert verdict(found) is Verdict.UNREADABLE or path.endswith(".po")
    assert all(finding.message.startswith("Expected ") for finding in found)
