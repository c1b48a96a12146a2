"""Ideas: registered, answered, brought by bodies."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import ideas
from webapp.lifecycle.ideas import IdeaStatus, Origin, Proposed
from webapp.lifecycle.services.notices import write_to
from webapp.lifecycle.services.registry import services

_SCREENED = {"merge": IdeaStatus.MERGED, "drop": IdeaStatus.DROPPED}


@services.register("idea.register")
def register(
    call: ServiceCall,
    *,
    title: str,
    need: str,
    area: str | None = None,
    proposer: str | None = None,
    origin: str | None = None,
    parent_project: int | None = None,
) -> dict[str, Any]:
    """Keep an idea under its instance's business key; a newer wording replaces the older.  Gives its number `idea`."""
    parent = None if parent_project is None else int(parent_project)
    proposed = Proposed(title, need, area, proposer, Origin(origin or Origin.PERSON), parent)
    return {"idea": ideas.register(call.unit.write(), call.business_key, proposed, call.now)}


@services.register("idea.answer")
def answer(
    call: ServiceCall, *, idea: int, title: str, outcome: str, grounds: str, merged_into: int | None = None
) -> None:
    """Tell the proposer why an idea does not go on by itself; it stays searchable."""
    connection = call.unit.write()
    other = ideas.find_idea_number(connection, None if merged_into is None else int(merged_into))
    ideas.answer(connection, int(idea), _SCREENED[outcome], call.now, other)
    if proposer := ideas.proposer_of(connection, int(idea)):
        write_to(call, proposer, title, grounds)


@services.register("idea.bring")
def bring(call: ServiceCall, *, body: str, ideas: Sequence[Mapping[str, Any]] | None = None) -> None:
    """Each bold proposal of a meeting begins as an idea of its own."""
    for number, brought in enumerate(ideas or [], 1):
        payload = {"title": brought["title"], "need": brought["need"], "area": brought["area"], "origin": body}
        call.send("idea_proposed", correlation="", business_key=f"idea/{call.business_key}/{number}", payload=payload)
