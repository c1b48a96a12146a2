"""Shapes: dataclasses as JSON, read strictly, written plainly, and described as JSON Schema (OpenAPI 3.1's dialect).

A field's type says what it may hold; `Annotated[int, Limits(minimum=1)]` narrows it further; `float` is any number,
read exactly.  Dates and instants are ISO 8601, sums are texts with a decimal point: JSON's numbers are not exact.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from webapp.localisation import gettext

LARGEST = 2**53 - 1
"""The largest number that every JSON reader keeps exactly."""

DEEPEST = 20
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # What no database keeps.


@dataclass(frozen=True)
class Limits:
    """What a value must keep to, beside its type; `description` is for the document."""

    minimum: int | None = None
    maximum: int | None = None
    longest: int | None = None
    pattern: str = ""
    description: str = ""


@dataclass(frozen=True)
class Many:
    """How many fields an object of any names may have."""

    most: int


class Unfit(Exception):
    """What came does not have the shape that was asked for."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep a sentence for each place, as `answers.cost`."""
        super().__init__("Expected another shape.")
        self.errors = dict(errors)


@dataclass
class Document:
    """The schemas of the dataclasses that were named so far, by their names."""

    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)

    def schema(self, kind: Any) -> dict[str, Any]:
        """The JSON Schema of a type; a dataclass is referred to, and described once."""
        origin = get_origin(kind)
        if origin is Annotated:
            inner, *notes = get_args(kind)
            return _narrowed(self.schema(inner), notes)
        if origin in (Union, UnionType):
            return {"anyOf": [self.schema(one) for one in get_args(kind)]}
        if origin is Literal:
            return {"type": "string", "enum": list(get_args(kind))}
        if origin in (list, tuple, Sequence):
            return {"type": "array", "items": self.schema(get_args(kind)[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.schema(get_args(kind)[1])}
        return self._named(kind) if is_dataclass(kind) else _plain(kind)

    def _named(self, kind: Any) -> dict[str, Any]:
        name = name_of(kind)
        if name not in self.schemas:
            self.schemas[name] = {}  # A shape may hold itself.
            hints = hints_of(kind)
            self.schemas[name] = {
                "type": "object",
                "description": (kind.__doc__ or "").strip(),
                "properties": {one.name: self.schema(hints[one.name]) for one in fields(kind)},
                "required": [one.name for one in fields(kind) if is_asked(one)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{name}"}


def name_of(kind: Any) -> str:
    """What a shape is called in the document."""
    return str(kind.__name__)


def hints_of(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields, with their limits."""
    return get_type_hints(kind, include_extras=True)


def is_asked(one: "Field[Any]") -> bool:
    """Whether a field has no default."""
    return one.default is MISSING and one.default_factory is MISSING


def is_number(kind: Any) -> bool:
    """Whether a type takes whole numbers, and no text."""
    if get_origin(kind) is Annotated:
        return is_number(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return any(is_number(one) for one in get_args(kind))
    return kind is int


def _narrowed(schema: dict[str, Any], notes: Sequence[object]) -> dict[str, Any]:
    """The schema with what its notes say; of several alternatives it is the first that they speak of."""
    told: dict[str, Any] = {}
    for note in notes:
        if isinstance(note, Many):
            told["maxProperties"] = note.most
        if isinstance(note, Limits):
            words: dict[str, object] = {"minimum": note.minimum, "maximum": note.maximum, "maxLength": note.longest}
            words |= {"pattern": note.pattern or None, "description": note.description or None}
            told |= {name: value for name, value in words.items() if value is not None}
    if "anyOf" in schema and (limits := {name: told[name] for name in told if name != "description"}):
        first, *others = schema["anyOf"]
        described = {"description": told["description"]} if "description" in told else {}
        return {"anyOf": [first | limits, *others], **described}
    return schema | told


_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    float: {"type": "number"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    Any: {},
}


def _plain(kind: Any) -> dict[str, Any]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(one) for one in kind]}
    return dict(_PLAIN[kind])


def read(kind: Any, value: object) -> Any:
    """A value of the type, of what JSON gave.  Raises Unfit with a sentence for each place that does not fit."""
    errors: dict[str, str] = {}
    found = _read(kind, value, "", errors)
    if errors:
        raise Unfit(errors)
    return found


def _read(kind: Any, value: object, place: str, errors: dict[str, str]) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *notes = get_args(kind)
        found = _read(inner, value, place, errors)
        if place not in errors and (sentence := _broken(found, notes)):
            errors[place] = sentence
        return found
    if origin in (Union, UnionType):
        return _read_union(get_args(kind), value, place, errors)
    if origin is Literal:
        return _read_choice(get_args(kind), value, place, errors)
    if origin in (list, tuple, Sequence):
        return _read_list(get_args(kind)[0], value, place, errors)
    if origin in (dict, Mapping):
        return _read_map(get_args(kind)[1], value, place, errors)
    if is_dataclass(kind):
        return _read_shape(kind, value, place, errors)
    return _read_plain(kind, value, place, errors)


def _read_union(kinds: Sequence[Any], value: object, place: str, errors: dict[str, str]) -> Any:
    if value is None and NoneType in kinds:
        return None
    told: dict[str, str] = {}
    for one in kinds:
        told = {}
        found = _read(one, value, place, told)
        if one is not NoneType and not told:
            return found
    errors.update(told or {place: gettext("A value of another kind is expected here.")})
    return None


def _read_choice(known: Sequence[str], value: object, place: str, errors: dict[str, str]) -> object:
    if value not in known:
        errors[place] = gettext("Expected one of these: %(values)s.", values=", ".join(known))
    return value


def _read_list(kind: Any, value: object, place: str, errors: dict[str, str]) -> list[Any]:
    if not isinstance(value, list):
        errors[place] = gettext("A list is expected here.")
        return []
    return [_read(kind, one, f"{place}.{at}".lstrip("."), errors) for at, one in enumerate(value)]


def _read_map(kind: Any, value: object, place: str, errors: dict[str, str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        errors[place] = gettext("An object is expected here.")
        return {}
    if any(_UNFIT.search(name) for name in value):
        errors[place] = gettext("A character here cannot be kept.")
        return {}
    return {name: _read(kind, one, f"{place}.{name}".lstrip("."), errors) for name, one in value.items()}


def _read_shape(kind: Any, value: object, place: str, errors: dict[str, str]) -> Any:
    if not isinstance(value, dict):
        errors[place] = gettext("An object is expected here.")
        return None
    hints, known = hints_of(kind), {one.name: one for one in fields(kind)}
    said = dict.fromkeys(sorted(value.keys() - known.keys()), gettext("There is no field of this name."))
    missing = sorted(name for name, one in known.items() if name not in value and is_asked(one))
    said |= dict.fromkeys(missing, gettext("This is missing."))
    errors |= {f"{place}.{name}".lstrip("."): sentence for name, sentence in said.items()}
    read_ones = {
        name: _read(hints[name], value[name], f"{place}.{name}".lstrip("."), errors) for name in known if name in value
    }
    return None if said else kind(**read_ones)


def _read_plain(kind: Any, value: object, place: str, errors: dict[str, str]) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _read_choice([str(one) for one in kind], value, place, errors)
    try:
        return _READERS[kind](value)
    except (ValueError, TypeError):
        errors[place] = _sentence(kind)
    return None


def _sentence(kind: Any) -> str:
    sentences = {
        str: gettext("A text is expected here."),
        int: gettext("A whole number is expected here."),
        float: gettext("A number is expected here."),
        bool: gettext("True or false is expected here."),
    }
    return sentences.get(kind, gettext("A value of another kind is expected here."))


def _text(value: object) -> str:
    if not isinstance(value, str) or _UNFIT.search(value):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _number(value: object) -> Decimal:
    """A number that JSON gave, exactly as it was written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError
    found = Decimal(value)
    if not found.is_finite() or not -30 < found.adjusted() < 30:
        raise ValueError
    return found


def _nothing(value: object) -> None:
    if value is not None:
        raise TypeError


_READERS: dict[Any, Callable[[object], Any]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    NoneType: _nothing,
}


def _broken(value: object, notes: Sequence[object]) -> str:
    """Which limit a value does not keep to, in a sentence; empty when it keeps to all."""
    for note in notes:
        if isinstance(note, Many) and isinstance(value, dict) and len(value) > note.most:
            return gettext("At most %(count)s are taken.", count=note.most)
        if isinstance(note, Limits) and (sentence := _beyond(value, note)):
            return sentence
    return ""


def _beyond(value: object, limits: Limits) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if limits.minimum is not None and value < limits.minimum:
            return gettext("At least %(count)s is expected here.", count=limits.minimum)
        if limits.maximum is not None and value > limits.maximum:
            return gettext("At most %(count)s is expected here.", count=limits.maximum)
    if isinstance(value, str):
        if limits.longest is not None and len(value) > limits.longest:
            return gettext("At most %(count)s characters are taken.", count=limits.longest)
        if limits.pattern and not re.search(limits.pattern, value):
            return gettext("This is not written as it should be.")
    return ""


def told(value: object, depth: int = 0) -> Any:
    """A value as JSON has it; what process data hold beside texts, numbers and dates is told as a text."""
    if depth > DEEPEST:
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: told(getattr(value, one.name), depth + 1) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): told(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [told(one, depth + 1) for one in value]
    return _told_plain(value)


def _told_plain(value: object) -> str | bool | int | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
