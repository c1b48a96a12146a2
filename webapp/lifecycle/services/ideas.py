"""Ideas: registered, compared, weighed, answered, withdrawn; brought by bodies."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine import ListCall, ServiceCall
from webapp.lifecycle import ideas, proposals
from webapp.lifecycle.ideas import Direction, Idea, IdeaStatus, Origin, Proposed
from webapp.lifecycle.phrases import everywhere
from webapp.lifecycle.schema import idea as idea_table
from webapp.lifecycle.schema import proposal_version
from webapp.lifecycle.services.notices import write_to, write_to_group
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remember_new, remembered
from webapp.lifecycle.similarity import Wording, alike

_SCREENED = {"merge": IdeaStatus.MERGED, "drop": IdeaStatus.DROPPED}

services.needs("idea", "prepare_proposal")


@services.register("idea.register")
def register(
    call: ServiceCall,
    *,
    title: str,
    need: str,
    area: str | None = None,
    proposer: str | None = None,
    origin: str | None = None,
    direction: str | None = None,
    parent_project: int | None = None,
) -> dict[str, Any]:
    """Keep an idea under its instance's business key; a newer wording replaces the older.  Gives its number `idea`."""
    proposed = Proposed(
        title,
        need,
        area,
        proposer,
        Origin(origin or Origin.PERSON),
        None if parent_project is None else int(parent_project),
        Direction(direction) if direction else None,
    )
    with remembered(call, idea_table, business_key=call.business_key):
        number = ideas.register(call.unit.write(), call.business_key, proposed, call.now)
    return {"idea": number}


@services.register("idea.compare")
def compare(call: ServiceCall, *, idea: int, title: str, need: str) -> dict[str, Any]:
    """What other open ideas are like this one: `similar`, a list of `{number, title, percent}`."""
    others = [one for one in ideas.open_ideas(call.unit.connection) if one.id != int(idea)]
    found = alike(Wording(int(idea), title, need), [Wording(one.id, one.title, one.need) for one in others])
    similar = [{"number": one.number, "title": one.title, "percent": round(one.similarity * 100)} for one in found]
    return {"similar": similar}


@services.lists("open_ideas")
def list_open_ideas(call: ListCall) -> list[dict[str, Any]]:
    """The ideas that one may be merged with now, as `{value, label}`: first those that it was found to be like."""
    similar = [one["number"] for one in (call.data.get("others") or {}).get("similar", ())]
    rank = {number: place for place, number in enumerate(similar)}
    others = [one for one in ideas.open_ideas(call.connection) if one.id != call.data.get("idea")]
    ordered = sorted(others, key=lambda one: rank.get(one.id, len(rank)))
    return [{"value": one.id, "label": f"{one.id}: {one.title}"} for one in ordered]


@services.register("idea.weigh")
def weigh(
    call: ServiceCall, *, idea: int, grounds: str, score: Decimal | None = None, direction: str | None = None
) -> dict[str, Any]:
    """Keep the weighted mean of an idea's scores, and what its proposer is told; gives `weighted_score`."""
    with remembered(call, idea_table, id=int(idea)):
        ideas.weigh(call.unit.write(), int(idea), score, Direction(direction) if direction else None, grounds)
    return {"weighted_score": score}


@services.register("idea.answer")
def answer(
    call: ServiceCall, *, idea: int, title: str, outcome: str, grounds: str, merged_into: int | None = None
) -> None:
    """Tell the proposer why an idea does not go on by itself; it stays searchable.

    The idea that it is merged into hears of it by the message `idea_merged`.
    """
    connection = call.unit.write()
    other = None
    if outcome == "merge" and merged_into is not None:
        other = ideas.find_idea(connection, int(merged_into))
        _tell_of_merger(call, connection, int(idea), other)
    merged = other.id if other else None
    with remembered(call, idea_table, id=int(idea)):
        ideas.answer(connection, int(idea), _SCREENED[outcome], call.now, merged_into=merged, grounds=grounds)
    if proposer := ideas.proposer_of(connection, int(idea)):
        write_to(call, proposer, title, f"{grounds}\n\n→ {other.title}" if other else grounds)


@services.register("idea.withdraw")
def withdraw(
    call: ServiceCall,
    *,
    idea: int | None = None,
    title: str | None = None,
    area_owner: str | None = None,
    grounds: str | None = None,
) -> None:
    """The proposer takes an idea back; its area's owner is told.  One that was never registered leaves no record."""
    if idea is None:
        return
    ideas.answer(call.unit.write(), int(idea), IdeaStatus.WITHDRAWN, call.now, grounds=grounds)
    if area_owner:
        subject = everywhere(lambda to: to.say("The proposer took an idea back: %(title)s", title=title))
        write_to_group(call, area_owner, subject, grounds or "")


@services.register("idea.bring")
def bring(call: ServiceCall, *, body: str, ideas: Sequence[Mapping[str, Any]] | None = None) -> None:
    """Each bold proposal of a meeting begins as an idea of its own."""
    for number, brought in enumerate(ideas or [], 1):
        payload = {"title": brought["title"], "need": brought["need"], "area": brought["area"], "origin": body}
        call.send("idea_proposed", correlation="", business_key=f"idea/{call.business_key}/{number}", payload=payload)


@services.register("proposal.keep")
def keep_proposal(call: ServiceCall, *, idea: int, total_cost: Decimal) -> dict[str, Any]:
    """Keep the proposal as it was just prepared; gives `total_cost` and `proposal_version`: 1, 2, …"""
    content = call.submission("prepare_proposal")
    kept = proposals.keep_version(
        call.unit.write(), int(idea), content, Decimal(total_cost), by=call.actor.id, at=call.now
    )
    remember_new(call, proposal_version, idea_id=int(idea), version=kept)
    return {"total_cost": total_cost, "proposal_version": kept}


@services.register("proposal.bring")
def bring_proposal(
    call: ServiceCall, *, idea: int, proposal: Mapping[str, Any], total_cost: Decimal | None = None
) -> dict[str, Any]:
    """Keep the proposal that an idea was brought in with, where its costs are known; gives what keeping one gives."""
    if total_cost is None:
        return {}
    said = {key: value for key, value in proposal.items() if value is not None}
    kept = proposals.keep_version(
        call.unit.write(), int(idea), said, Decimal(total_cost), by=call.actor.id, at=call.now
    )
    return {"total_cost": total_cost, "proposal_version": kept}


for _topic in ("idea.register", "idea.weigh", "idea.answer", "proposal.keep"):
    services.reverses(_topic)(put_back)


def _tell_of_merger(call: ServiceCall, connection: Connection, idea: int, other: Idea) -> None:
    """The other idea's owner gets the merged one to read, and its proposer a letter."""
    merged = ideas.find_idea(connection, idea)
    payload = {"merged_idea": merged.id, "merged_title": merged.title, "merged_need": merged.need}
    call.send("idea_merged", correlation=other.business_key, payload=payload, time_to_live="P1D")
    if other.proposer:
        subject = everywhere(lambda to: to.say("Another idea was merged into yours: %(title)s", title=other.title))
        write_to(call, other.proposer, subject, merged.title)
