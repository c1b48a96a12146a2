"""What owners propose, apply for and are granted: an idea's way to its money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from webapp.demonstration.acting import Answer
from webapp.demonstration.habits.answers import Data, Habit, never

MUNICIPALITIES = ("karstula", "saarijarvi", "viitasaari", "pihtipudas")
_MONTHS = 14  # How long a proposal expects its project to run.


@dataclass(frozen=True)
class Proposal:
    """What an owner proposes; `sources` are whose money, of which kind, and how much."""

    summary: str = "Kehitetään seudun yritysten yhteistä toimintaa."
    municipalities: Sequence[str] = MUNICIPALITIES
    sources: Sequence[tuple[str, str, int]] = (("Seudun kunnat", "municipal", 140_000), ("Toteuttaja", "own", 20_000))
    funder: str = ""
    indicator: str = "Yrityksiä mukana"
    target: int = 20


def prepare_proposal(_: Data, today: date) -> Mapping[str, Answer]:
    """A small regional project of the municipalities' own money."""
    return _proposal(today, Proposal())


def propose(proposal: Proposal) -> Habit:
    """An owner's habit: this proposal."""
    return lambda _, today: _proposal(today, proposal)


def decide_share(data: Data, _: date) -> Mapping[str, Answer]:
    """The RMG grants what the municipalities agreed upon."""
    return {
        "municipal_amount": sum((row["amount"] for row in data["municipal_shares"] or ()), start=Decimal("0.00")),
        "legal_decider": "host_municipality",
        "funding_grounds": "Seudun kehittämismääräraha.",
        "share_decision": "grant",
    }


def apply_for(code: str) -> Habit:
    """An owner's habit: the application goes into the funder's own system, under this code."""
    return lambda data, today: {
        "system": "eura",
        "project_code": code,
        "applied_on": today,
        "applied_amount": _applied(data),
    }


def record_reply(data: Data, today: date) -> Mapping[str, Answer]:
    """The funder grants all that was applied for."""
    return {
        "funder_decision_number": f"{data['project_code']}/1" if data.get("project_code") else f"EURA {today.year}/1",
        "funder_decided_on": today,
        "granted_amount": _applied(data),
        "granted_sources": [{"source": data["funder_name"], "amount": _applied(data)}],
        "funder_result": "as_applied",
    }


HABITS: Mapping[str, Habit] = {
    "prepare_proposal": prepare_proposal,
    "decide_share": decide_share,
    "submit_application": never,
    "record_reply": record_reply,
}


def _proposal(today: date, proposal: Proposal) -> Mapping[str, Answer]:
    places, sources = proposal.municipalities, proposal.sources
    total = sum(amount for _, _, amount in sources)
    shared = sum(amount for _, kind, amount in sources if kind == "municipal") // len(places)
    return {
        "summary": proposal.summary,
        "starts_on": today + timedelta(days=120),
        "ends_on": today + timedelta(days=120 + _MONTHS * 30),
        "municipalities": list(places),
        "cost_model": "actual",
        "costs": [{"line": "salaries", "amount": _in_euros(total)}],
        "financing": [
            {"source": source, "kind": kind, "amount": _in_euros(amount)} for source, kind, amount in sources
        ],
        "municipal_shares": [{"municipality": one, "amount": _in_euros(shared)} for one in places],
        "external_funder": bool(proposal.funder),
        "funder_name": proposal.funder,
        "state_aid": "none",
        "legal_decider": "host_municipality",
        "indicators": [{"name": proposal.indicator, "baseline": 0, "target": proposal.target}],
        "sustainability": "positive",
        "sustainability_text": "Matkustaminen vähenee, kun palvelut ovat lähellä.",
    }


def _applied(data: Data) -> Decimal:
    """What an outside funder is asked for."""
    return sum((row["amount"] for row in data["financing"] if row["kind"] == "external"), start=Decimal("0.00"))


def _in_euros(amount: int) -> str:
    return f"{amount},00"
