"""XES (IEEE 1849-2016): a trace for each matter, an event for each step, written as it is read."""

import json
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from engine import SYSTEM
from webapp.auditing import plain
from webapp.mining.masks import Masks
from webapp.mining.steps import Step

NAMESPACE = "http://www.xes-standard.org/"
OWN = "hankepolku"
"""The prefix of what no extension of the standard has; attributes without one are allowed."""
_EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}
_CLASSIFIERS = {"Activity": "concept:name", "Activity and transition": "concept:name lifecycle:transition"}
# What XML 1.0 has no way to write (section 2.2).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_Attribute = tuple[str, str, str]
_NAME: _Attribute = ("string", "concept:name", "-")
_GLOBAL: dict[str, list[_Attribute]] = {
    "trace": [_NAME],
    "event": [_NAME, ("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"),
              ("string", "lifecycle:transition", "complete")],
}  # fmt: skip
"""What every trace and every event has, with what would be meant if one had it not."""
_ABOUT: list[_Attribute] = [("string", "concept:name", "Hankepolku"), ("string", "lifecycle:model", "standard")]


def write_xes(steps: Iterable[Step], masks: Masks, out: IO[bytes]) -> None:
    """A log with the steps, which come matter by matter."""
    file = XMLGenerator(out, "utf-8", short_empty_elements=True)
    file.startDocument()
    with _inside(file, "log", {"xes.version": "1849.2016", "xes.features": "", "xmlns": NAMESPACE}):
        for name, prefix in _EXTENSIONS.items():
            _write(file, "extension", name=name, prefix=prefix, uri=f"{NAMESPACE}{prefix}.xesext")
        for scope, attributes in _GLOBAL.items():
            with _inside(file, "global", {"scope": scope}):
                _write_attributes(file, attributes)
        for name, keys in _CLASSIFIERS.items():
            _write(file, "classifier", name=name, keys=keys)
        _write_attributes(file, _ABOUT)
        for matter, own in groupby(steps, key=lambda step: step.matter):
            with _inside(file, "trace", {}):
                _write_trace(file, matter, own, masks)
    file.endDocument()


def _write_trace(file: XMLGenerator, matter: str, steps: Iterator[Step], masks: Masks) -> None:
    for number, step in enumerate(steps):
        if not number:
            title = [("string", f"{OWN}:title", step.title)] if masks.tells_contents else []
            _write_attributes(file, [("string", "concept:name", matter), *title])
        for event in _events(step, masks):
            with _inside(file, "event", {}):
                _write_attributes(file, event)


def _events(step: Step, masks: Masks) -> Iterator[list[_Attribute]]:
    """The step, and what the program did in consequence."""
    place = [
        ("string", f"{OWN}:process", step.process),
        ("int", f"{OWN}:version", str(step.version)),
        ("int", f"{OWN}:instance", str(step.instance_id)),
        ("int", f"{OWN}:sequence", str(step.sequence)),
    ]
    told = [*_common(step.name, step.at, step.transition, masks.of(step.actor)), *place]
    told.append(("string", f"{OWN}:kind", str(step.kind)))
    if step.group:
        told.append(("string", "org:group", step.group))
    if step.element:
        told.append(("string", f"{OWN}:element", step.element))
    if step.task:
        told.append(("string", "concept:instance", step.task))
    if step.on_behalf_of:
        told.append(("string", f"{OWN}:on_behalf_of", masks.of(step.on_behalf_of)))
    if masks.tells_contents and step.value is not None:
        told.append(("string", f"{OWN}:values", json.dumps(plain(step.value), ensure_ascii=False)))
    yield told
    for element, name in step.automatic:
        done = _common(name, step.at, "complete", SYSTEM.id)
        yield [*done, *place, ("string", f"{OWN}:kind", "automatic"), ("string", f"{OWN}:element", element)]


def _common(name: str, at: datetime, transition: str, resource: str) -> list[_Attribute]:
    return [
        ("string", "concept:name", name),
        ("date", "time:timestamp", at.astimezone(UTC).isoformat(timespec="milliseconds")),
        ("string", "lifecycle:transition", transition),
        ("string", "org:resource", resource),
    ]


@contextmanager
def _inside(file: XMLGenerator, tag: str, attributes: dict[str, str]) -> Generator[None]:
    file.startElement(tag, AttributesImpl(attributes))
    file.ignorableWhitespace("\n")
    yield
    file.endElement(tag)
    file.ignorableWhitespace("\n")


def _write_attributes(file: XMLGenerator, attributes: Iterable[_Attribute]) -> None:
    for tag, key, value in attributes:
        _write(file, tag, key=key, value=_UNWRITABLE.sub("\ufffd", value))


def _write(file: XMLGenerator, tag: str, **attributes: str) -> None:
    file.startElement(tag, AttributesImpl(attributes))
    file.endElement(tag)
    file.ignorableWhitespace("\n")
