"""Municipal money: reserved before an application, released or granted after it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import appropriation
from webapp.lifecycle.appropriation import Entry
from webapp.lifecycle.decisions import Decision, Openly, record_decision
from webapp.lifecycle.funders import FunderDecision, record_funder_decision
from webapp.lifecycle.services.registry import services

services.needs("funding", "submit_application", "record_reply", "decide_share")


@services.register("appropriation.look")
def look(call: ServiceCall) -> dict[str, Any]:
    """How this year's money stands.

    Gives `year`, and in euros `available` (null until decided), `reserved`, `granted`, of that `claimed` and `paid`,
    and `carried_in`.
    """
    year = _year(call)
    return {"year": year, **asdict(appropriation.standing(call.unit.connection, year))}


@services.register("appropriation.reserve")
def reserve(call: ServiceCall, *, idea: int, amount: Decimal) -> None:
    """Reserve an idea's municipal share from this year's money; an earlier reservation gives way."""
    connection = call.unit.write()
    appropriation.release(connection, int(idea), call.now)
    appropriation.enter(connection, _year(call), int(idea), Entry.RESERVED, Decimal(amount), call.now)


@services.register("appropriation.grant")
def grant(
    call: ServiceCall,
    *,
    idea: int,
    amount: Decimal,
    legal_decider: str,
    conditions: str | None = None,
    grounds: str | None = None,
    publicity: str | None = None,
    secret_parts: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Grant what was reserved; gives `granted`, the `amount` in euros and the `conditions`."""
    connection = call.unit.write()
    appropriation.release(connection, int(idea), call.now)
    appropriation.enter(connection, _year(call), int(idea), Entry.GRANTED, Decimal(amount), call.now)
    openly = Openly(publicity, tuple(secret_parts or ()))
    _record(call, "granted", legal_decider, (conditions, grounds), openly)
    return {"granted": True, "amount": amount, "conditions": conditions}


@services.register("appropriation.release")
def release(
    call: ServiceCall,
    *,
    idea: int,
    legal_decider: str,
    grounds: str | None = None,
    publicity: str | None = None,
    secret_parts: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Take a reservation back: nothing is granted."""
    appropriation.release(call.unit.write(), int(idea), call.now)
    openly = Openly(publicity, tuple(secret_parts or ()))
    _record(call, "refused", legal_decider, (None, grounds), openly)
    return {"granted": False}


@services.register("appropriation.decide")
def decide(call: ServiceCall, *, year: int, amount: Decimal) -> None:
    """Keep what the municipalities give for a year."""
    appropriation.decide(call.unit.write(), int(year), Decimal(amount))


@services.register("appropriation.carry_over")
def carry_over(call: ServiceCall, *, year: int, unused: bool | None = None) -> dict[str, Any]:
    """What is reserved in a year goes on to the next, and what nobody asked for where `unused` says so.

    Gives `carried`: the euros that went on.
    """
    connection = call.unit.write()
    left = appropriation.standing(connection, int(year)).available
    rest = left if unused and left is not None and left > 0 else Decimal(0)
    appropriation.carry_over(connection, int(year), call.now, rest=rest)
    return {"carried": appropriation.standing(connection, int(year) + 1).carried_in}


@services.register("funding.record_reply")
def record_reply(call: ServiceCall, *, idea: int) -> None:
    """Keep what an outside funder decided: its number, day, result, sums by source."""
    said = call.submission("record_reply")
    decided = FunderDecision(
        said["funder_decision_number"],
        said["funder_decided_on"],
        said["funder_result"],
        said["granted_amount"],
        said.get("funder_conditions"),
        tuple((row["source"], row["amount"]) for row in said.get("granted_sources") or ()),
    )
    record_funder_decision(call.unit.write(), int(idea), decided, call.now)


def _record(
    call: ServiceCall, outcome: str, legal_decider: str, said: tuple[str | None, str | None], openly: Openly
) -> None:
    """Keep the decision, with the conditions and grounds that were said."""
    conditions, grounds = said
    made = Decision(
        call.business_key,
        "funding",
        outcome,
        call.now.astimezone(call.zone).date(),
        conditions=conditions,
        grounds=grounds,
        legal_decider=legal_decider,
        diary_number=call.submission("decide_share").get("diary_number"),
    )
    record_decision(call.unit.write(), made, openly, call.now)


def _year(call: ServiceCall) -> int:
    return call.now.astimezone(call.zone).year
