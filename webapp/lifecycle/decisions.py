"""Decisions: what was decided, on what grounds, and by whom in law; an error is corrected by a new decision."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from engine.errors import NotFound
from engine.forms.entry import write_date, write_number
from webapp.lifecycle.phrases import Speaker
from webapp.lifecycle.public_decisions import classify_new, hidings_of
from webapp.lifecycle.schema import agenda_item, decision

_CENT = Decimal("0.01")
_APART = ("id", "publicity")


@dataclass(frozen=True)
class Decision:
    """A decision on what a business key names.  A diary number is the host's case system's, never made here."""

    business_key: str
    kind: str
    outcome: str
    decided_on: date
    agenda_item_id: int | None = None
    conditions: str | None = None
    grounds: str | None = None
    legal_decider: str | None = None
    diary_number: str | None = None
    meeting_id: int | None = None
    corrects: int | None = None
    error: str | None = None


@dataclass(frozen=True)
class Openly:
    """What is said of a decision's openness where it is recorded; `secret_parts` are rows of a form."""

    publicity: str | None = None
    secret_parts: tuple[Mapping[str, Any], ...] = ()


def record_decision(connection: Connection, made: Decision, openly: Openly, now: datetime) -> int:
    """Keep a decision, and what anybody may read of it; its number."""
    key = connection.execute(insert(decision).values(**asdict(made))).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    classify_new(connection, int(key[0]), openly.publicity, openly.secret_parts, now)
    return int(key[0])


def decision_letter(outcome: Mapping[str, Any], funding: Mapping[str, Any] | None, to: Speaker) -> str:
    """What a proposer is told: when it was decided, whether it was selected and funded, conditions, grounds."""
    if funding is None:
        said = to.say("The proposal was not selected.")
    elif funding["granted"]:
        euros = write_number(Decimal(funding["amount"]).quantize(_CENT), to.language)
        said = to.say("The project was selected and granted municipal money: %(euros)s €.", euros=euros)
    else:
        said = to.say("The project was selected, but no municipal money was granted.")
    decided_on = outcome.get("decided_on")
    if isinstance(decided_on, date):
        when = to.say("The Regional Management Group decided on the matter on %(day)s.", day=write_date(decided_on))
        said = f"{when} {said}"
    conditions = dict.fromkeys((outcome.get("conditions"), (funding or {}).get("conditions")))
    told = [to.say("Conditions: %(text)s", text=one) for one in conditions if one]
    told += [to.say("Grounds: %(text)s", text=outcome["grounds"])] if outcome.get("grounds") else []
    return "\n\n".join([said, *told])


def find_decision(connection: Connection, number: int) -> Decision:
    """Raises NotFound."""
    row = connection.execute(select(decision).where(decision.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a decision with the number {number}, but there is none.")
    return Decision(**{name: value for name, value in row._asdict().items() if name not in _APART})


def title_of(connection: Connection, made: Decision) -> str:
    """What a decision was about, as the agenda had it; else its business key."""
    item = select(agenda_item.c.title).where(agenda_item.c.id == made.agenda_item_id)
    return connection.scalar(item) or made.business_key


def correctable(connection: Connection, limit: int) -> list[tuple[int, date, str]]:
    """Numbers, days and titles of the bodies' decisions that nothing corrects yet, the newest first."""
    corrected = select(decision.c.corrects).where(decision.c.corrects.is_not(None))
    made = (
        select(decision.c.id, decision.c.decided_on, agenda_item.c.title)
        .join(agenda_item, agenda_item.c.id == decision.c.agenda_item_id)
        .where(decision.c.meeting_id.is_not(None), decision.c.id.not_in(corrected))
        .order_by(decision.c.decided_on.desc(), decision.c.id.desc())
    )
    return [(row.id, row.decided_on, row.title) for row in connection.execute(made.limit(limit))]


def correct(
    connection: Connection, number: int, error: str, conditions: str, grounds: str, day: date, now: datetime
) -> Decision:
    """Decide anew what a decision had wrong, and say so; the earlier one stays as it was.  Raises NotFound.

    The new one is as open as the earlier one, with the same secret parts.
    """
    made = replace(
        find_decision(connection, number),
        decided_on=day,
        conditions=conditions,
        grounds=grounds,
        corrects=number,
        error=error,
    )
    publicity = connection.scalar(select(decision.c.publicity).where(decision.c.id == number))
    kept = tuple(asdict(one) for one in hidings_of(connection, number))
    record_decision(connection, made, Openly(publicity, kept), now)
    return made
