"""Values as JSON, exactly: what JSON has no form for is written as `{"@t": [kind, text …]}`.

A user's object that has the key `@t` itself is written as `{"@t": ["{", [[key, value] …]]}`, so that every key
survives; this costs nothing while there is none, for the tags that were written are counted against those in the text.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.values import YearsMonthsDuration

TAG = "@t"
_WRITTEN = f'"{TAG}":'


def encode(value: object) -> bytes:
    """A value as JSON; raises TypeError for a kind that `scopes.storable` would not let in."""
    tags = 0

    def tagged(item: object) -> object:
        nonlocal tags
        tags += 1
        return {TAG: _tag(item)}

    text = _dumps(value, tagged)
    if text.count(_WRITTEN) != tags:
        text = _dumps(_escaped(value), tagged)
    return text.encode()


def _dumps(value: object, tagged: Any) -> str:
    return json.dumps(value, default=tagged, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def decode(content: bytes) -> Any:
    """The value again, equal and of the same types."""
    text = content.decode()
    return json.loads(text, object_hook=_restored) if _WRITTEN in text else json.loads(text)


def _tag(value: object) -> list[object]:
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, datetime):
        return ["i", *_clock(value)]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["t", *_clock(value)]
    if isinstance(value, timedelta):
        return ["s", value.days, value.seconds, value.microseconds]
    if isinstance(value, YearsMonthsDuration):
        return ["m", value.months]
    raise TypeError(f"Expected a value that a state can keep, but got one of type {type(value).__name__}.")


def _clock(value: datetime | time) -> list[object]:
    """The wall clock, its zone by name, and its fold: they say exactly which instant it is in a repeated hour too."""
    zone = value.tzinfo
    if isinstance(zone, ZoneInfo):
        return [value.replace(tzinfo=None).isoformat(), zone.key, value.fold]
    return [value.isoformat(), "", 1] if value.fold else [value.isoformat()]


def _restored(found: dict[str, Any]) -> object:
    if len(found) != 1 or TAG not in found:
        return found
    kind, *parts = found[TAG]
    return _RESTORE[kind](*parts)


def _instant(text: str, zone: str = "", fold: int = 0) -> datetime:
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=ZoneInfo(zone) if zone else value.tzinfo, fold=fold)


def _time(text: str, zone: str = "", fold: int = 0) -> time:
    value = time.fromisoformat(text)
    return value.replace(tzinfo=ZoneInfo(zone) if zone else value.tzinfo, fold=fold)


_RESTORE: Mapping[str, Any] = {
    "n": Decimal,
    "i": _instant,
    "d": date.fromisoformat,
    "t": _time,
    "s": timedelta,
    "m": YearsMonthsDuration,
    "{": dict,
}


def _escaped(value: object) -> object:
    if isinstance(value, Mapping):
        items = {key: _escaped(item) for key, item in value.items()}
        return {TAG: ["{", list(items.items())]} if TAG in items else items
    if isinstance(value, list | tuple):
        return [_escaped(item) for item in value]
    return value
