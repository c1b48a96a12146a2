"""Foresight rounds: opened, called, contributed to, gathered, reported."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import foresight
from webapp.lifecycle.bodies import convenor_of, find_body
from webapp.lifecycle.foresight import Gathered, NoteKind
from webapp.lifecycle.organisations import Kind, in_force
from webapp.lifecycle.phrases import Words, everywhere
from webapp.lifecycle.schema import foresight_note, foresight_round
from webapp.lifecycle.schema import measure as measure_table
from webapp.lifecycle.services.notices import write_to_group, write_to_groups
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remember_new, remembered

BODY = "foresight"
_SPRING, _AUTUMN = ("kevät", 4, "toukokuu"), ("syksy", 10, "marraskuu")  # When it meets and reports [S22].
_OUTCOMES = {"done": "toteutettu", "dropped": "luovuttu", None: "kesken"}


@services.register("foresight.open")
def open_round(call: ServiceCall, *, day: date) -> dict[str, Any]:
    """Begin a round on its day: its `id`, `title`, `report_title`, and the group of its `convenor`.

    `earliest` and `latest` are the days between which it meets.
    """
    connection = call.unit.write()
    season, month, reported = _SPRING if day.month <= _SPRING[1] + 2 else _AUTUMN
    convenor = convenor_of(connection, find_body(connection, BODY), 1, day)
    title = f"Ennakointikierros, {season} {day.year}"
    return {
        "id": foresight.open_round(connection, call.business_key, title, convenor.organisation, day),
        "title": title,
        "report_title": f"Seudun tilannekuva, {reported} {day.year}",
        "convenor": convenor.group,
        "earliest": date(day.year, month, 1),
        "latest": date(day.year, month, 30),
    }


@services.register("foresight.contributors")
def name_contributors(call: ServiceCall, *, day: date) -> dict[str, Any]:
    """Who contributes on a day: `companies` and `authorities`, lists of `{organisation, name, …}` with their groups.

    A company has `advisors`, `staff` (advisors and project managers) and `heads` (chief executive and area owner);
    an authority has its `group`.
    """
    connection = call.unit.connection
    companies = in_force(connection, Kind.DEVELOPMENT_COMPANY, day)
    authorities = in_force(connection, Kind.AUTHORITY, day)
    return {
        "companies": [
            {
                "organisation": one.key,
                "name": one.short_name,
                "staff": [f"advisor_{one.key}", f"project_manager_{one.key}"],
                "advisors": f"advisor_{one.key}",
                "heads": [f"ceo_{one.key}", f"area_owner_{one.key}"],
            }
            for one in companies
        ],
        "authorities": [
            {"organisation": one.key, "name": one.name, "group": f"authority_{one.key}"} for one in authorities
        ],
    }


@services.register("foresight.call")
def call_group(
    call: ServiceCall, *, number: int, title: str, day: date, clock_time: str, place: str, agenda: str | None = None
) -> dict[str, Any]:
    """Call the coordination group together: `meeting_at`, in the organisation's zone."""
    with remembered(call, foresight_round, id=int(number)):
        foresight.change_round(call.unit.write(), int(number), meets_on=day)
    meeting_at = datetime.combine(day, time.fromisoformat(clock_time), call.zone)
    on, at = meeting_at.strftime("%-d.%-m.%Y"), meeting_at.strftime("%-H.%M")
    rest = f"{place}\n{agenda}" if agenda else place
    text = everywhere(lambda to: ", ".join((to.say("%(day)s at %(time)s", day=on, time=at), rest)))
    write_to_group(call, BODY, title, text)
    return {"meeting_at": meeting_at}


@services.register("foresight.note")
def note(call: ServiceCall, *, kind: str, text: str, organisation: str | None = None, about: str | None = None) -> None:
    """Keep what somebody knows for a round."""
    connection = call.unit.write()
    said = {"organisation": organisation, "about": about}
    number = foresight.note(connection, call.business_key, NoteKind(kind), text, call.now, **said)
    remember_new(call, foresight_note, id=number)


@services.register("foresight.gather")
def gather(
    call: ServiceCall, *, number: int, companies: Sequence[Mapping[str, Any]], authorities: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the meeting has to go by: `text`, and as `missing` the names of those who have not contributed."""
    connection = call.unit.write()
    gathered = foresight.gather(connection, int(number), call.business_key, call.now)
    names = {str(one["organisation"]): str(one["name"]) for one in (*companies, *authorities)}
    missing = [name for key, name in names.items() if key not in gathered.contributions]
    foresight.change_round(connection, int(number), gathered_at=call.now, missing="\n".join(missing))
    return {"text": _draft(gathered, names), "missing": missing}


@services.register("foresight.report")
def report(
    call: ServiceCall,
    *,
    number: int,
    title: str,
    text: str,
    conclusions: str,
    approved_on: date,
    measures: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Keep the approved report with the measures agreed upon: `measures`, each with its number and `business_key`."""
    connection, agreed = call.unit.write(), measures or []
    kept = foresight.keep_report(connection, int(number), title, text, conclusions, approved_on)
    numbers = foresight.agree_measures(connection, kept, agreed)
    begun = [
        {"measure": one, "business_key": f"measure/{one}", **row} for one, row in zip(numbers, agreed, strict=True)
    ]
    return {"id": kept, "text": f"{text}\n\n{conclusions}", "measures": begun}


@services.register("foresight.tell")
def tell(call: ServiceCall, *, groups: Sequence[str], subject: Words, text: Words) -> None:
    """Write to groups; whoever belongs to several gets one letter."""
    write_to_groups(call, groups, subject, text)


@services.register("foresight.tell_owners")
def tell_owners(call: ServiceCall, *, subject: Words, text: Words, areas: Sequence[str] | None = None) -> None:
    """Write to the owners of these areas."""
    for owner in foresight.owners_of(call.unit.connection, areas or []):
        write_to_group(call, f"area_owner_{owner}", subject, text)


@services.register("measure.close")
def close_measure(call: ServiceCall, *, measure: int, outcome: str, result: str) -> None:
    """Keep what came of a measure."""
    with remembered(call, measure_table, id=int(measure)):
        foresight.close_measure(call.unit.write(), int(measure), outcome, result, call.now)


for _topic in ("foresight.call", "foresight.note", "measure.close"):
    services.reverses(_topic)(put_back)


def _draft(gathered: Gathered, names: Mapping[str, str]) -> str:
    """The material in headed paragraphs, as a draft of the summary."""
    parts = [(names.get(key, key), text) for key, text in gathered.contributions.items()]
    parts += gathered.others
    parts += [("Toimenpide", _of_measure(*one)) for one in gathered.measures]
    return "\n\n".join(f"{heading}: {text}" if heading else text for heading, text in parts)


def _of_measure(description: str, outcome: str | None, result: str | None) -> str:
    said = f"{description} ({_OUTCOMES[outcome]})"
    return f"{said}: {result}" if result else said
