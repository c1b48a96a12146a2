"""Yearly summaries of areas, and the pages of projects for the project day."""

from datetime import date
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import summaries
from webapp.lifecycle.schema import area_summary
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered


@services.register("summary.prefill")
def prefill(call: ServiceCall, *, day: date) -> dict[str, Any]:
    """What the heads of areas begin from: `year`, and `areas`, a list of `{area, name, owner, text, lessons}`.

    `lessons` is what came into the knowledge bank since that day of the year before.
    """
    connection, year = call.unit.connection, day.year
    found = [
        {
            "area": one.key,
            "name": one.name,
            "owner": one.owner,
            "text": summaries.describe(connection, year, one.key),
            "lessons": summaries.tell_lessons(connection, one.key, day),
        }
        for one in summaries.areas(connection)
    ]
    return {"year": year, "areas": found}


@services.register("summary.record")
def record(call: ServiceCall, *, year: int, area: str, text: str) -> None:
    """Keep what a head says of an area."""
    with remembered(call, area_summary, year=int(year), area=area):
        summaries.record(call.unit.write(), int(year), area, text, call.now)


services.reverses("summary.record")(put_back)


@services.register("summary.join")
def join(call: ServiceCall, *, year: int) -> dict[str, Any]:
    """All areas' summaries as one `text`; `missing` are the areas whose heads have not answered."""
    text, missing = summaries.join(call.unit.connection, int(year))
    return {"text": text, "missing": missing}


@services.register("summary.pages")
def collect_pages(call: ServiceCall, *, day: date) -> dict[str, Any]:
    """A page for each project under way, or ended since the year before a day began: one `text` of them all."""
    found = summaries.standings(call.unit.connection, date(day.year - 1, 1, 1))
    return {"text": "\n\n".join(summaries.page(one) for one in found)}
