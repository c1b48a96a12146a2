"""One row a type of field: how an answer is read from what a browser posts, and written back for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from unicodedata import category, normalize

from engine.forms.components import Component, Option
from engine.forms.entry import read_date, read_number, write_date, write_number
from engine.forms.sentences import Refusal

LONGEST_LINE = 2_000
LONGEST_TEXT = 50_000
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Reader:
    """What reading an answer may depend on: the field, its options now, the reader's language."""

    component: Component
    options: tuple[Option, ...]
    language: str


def _nothing() -> object:
    return None


@dataclass(frozen=True)
class FieldType:
    """How one type of field reads and writes.

    `read` gets the posted texts, none of them blank, and raises Refusal; `empty` makes the answer when there are none.
    """

    read: Callable[[Reader, Sequence[str]], object]
    write: Callable[[Reader, object], tuple[str, ...]]
    missing: str  # The sentence when an answer is required and there is none.
    empty: Callable[[], object] = _nothing


def clean_text(text: str) -> str:
    """The text without control characters, in one form of Unicode (NFC), its lines ended by a line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", "".join(mark for mark in lines if mark in "\n\t" or category(mark) not in _REFUSED)).strip()


_REFUSED = frozenset({"Cc", "Cs"})


def _read_line(reader: Reader, posted: Sequence[str]) -> object:
    return _bounded(" ".join(clean_text(posted[0]).split()), reader.component, LONGEST_LINE)


def _read_text(reader: Reader, posted: Sequence[str]) -> object:
    return _bounded(clean_text(posted[0]), reader.component, LONGEST_TEXT)


def _bounded(text: str, component: Component, longest: int) -> str:
    if component.limits.longest is not None:
        longest = min(longest, component.limits.longest)
    if len(text) > longest:
        raise Refusal("long", count=longest)
    return text


def _read_number(reader: Reader, posted: Sequence[str]) -> object:
    component = reader.component
    value = read_number(posted[0], reader.language, unit=component.unit, digits=component.digits)
    return value.quantize(_CENT) if component.kind == "money" and component.digits == 2 else value


def _read_date(reader: Reader, posted: Sequence[str]) -> object:
    return read_date(posted[0])


def _read_choice(reader: Reader, posted: Sequence[str]) -> object:
    return _chosen(reader, posted[0])


def _read_choices(reader: Reader, posted: Sequence[str]) -> object:
    return [_chosen(reader, text) for text in dict.fromkeys(posted)]


def _chosen(reader: Reader, text: str) -> object:
    if not reader.options:
        raise Refusal("no_options")
    for option in reader.options:
        if option.posted == text:
            return option.value
    if reader.component.source:
        return _named(reader, text)
    raise Refusal("not_an_option")


def _named(reader: Reader, text: str) -> object:
    """The option whose name was typed: a long list is searched by its names."""
    wanted = " ".join(clean_text(text).split()).casefold()
    found = [option for option in reader.options if " ".join(option.label.split()).casefold() == wanted]
    if len(found) > 1:
        raise Refusal("several_names", text=text)
    if not found:
        raise Refusal("no_such_name")
    return found[0].value


def _read_files(reader: Reader, posted: Sequence[str]) -> object:
    """The numbers of documents: only those that the matter has."""
    known = {option.posted: option.value for option in reader.options}
    kept = [known[text] for text in dict.fromkeys(posted) if text in known]
    if reader.component.multiple:
        return kept
    return kept[-1] if kept else None


def _read_tick(reader: Reader, posted: Sequence[str]) -> object:
    return posted[-1].strip().lower() in ("true", "on", "1")


def _write_text(reader: Reader, value: object) -> tuple[str, ...]:
    return () if value is None else (_written(value, reader.language),)


def _write_money(reader: Reader, value: object) -> tuple[str, ...]:
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and Decimal(value).adjusted() < 24:
        exact = Decimal(value)
        return (write_number(exact if _finer_than_cents(exact) else exact.quantize(_CENT), reader.language),)
    return _write_text(reader, value)


def _finer_than_cents(value: Decimal) -> bool:
    return value != value.quantize(_CENT)


def _write_choices(reader: Reader, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(Option(item, "").posted for item in values)


def _write_tick(reader: Reader, value: object) -> tuple[str, ...]:
    return ("true",) if value is True else ()


def _written(value: object, language: str) -> str:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return write_number(value, language)
    if isinstance(value, datetime):
        return write_date(value.date())
    return write_date(value) if isinstance(value, date) else str(value)


FIELD_TYPES: Mapping[str, FieldType] = {
    "textfield": FieldType(_read_line, _write_text, "required"),
    "textarea": FieldType(_read_text, _write_text, "required"),
    "number": FieldType(_read_number, _write_text, "required"),
    "money": FieldType(_read_number, _write_money, "required"),
    "datetime": FieldType(_read_date, _write_text, "required"),
    "select": FieldType(_read_choice, _write_choices, "choose"),
    "radio": FieldType(_read_choice, _write_choices, "choose"),
    "filepicker": FieldType(_read_files, _write_choices, "add_file"),
    "checklist": FieldType(_read_choices, _write_choices, "choose_some", empty=list),
    "checkbox": FieldType(_read_tick, _write_tick, "tick", empty=bool),
}
