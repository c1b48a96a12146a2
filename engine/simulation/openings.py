"""Openings: how a process may begin, with which answers or data."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from engine.definitions import Definition
from engine.forms import parse_form
from engine.forms.components import all_of
from engine.simulation.answers import Questionnaire, example_of, variants
from engine.simulation.conditions import Sketch
from engine.simulation.ground import Ground
from engine.simulation.origins import is_called
from engine.simulation.payloads import OTHER
from engine.simulation.records import Record
from engine.simulation.runs import start_form, start_lists
from engine.simulation.world import World
from engine.spiff import Start


class Openings:
    """The starts of one process, for somebody at an instant."""

    def __init__(self, ground: Ground, definition: Definition, sketch: Sketch, at: datetime, by: str) -> None:
        self._ground, self.definition, self._sketch, self._at, self._by = ground, definition, sketch, at, by
        self.unanswered: dict[str, str] = {}
        """The starts whose form took none of the answers that were made up, with what it said."""

    def is_own(self, start: Start) -> bool:
        """Whether it begins there without another process."""
        if start.kind == "message":
            return start_form(self.definition, self.definition.process.elements[start.element]) is not None
        return start.kind == "timer" or (start.kind == "none" and not is_called(self._ground, self.definition.key))

    def records(self, world: World, start: Start) -> Iterator[Record]:
        """One for each set of answers, or of data, that opens a way of its own."""
        bare = Record(self.definition.key, self._at, self._by, "" if start.kind == "none" else start.element)
        element = self.definition.process.elements[start.element]
        form = start_form(self.definition, element)
        if start.kind == "timer":
            yield bare
        elif form is not None:
            asked = Questionnaire(form, start_lists(world, form), self.definition.texts, world.clock)
            found, said = variants(asked, self._sketch.names, self._sketch.compared)
            if said:
                self.unanswered.setdefault(start.element, said)
            for posted in found:
                yield replace(bare, answers=posted)
        elif start.kind == "none" and not is_called(self._ground, self.definition.key):
            yield bare
        elif start.kind in {"none", "message"}:
            for payload in self._first_data():
                yield replace(bare, payload=payload)

    def _first_data(self) -> Iterator[Mapping[str, object]]:
        """What a message or a caller may bring: examples of what forms ask, and each value that decides the way."""
        today = self._at.astimezone(self._ground.zone).date()
        base: dict[str, object] = {}
        for path in sorted(self.definition.resources):
            folder = path.rpartition("/")[0]
            if path.endswith(".form.json") and folder == self.definition.folder:
                for component in all_of(parse_form(self.definition.resources[path], path).components):
                    if component.process and component.key not in base:
                        base[component.key] = example_of(component, today)
        base["proposer"] = self._by
        asked = {key for form in self.definition.forms.values() for key in form.process_keys}
        compared = self._sketch.compared
        yield base
        for name, values in compared.items():
            if "." not in name and name not in asked:
                yield from (base | {name: OTHER if value is None else value} for value in values)
