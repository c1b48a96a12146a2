"""Item definitions: the types of a model (DMN 1.5, 7.3.2 and 7.3.3), and reading JSON by them."""

import re
from collections.abc import Callable, Mapping, Sequence

from engine.decisions.document import Element
from engine.feel.budgets import Meter
from engine.feel.decimals import number
from engine.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.types import (
    ANY,
    NAMED_TYPES,
    Constrained,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Simple,
)

Passes = Callable[[object, Meter], bool | None]
AllowedValues = Callable[[str, Element], Passes | None]

_OTHER_NAMES = dict.fromkeys(("integer", "long", "double"), NAMED_TYPES["number"])


class Items:
    """The item definitions of a model, by name; those of imported models by `import.name`.

    `allowed` compiles the allowed values of an item: the text of unary tests and the element they stand in.
    """

    def __init__(self, root: Element, imported: Mapping[str, FeelType], allowed: AllowedValues) -> None:
        self._definitions = {item.name: item for item in root.children("itemDefinition")}
        self._allowed = allowed
        self._open: set[str] = set()
        self.types: dict[str, FeelType] = dict(imported)
        self.unknown: list[tuple[str, Element]] = []
        for name, item in self._definitions.items():
            self.named(name, item)

    def type_of(self, element: Element | None) -> FeelType | None:
        """The type an element's typeRef names; None where it names none."""
        return None if element is None else self.named(element.get("typeRef") or "", element)

    def named(self, reference: str, where: Element) -> FeelType | None:
        """A type by its name, with or without a prefix; None for one that is not known or defined by itself."""
        for name in (reference, reference.rpartition(":")[2]):
            if name in self._definitions and name not in self.types and name not in self._open:
                self._open.add(name)
                self.types[name] = self._defined(self._definitions[name])
                self._open.discard(name)
            kind = self.types.get(name) or NAMED_TYPES.get(name) or _OTHER_NAMES.get(name)
            if kind is not None:
                return kind
        if reference and reference not in self._definitions:
            self.unknown.append((reference, where))
        return None

    def _defined(self, item: Element) -> FeelType:
        kind = self._base(item)
        allowed = item.child("allowedValues")
        text = allowed.text() if allowed is not None else ""
        passes = self._allowed(text, item) if text else None
        if passes is not None:
            # Values allowed here take the place of those that the base type allows.
            kind = Constrained(kind.base if isinstance(kind, Constrained) else kind, passes)
        return ListType(kind) if item.get("isCollection") == "true" else kind

    def _base(self, item: Element) -> FeelType:
        function = item.child("functionItem")
        if function is not None:
            parameters = tuple(self.type_of(parameter) or ANY for parameter in function.children("parameters"))
            return FunctionType(parameters, self.named(function.get("outputTypeRef") or "", item) or ANY)
        components = item.children("itemComponent")
        if components:
            return ContextType({component.name: self._defined(component) for component in components})
        return self.named(item.text("typeRef"), item) or ANY


_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d{1,4})?", re.ASCII)


def _number_from(text: str) -> object:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return number(text)


_READERS: Mapping[str, Sequence[Callable[[str], object]]] = {
    "number": (_number_from,),
    "date": (parse_date, parse_date_time),
    "time": (parse_time,),
    "date and time": (parse_date_time,),
    "days and time duration": (parse_duration,),
    "years and months duration": (parse_duration,),
}


def read_by_type(value: object, kind: FeelType | None) -> object:
    """The value with the texts in it read as the dates, times, durations and numbers that the type declares.

    JSON has no such values; a text that is not one of them stays, and then does not fit its type.
    """
    if isinstance(kind, Constrained):
        return read_by_type(value, kind.base)
    if isinstance(kind, ListType):
        return [read_by_type(item, kind.element) for item in value] if isinstance(value, list) else value
    if isinstance(kind, ContextType) and isinstance(value, dict):
        return {key: read_by_type(item, kind.fields.get(key)) for key, item in value.items()}
    if isinstance(kind, Simple) and isinstance(value, str):
        return _read(value, kind.name)
    return value


def _read(text: str, type_name: str) -> object:
    for reader in _READERS.get(type_name, ()):
        try:
            return reader(text)
        except (ValueError, OverflowError):
            continue
    return text
