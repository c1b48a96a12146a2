"""Scenarios: how long things take, how often they come, and which way they go; read from JSON, bounded.

    {
      "process": "idea",                  what is estimated
      "seed": 1, "cases": 500,            the same seed gives the same figures
      "arrivals_per_month": 4,
      "tasks": {"filter_idea": {"days": [5, 14, 40]},              least, usual, most: triangular
                "prepare_proposal": {"median": 30, "high": 90}},   half within, nine of ten within: lognormal
      "workers": {"filter_idea": 2},      how many can be done at a time; without it nothing queues
      "meetings": {"peloton": {"per_year": 2, "items": 10},
                   "rmg": {"dates": ["2027-02-10", "2027-06-09"]},
                   "owners_meeting": {"every_days": 45}},
      "waits": {"peloton_opinion": {"meeting": "peloton"},         where one waits for which meeting
                "record_reply": {"median": 60, "high": 120}},
      "events": {"idea_withdrawn": {"share": 0.1, "after": {"median": 30, "high": 90}}},    an event sub-process, by its
                                                                   start: in how many cases, how long after its scope
      "branches": {"filtering_result": {"filtering_result_to_list_cost_models": 0.6}},
      "people": {"advisor": ["anna", "matti"]},                    who belongs to a group, beside the region's own
      "services": {"funding.limit": {"amount": 1000}}              what a service answers that is not there
    }

Everything may be left out: tasks then take half of their due time in the median, and all of it nine times of ten;
meetings are held as their diagrams plan them; each way out of a gateway is as likely as the others; of the event
sub-processes only those happen that begin after a time.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from engine.errors import InvalidInput

MOST_CASES = 5_000
NINE_OF_TEN = 1.2815515655446004
"""The standard normal's ninth decile."""

_KEYS = frozenset(
    {"process", "seed", "cases", "arrivals_per_month", "tasks", "workers", "meetings", "waits", "branches"}
    | {"people", "services", "events"}
)


@dataclass(frozen=True)
class Triangular:
    """A length in days: at least, usually, at most."""

    least: float
    usual: float
    most: float

    def draw(self, chance: Random) -> float:
        """One length."""
        return chance.triangular(self.least, self.most, self.usual)


@dataclass(frozen=True)
class Lognormal:
    """A length in days: half of them within the median, nine of ten within `high`."""

    median: float
    high: float

    def draw(self, chance: Random) -> float:
        """One length."""
        return self.median * math.exp(chance.gauss(0, 1) * math.log(self.high / self.median) / NINE_OF_TEN)


Length = Triangular | Lognormal


@dataclass(frozen=True)
class Meetings:
    """When a body meets, by one of three; `items` is how much one meeting takes up, None: everything."""

    per_year: float | None = None
    every_days: float | None = None
    dates: tuple[date, ...] = ()
    items: int | None = None


@dataclass(frozen=True)
class Chance:
    """An event that happens in a share of the cases (0 to 1), so long after its scope was entered."""

    share: float
    after: Length


@dataclass(frozen=True)
class Scenario:
    """What is assumed; see the module."""

    process: str = ""
    seed: int = 1
    cases: int = 500
    arrivals_per_month: float = 4.0
    tasks: Mapping[str, Length] = field(default_factory=dict)
    workers: Mapping[str, int] = field(default_factory=dict)
    meetings: Mapping[str, Meetings] = field(default_factory=dict)
    waits: Mapping[str, "Length | str"] = field(default_factory=dict)
    branches: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    events: Mapping[str, Chance] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_scenario(text: str) -> Scenario:
    """A scenario from JSON.  Raises InvalidInput with a sentence that names the entry."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"Expected a scenario in JSON, but {error}.") from error
    _demand(isinstance(told, dict), "an object", "the scenario", told)
    unknown = sorted(told.keys() - _KEYS)
    _demand(not unknown, f"only {', '.join(sorted(_KEYS))}", "the scenario", ", ".join(unknown))
    return Scenario(
        process=_text(told.get("process", ""), "process"),
        seed=int(_number(told.get("seed", 1), "seed", -(10**12), 10**12)),
        cases=int(_number(told.get("cases", 500), "cases", 1, MOST_CASES)),
        arrivals_per_month=_number(told.get("arrivals_per_month", 4.0), "arrivals_per_month", 0.01, 10_000),
        tasks={key: _length(value, f"tasks.{key}") for key, value in _entries(told, "tasks")},
        workers={key: int(_number(value, f"workers.{key}", 1, 10_000)) for key, value in _entries(told, "workers")},
        meetings={key: _meetings(value, f"meetings.{key}") for key, value in _entries(told, "meetings")},
        waits={key: _wait(value, f"waits.{key}") for key, value in _entries(told, "waits")},
        events={key: _chance(value, f"events.{key}") for key, value in _entries(told, "events")},
        branches={key: _branches(value, f"branches.{key}") for key, value in _entries(told, "branches")},
        people={key: _people(value, f"people.{key}") for key, value in _entries(told, "people")},
        services={key: _answer(value, f"services.{key}") for key, value in _entries(told, "services")},
    )


def _entries(told: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    value = told.get(name, {})
    _demand(isinstance(value, dict), "an object", name, value)
    return list(value.items())


def _length(value: Any, where: str) -> Length:
    _demand(isinstance(value, dict), 'an object with "days", or with "median" and "high"', where, value)
    if "days" in value:
        days = value["days"]
        _demand(isinstance(days, list) and len(days) == 3, "three numbers", f"{where}.days", days)
        least, usual, most = (_number(day, f"{where}.days", 0, 36_500) for day in days)
        _demand(least <= usual <= most, "least, usual and most in this order", f"{where}.days", days)
        return Triangular(least, usual, most)
    median = _number(value.get("median"), f"{where}.median", 0.001, 36_500)
    return Lognormal(median, _number(value.get("high", median * 2), f"{where}.high", median, 36_500))


def _wait(value: Any, where: str) -> "Length | str":
    if isinstance(value, dict) and "meeting" in value:
        return _text(value["meeting"], f"{where}.meeting")
    return _length(value, where)


def _chance(value: Any, where: str) -> Chance:
    _demand(isinstance(value, dict) and "after" in value, 'an object with "share" and "after"', where, value)
    return Chance(_number(value.get("share"), f"{where}.share", 0, 1), _length(value["after"], f"{where}.after"))


def _meetings(value: Any, where: str) -> Meetings:
    _demand(isinstance(value, dict), "an object", where, value)
    ways = [name for name in ("per_year", "every_days", "dates") if name in value]
    _demand(len(ways) == 1, 'one of "per_year", "every_days" and "dates"', where, ", ".join(ways) or "none")
    items = value.get("items")
    count = None if items is None else int(_number(items, f"{where}.items", 1, 10_000))
    if ways == ["dates"]:
        return Meetings(dates=_dates(value["dates"], f"{where}.dates"), items=count)
    number = _number(value[ways[0]], f"{where}.{ways[0]}", 0.01, 36_500)
    return Meetings(per_year=number, items=count) if ways == ["per_year"] else Meetings(every_days=number, items=count)


def _dates(value: Any, where: str) -> tuple[date, ...]:
    _demand(isinstance(value, list) and bool(value), "a list of dates", where, value)
    try:
        return tuple(sorted(date.fromisoformat(one) for one in value))
    except (TypeError, ValueError):
        raise InvalidInput(f"Expected dates like 2027-02-10 at {where}, but got {_shown(value)}.") from None


def _branches(value: Any, where: str) -> Mapping[str, float]:
    _demand(isinstance(value, dict), "an object of flows and their shares", where, value)
    return {key: _number(share, f"{where}.{key}", 0, 1_000_000) for key, share in value.items()}


def _people(value: Any, where: str) -> tuple[str, ...]:
    _demand(isinstance(value, list), "a list of people", where, value)
    return tuple(_text(one, where) for one in value)


def _answer(value: Any, where: str) -> Mapping[str, Any]:
    _demand(isinstance(value, dict), "an object", where, value)
    return dict(value)


def _number(value: Any, where: str, least: float, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    _demand(is_number and least <= value <= most, f"a number from {least:g} to {most:g}", where, value)
    return float(value)


def _text(value: Any, where: str) -> str:
    _demand(isinstance(value, str), "a text", where, value)
    return str(value)


def _demand(holds: bool, expected: str, where: str, got: object) -> None:
    if not holds:
        raise InvalidInput(f"Expected {expected} at {where}, but got {_shown(got)}.")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text[:80]
