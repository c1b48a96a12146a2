"""Decisions: what was decided, on what grounds, and by whom in law."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from engine.forms.entry import write_date, write_number
from webapp.lifecycle.schema import decision

_CENT = Decimal("0.01")


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


def record_decision(connection: Connection, made: Decision) -> None:
    """Keep a decision."""
    connection.execute(insert(decision).values(**asdict(made)))


def decision_letter(outcome: Mapping[str, Any], funding: Mapping[str, Any] | None) -> str:
    """What a proposer is told: when it was decided, whether it was selected and funded, conditions, grounds."""
    if funding is None:
        said = "Hanke-esitystä ei valittu."
    elif funding["granted"]:
        euros = write_number(Decimal(funding["amount"]).quantize(_CENT), "fi")
        said = f"Hanke on valittu, ja sille myönnettiin kuntarahoitusta {euros}\N{NO-BREAK SPACE}€."
    else:
        said = "Hanke valittiin, mutta kuntarahoitusta ei myönnetty."
    decided_on = outcome.get("decided_on")
    when = f"Seutujohtoryhmä päätti asiasta {write_date(decided_on)}. " if isinstance(decided_on, date) else ""
    conditions = dict.fromkeys((outcome.get("conditions"), (funding or {}).get("conditions")))
    told = [f"Ehdot: {one}" for one in conditions if one]
    told += [f"Perustelut: {outcome['grounds']}"] if outcome.get("grounds") else []
    return "\n\n".join([when + said, *told])
