"""Decisions of meetings, and the letters about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine import ServiceCall
from engine.texts import OWN
from webapp.lifecycle import agenda, ideas
from webapp.lifecycle.decisions import Decision, Openly, decision_letter, record_decision
from webapp.lifecycle.ideas import IdeaStatus
from webapp.lifecycle.phrases import everywhere
from webapp.lifecycle.services.notices import write_to, write_to_group
from webapp.lifecycle.services.registry import services


@services.register("decision.record")
def record(call: ServiceCall, *, meeting: int, outcomes: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Keep what a meeting said of each item; `outcomes` is what is told, for what was withdrawn meanwhile is not."""
    withdrawn = {item.key for item in agenda.meeting_items(call.unit.write(), int(meeting)) if item.withdrawn}
    told = [said for said in outcomes or [] if said["key"] not in withdrawn]
    for said in told:
        _decide(call, int(meeting), said)
    return {"outcomes": told}


@services.register("decision.letters")
def write_letters(
    call: ServiceCall,
    *,
    idea: int,
    title: str,
    area_owner: str,
    outcome: Mapping[str, Any],
    funding: Mapping[str, Any] | None = None,
) -> None:
    """Tell the proposer and the area's owner what was decided."""
    connection, text = call.unit.write(), everywhere(lambda to: decision_letter(outcome, funding, to))
    ideas.tell(connection, int(idea), text[OWN])
    if not funding or not funding["granted"]:
        ideas.answer(connection, int(idea), IdeaStatus.REJECTED, call.now)
    write_to_group(call, area_owner, title, text)
    if proposer := ideas.proposer_of(connection, int(idea)):
        write_to(call, proposer, title, text)


def _decide(call: ServiceCall, meeting: int, said: Mapping[str, Any]) -> None:
    """Keep what was said of an item, with the item and as a decision on what asked for it."""
    connection, decided_on = call.unit.write(), call.now.astimezone(call.zone).date()
    item = agenda.decide(connection, said["key"], said, call.now)
    made = Decision(
        item.business_key,
        item.kind,
        said["outcome"],
        decided_on,
        agenda_item_id=item.id,
        conditions=said.get("conditions"),
        grounds=said.get("grounds"),
        meeting_id=meeting,
    )
    openly = Openly(said.get("publicity"), tuple(said.get("secret_parts") or ()))
    record_decision(connection, made, openly, call.now)
