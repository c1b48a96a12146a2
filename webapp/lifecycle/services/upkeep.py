"""The model's upkeep: a year's days, whose turn it is, diagrams to review, terms that end, and newcomers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from engine import ServiceCall
from engine.definitions import Definitions
from engine.expressions import Present
from webapp.lifecycle import retention, upkeep
from webapp.lifecycle.calendar import Clock, Occasion
from webapp.lifecycle.people import members_of, names_of
from webapp.lifecycle.phrases import everywhere
from webapp.lifecycle.services.notices import write_to
from webapp.lifecycle.services.registry import services

services.ask(retention.DECISION)


@services.register("year.days")
def days(call: ServiceCall, *, year: int) -> dict[str, Any]:
    """What a year's clock proposes: `year`, and `days` as a list in words."""
    found = upkeep.days_of(_clock(call), int(year))
    return {"year": int(year), "days": "\n".join(f"- {_told(one, call)}" for one in found)}


@services.register("year.confirm")
def confirm(call: ServiceCall, *, year: int) -> None:
    """Tell each body's members their days of a year."""
    found: dict[str, list[Occasion]] = {}
    for one in upkeep.days_of(_clock(call), int(year)):
        if one.body is not None:
            found.setdefault(one.body, []).append(one)
    for body, own in found.items():
        subject = everywhere(lambda to: to.say("The days of the year %(year)s", year=year))
        text = "\n".join(_told(one, call) for one in own)
        for member in members_of(call.unit.connection, body, _today(call)):
            write_to(call, member, subject, text)


@services.register("year.convenors")
def convenors(call: ServiceCall, *, year: int) -> dict[str, Any]:
    """Whose turn it is to call: `turns`, a list of `{body, name, organisation, group, by_year}`."""
    found = upkeep.turns_of(call.unit.connection, int(year))
    return {
        "turns": [
            {"body": one.body, "name": one.name, "organisation": one.organisation, "group": one.convenor.group,
             "by_year": one.by_year}
            for one in found
        ]
    }  # fmt: skip


@services.register("upkeep.processes")
def processes(call: ServiceCall) -> dict[str, Any]:
    """What is deployed: `processes`, a list of `{key, name, version}`."""
    found = upkeep.newest_processes(call.unit.connection)
    return {"processes": [{"key": key, "name": name, "version": version} for key, name, version in found]}


@services.register("terms.ending")
def ending(call: ServiceCall, *, days: int, months: int) -> dict[str, Any]:
    """The terms of bodies' members that end from so many days on, within so many months: `ending`, a list.

    Each is `{group, name, ends_on, members, candidates}`; people are `{value, label}`.
    """
    connection, today = call.unit.connection, _today(call)
    begin = today + timedelta(days=int(days))
    found = upkeep.ending_terms(connection, begin, upkeep.months_after(today, int(months)) + timedelta(days=int(days)))
    return {"ending": [_ending(call, one) for one in found]}


@services.register("terms.renew")
def renew(
    call: ServiceCall, *, group: str, begins_on: date, ends_on: date | None = None,
    continuing: Sequence[str] | None = None, new: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Write the next terms of those who continue and of those who are new; the new ones are welcomed."""
    upkeep.write_terms(call.unit.write(), group, [*(continuing or []), *(new or [])], begins_on, ends_on)
    for one in new or []:
        key = f"onboarding/{one}/{begins_on}"
        payload = {"person": one, "groups": [group]}
        call.send("membership_begun", correlation="", business_key=key, payload=payload)


@services.register("onboarding.describe")
def describe(call: ServiceCall, *, person: str, groups: Sequence[str]) -> dict[str, Any]:
    """What a newcomer's year holds: `name`, `groups` in words, `work` as a list in words, and the `checker`'s group."""
    connection, clock = call.unit.connection, _clock(call)
    work = [f"- {process}: {task}" for process, task in upkeep.work_of(clock, groups)]
    own = [f"- {_told(one, call)}" for one in upkeep.days_for(clock, groups)]
    return {
        "name": names_of(connection, [person]).get(person, person),
        "groups": ", ".join(upkeep.group_names_of(connection, groups)),
        "work": "\n".join(work) or "- Saat tehtäväsi Omiin tehtäviin, kun ne alkavat.",
        "days": "\n".join(own) or "- Vuosikellossa ei ole vielä ryhmiesi ajankohtia.",
        "checker": upkeep.checker_of(connection, person, groups),
    }


def _ending(call: ServiceCall, one: upkeep.Term) -> dict[str, Any]:
    connection = call.unit.connection
    return {
        "group": one.group,
        "name": one.name,
        "ends_on": one.ends_on,
        "members": _choices(names_of(connection, one.members)),
        "candidates": _choices(dict(upkeep.candidates_for(connection, one.group, _today(call)))),
    }


def _told(one: Occasion, call: ServiceCall) -> str:
    day = one.at.astimezone(call.zone)
    return f"{day.day}.{day.month}.{day.year} {upkeep.title_of(one)}"


def _choices(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": one, "label": name} for one, name in names.items()]


def _clock(call: ServiceCall) -> Clock:
    """Read anew each time: numbers of definitions are a database's own."""
    return Clock(call.unit.connection, Definitions(), Present(call.now, call.zone))


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()
