"""Who uses a form, and who reads a field's answer: what a change of its key would break."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.errors import InvalidResource
from engine.forms import parse_form
from engine.forms.components import all_of
from engine.forms.definition import read_definition
from engine.resources import folder_of
from engine.xml import read_xml

_WORDS = frozenset({"documentation", "description"})
_NAMES = frozenset({"id", "name", "label"})


@dataclass(frozen=True)
class Use:
    """A place that uses something: its file, and what people call the place."""

    file: str
    name: str


def users_of_forms(resources: Mapping[str, bytes]) -> dict[str, list[Use]]:
    """The elements of the diagrams that show a form: form id -> uses."""
    found = dict[str, list[Use]]()
    for path, element in _elements(resources, ".bpmn"):
        for attribute, value in element.attrib.items():
            if etree.QName(attribute).localname == "formKey":
                found.setdefault(str(value), []).append(Use(path, _name(element)))
    return found


def readers_of(resources: Mapping[str, bytes], folder: str, form: str, key: str) -> list[Use]:
    """What in a folder reads a field: expressions of diagrams and tables, other forms, other fields of the form itself.

    `form` is the form's path.  Each place is told once.
    """
    mine = {path: content for path, content in resources.items() if folder_of(path) == folder}
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(key)}(?![A-Za-z0-9_])")
    found = dict[Use, None]()
    for suffix in (".bpmn", ".dmn"):
        for path, element in _elements(mine, suffix):
            if _reads(element, word):
                found[Use(path, _name(element))] = None
    for path, content in mine.items():
        if path.endswith(".json"):
            found |= dict.fromkeys(_fields_reading(path, content, key))
    return list(found)


def _reads(element: etree._Element, word: re.Pattern[str]) -> bool:
    kind = etree.QName(element).localname
    if kind not in _WORDS and word.search(_code(element.text or "")):
        return True
    attributes = ((etree.QName(name).localname, str(value)) for name, value in element.attrib.items())
    return any(name not in _NAMES and word.search(value) for name, value in attributes)


def _code(text: str) -> str:
    """What of a text is no quotation: the words of FEEL."""
    return re.sub(r'"[^"]*"', "", text)


def _fields_reading(path: str, content: bytes, key: str) -> Iterator[Use]:
    try:
        components = read_definition(content, path).components
    except InvalidResource:
        return
    for component in all_of(components):
        if any(key in formula.names for formula in component.all_formulas):
            yield Use(path, component.label or component.key or component.text[:40])


def _elements(resources: Mapping[str, bytes], suffix: str) -> Iterator[tuple[str, etree._Element]]:
    for path, content in resources.items():
        if path.endswith(suffix):
            try:
                root = read_xml(content, path)
            except InvalidResource:
                continue
            yield from ((path, element) for element in root.iter())


def _name(element: etree._Element) -> str:
    """What people call an element: its own name, else that of what is around it."""
    around = (element, *element.iterancestors())
    return next((str(name) for one in around if (name := one.get("name") or one.get("label"))), "")


def forms_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The forms of a folder that can be read: id -> path, in the order of the paths."""
    found = dict[str, str]()
    for path in sorted(files):
        if path.endswith(".json"):
            try:
                key = parse_form(files[path], path).id
            except InvalidResource:
                continue
            if key:
                found.setdefault(key, path)
    return found
