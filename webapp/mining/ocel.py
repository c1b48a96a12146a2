"""OCEL 2.0 in JSON: steps as events that concern several objects, each in its own way, written as they are read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any, TextIO

from engine import SYSTEM, Kind
from webapp.auditing import plain
from webapp.mining.masks import Masks
from webapp.mining.steps import Step

MATTERS = ("idea", "project", "meeting")
"""Matters are of the type that their key begins with, or else plain matters."""
OBJECT_TYPES: Mapping[str, Mapping[str, str]] = {
    **{kind: {"title": "string", "process": "string", "version": "integer"} for kind in (*MATTERS, "matter")},
    "task": {"name": "string", "holder": "string", "open": "boolean"},
    "person": {},
    "document": {"version": "integer", "sha256": "string"},
}
EVENT_ATTRIBUTES = {
    "kind": "string", "transition": "string", "process": "string", "version": "integer", "element": "string",
    "group": "string", "values": "string",
}  # fmt: skip
_Link = dict[str, str]
_HELD = frozenset({Kind.CLAIMED, Kind.HANDED_OVER, Kind.RELEASED, Kind.COMPLETED})


def write_ocel(steps: Iterable[Step], masks: Masks, out: IO[bytes]) -> None:
    """A log with the steps, which come matter by matter.

    Objects come to light with the events: they wait in a file of their own until all events are written.
    """
    text = TextIOWrapper(out, "utf-8", newline="\n", write_through=True)
    _write(steps, masks, text)
    text.detach()


def _write(steps: Iterable[Step], masks: Masks, out: TextIO) -> None:
    names, people = dict[str, None](), dict[str, None]()
    with TextIOWrapper(TemporaryFile(), "utf-8", newline="\n") as objects:
        add_object, add_event = _list_into(objects), _list_into(out)
        out.write('{"events": [')
        for matter, own in groupby(steps, key=lambda step: step.matter):
            met = _Met(matter, masks)
            for step in own:
                for event in met.tell(step):
                    names[event["type"]] = None
                    add_event(event)
            people |= met.people
            for one in met.objects.values():
                add_object(one)
        for person in people:
            add_object(_object(person, "person"))
        out.write('\n], "objects": [')
        objects.seek(0)
        for line in objects:
            out.write(line)
    types = [{"name": name, "attributes": _declared(of)} for name, of in OBJECT_TYPES.items()]
    kinds = [{"name": name, "attributes": _declared(EVENT_ATTRIBUTES)} for name in names]
    out.write(f'\n], "objectTypes": {_json(types)}, "eventTypes": {_json(kinds)}}}\n')


class _Met:
    """The objects that the steps of one matter are about."""

    def __init__(self, matter: str, masks: Masks) -> None:
        kind = matter.partition("/")[0]
        self._masks = masks
        self.matter = _object(matter, kind if kind in MATTERS else "matter")
        self.objects = {matter: self.matter}
        self.people = dict[str, None]()

    def tell(self, step: Step) -> Iterator[dict[str, Any]]:
        """The step as an event, and what the program did in consequence."""
        links = [*self._matter(step), *self._task(step), *self._people(step), *self._document(step)]
        told = {"kind": str(step.kind), "transition": step.transition, "element": step.element, "group": step.group}
        if self._masks.tells_contents and step.value is not None:
            told["values"] = json.dumps(plain(step.value), ensure_ascii=False)
        number = f"{step.instance_id}/{step.sequence}"
        yield _event(number, step.name, step, told, links)
        for place, (element, name) in enumerate(step.automatic, 1):
            done = {"kind": "automatic", "transition": "complete", "element": element}
            yield _event(f"{number}/{place}", name, step, done, _link(step.matter, "matter"))

    def _matter(self, step: Step) -> list[_Link]:
        if self._masks.tells_contents:
            _set(self.matter, "title", step.title, step.at)
        if step.kind in (Kind.STARTED, Kind.MIGRATED):
            _set(self.matter, "process", step.process, step.at)
            _set(self.matter, "version", step.version, step.at)
        return _link(step.matter, "matter")

    def _task(self, step: Step) -> list[_Link]:
        if not step.task:
            return []
        number = f"task/{step.task}"
        task = self.objects.setdefault(number, _object(number, "task", _link(self.matter["id"], "belongs to")))
        _set(task, "name", step.name, step.at)
        if step.kind in _HELD:
            holder = step.actor if step.kind is Kind.COMPLETED else (step.value or {}).get("to")
            _set(task, "holder", self._masks.of(holder) if holder else "", step.at)
        _set(task, "open", step.kind not in (Kind.COMPLETED, Kind.WITHDRAWN), step.at)
        return _link(number, "task")

    def _people(self, step: Step) -> list[_Link]:
        found = []
        for person, how in ((step.actor, "done by"), (step.on_behalf_of, "on behalf of")):
            if person and person != SYSTEM.id:
                number = f"person/{self._masks.of(person)}"
                self.people[number] = None
                found += _link(number, how)
        return found

    def _document(self, step: Step) -> list[_Link]:
        if step.kind is not Kind.ATTACHED or not (value := step.value):
            return []
        number = f"document/{value.get('document') or value.get('sha256')}"
        paper = self.objects.setdefault(number, _object(number, "document", _link(self.matter["id"], "belongs to")))
        with suppress(TypeError, ValueError):
            _set(paper, "version", int(value["version"]), step.at)
        _set(paper, "sha256", str(value.get("sha256", "")), step.at)
        return _link(number, "document")


def _event(number: str, name: str, step: Step, told: Mapping[str, Any], links: list[_Link]) -> dict[str, Any]:
    values = {**told, "process": step.process, "version": step.version}
    return {
        "id": number,
        "type": name,
        "time": _moment(step.at),
        "attributes": [{"name": key, "value": value} for key, value in values.items() if value not in (None, "")],
        "relationships": links,
    }


def _object(number: str, kind: str, links: Iterable[_Link] = ()) -> dict[str, Any]:
    return {"id": number, "type": kind, "attributes": [], "relationships": list(links)}


def _set(one: dict[str, Any], name: str, value: object, at: datetime) -> None:
    """An attribute has a value from a moment on; what it was already is not told again."""
    before = next((told["value"] for told in reversed(one["attributes"]) if told["name"] == name), None)
    if before != value:
        one["attributes"].append({"name": name, "time": _moment(at), "value": value})


def _link(number: str, qualifier: str) -> list[_Link]:
    return [{"objectId": number, "qualifier": qualifier}]


def _declared(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _list_into(out: TextIO) -> Callable[[object], None]:
    """What writes one object after another into a list in JSON."""
    written = False

    def add(one: object) -> None:
        nonlocal written
        out.write((",\n" if written else "\n") + _json(one))
        written = True

    return add


def _json(value: object) -> str:
    """Characters that UTF-8 has no way to write are replaced."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
