"""An idea's way to a project and its end, and the meetings on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from webapp.demonstration.acting import Answer
from webapp.demonstration.habits.answers import Data, Habit, always, never

MONTHS = 14  # How long an invented project runs.
PROGRESS = "Toimenpiteet ovat edenneet suunnitelman mukaan ja yritykset ovat olleet mukana."
PRACTICE = "Yritykset mukana suunnittelusta alkaen."
OUTCOMES = {
    ("assembly", "evaluation"): "approved",
    ("assembly", "programme"): "approved",
    ("owners_meeting", "proposal"): "proceed",
    ("peloton", "proposal"): "support",
    ("rmg", "selection"): "approved",
    ("rmg", "funder_decision"): "continue_changed",
    ("rmg", "interim_report"): "continue",
    ("rmg", "final_report"): "follow_up",
    ("rmg", "deviation"): "change_accepted",
    ("rmg", "situation_report"): "approved",
}


def filter_idea(data: Data, _: date) -> Mapping[str, Answer]:
    """A fair idea goes on to preparation."""
    return {
        "scores": [{"criterion": row["value"], "score": 4} for row in data["criteria"]],
        "filtering_grounds": "Tarve on selvä ja hyöty koko seudun.",
        "direction": data.get("direction") or "bottom_up",
        "area": data["area"],
        "filtering": "prepare",
    }


def plan_meeting(data: Data, today: date) -> Mapping[str, Answer]:
    """On the day that the calendar proposes, else in three weeks, at nine; the agenda closes ten days before."""
    proposed = data["meeting"]["day"]
    day = proposed if proposed > today + timedelta(days=10) else today + timedelta(days=21)
    return {
        "meeting_date": day,
        "meeting_time": "09:00",
        "place": "Viitasaari ja etäyhteys",
        "procedure": "meeting",
        "agenda_closes": day - timedelta(days=10),
    }


def confirm_agenda(data: Data, _: date) -> Mapping[str, Answer]:
    """All that waits is taken up; a meeting without anything to take up is cancelled."""
    items = [row["value"] for row in data["waiting"]]
    return {"agenda_items": items, "agenda_decision": "confirm" if items else "cancel"}


def give_opinion(data: Data, _: date) -> Mapping[str, Answer]:
    """Well meant."""
    return {
        "scores": [{"criterion": row["value"], "score": 4} for row in data["rules"]["criteria"]],
        "recommendation": "support",
        "statement": "Yrityslähtöinen esitys, josta on hyötyä monelle.",
    }


def hold_meeting(data: Data, _: date) -> Mapping[str, Answer]:
    """Everybody is there; the first of them chairs and inspects."""
    members = [row["value"] for row in data["agenda"]["people"]]
    return {"present": members, "chair": members[0], "quorate": True, "inspectors": members[:1]}


def decide_item(data: Data, _: date) -> Mapping[str, Answer]:
    """What a body says by habit of an item of this kind; anything else is noted."""
    outcome = OUTCOMES.get((data["body"], data["matter"]["kind"]), "noted")
    return {"item_outcome": outcome, "item_grounds": "Käsiteltiin esityksen mukaisesti."}


def plan_for(months: int) -> Habit:
    """A manager's habit: from today on for so many months, whatever the proposal had hoped for."""
    return lambda data, today: _plan(data, today, months)


def _plan(data: Data, today: date, months: int) -> Mapping[str, Answer]:
    return {
        "starts_on": today,
        "ends_on": today + timedelta(days=months * 30),
        "status_months": 3,
        "interim_months": 6,
        "claim_months": 6 if data["plan_draft"]["funder"] else "",
        "work_packages": [{"name": "Toteutus", "content": data["title"]}],
        "activities": [
            {"name": "Aloitustilaisuus", "kind": "kick_off", "package": 1},
            {"name": "Yritysten työpajat", "kind": "workshop", "package": 1},
        ],
        "costs": _rows(data["plan_draft"]["costs"]),
        "financing": _rows(data["plan_draft"]["financing"]),
        "indicators": _rows(data["plan_draft"]["indicators"]),
    }


@dataclass(frozen=True)
class Told:
    """What a manager tells in reports: how it goes, what came of it in numbers, and what others may learn."""

    summary: str = PROGRESS
    actual: int = 12
    lessons: str = ""
    practices: str = PRACTICE


def write_report(data: Data, _: date) -> Mapping[str, Answer]:
    """All goes as planned."""
    return _report(data, Told())


def report(told: Told) -> Habit:
    """A manager's habit: all goes as planned, in these words."""
    return lambda data, _: _report(data, told)


def _report(data: Data, told: Told) -> Mapping[str, Answer]:
    """All but status reports look back at sustainability, a final one proposes a follow-up."""
    answers: dict[str, Answer] = {
        "report_status": "on_schedule",
        "report_summary": told.summary,
        "report_costs": [{"line": row["line"], "spent": _euros(40_000)} for row in data["report"]["costs"]],
        "measured": [{"indicator": row["value"], "actual": told.actual} for row in data["report"]["indicators"]],
        "progress": [{"activity": row["value"], "status": "done"} for row in data["report"]["activities"]],
        "payments": [
            {**row, "claimed": _euros(15_000), "received": _euros(10_000)} for row in data["report"]["payments"]
        ],
    }
    if data["report"]["kind"] != "status":
        answers["sustainability"] = "positive"
        answers["sustainability_text"] = "Etätilaisuudet ovat säästäneet noin sata matkaa."
    if data["report"]["kind"] == "final":
        answers["report_practices"] = told.practices
        answers["report_lessons"] = told.lessons
        answers["follow_up_title"] = f"{data['title']}, jatko"
        answers["follow_up_need"] = "Tulokset on vietävä käytäntöön koko seudulla."
    return answers


def request_change(data: Data, today: date) -> Mapping[str, Answer]:
    """Three months more, all else as it was."""
    draft = data["plan_draft"]
    return {
        "change_scope": "shared",
        "change_reason": "Laitetoimitus myöhästyi, joten hanke tarvitsee kolme kuukautta lisää.",
        "change_starts_on": today,
        "starts_on": draft["starts_on"],
        "ends_on": draft["ends_on"] + timedelta(days=90),
        "status_months": draft["status_months"],
        "interim_months": draft["interim_months"],
        **{name: _rows(draft[name]) for name in ("work_packages", "activities", "costs", "financing", "indicators")},
    }


def appoint(manager: str, chair: str = "rmg.karstula", business: str = "yritysjasen.metsa") -> Habit:
    """An owner's habit: this manager, and a steering group of a municipality and a business."""
    members = [chair, business]
    return lambda _data, _today: {
        "project_manager": manager,
        "steering_group": members,
        "steering_chair": members[0],
    }


HABITS: Mapping[str, Habit] = {
    "supplement_idea": never,
    "read_merged": always(merged_note="Otetaan huomioon valmistelussa."),
    "assign_area": never,
    "filter_idea": filter_idea,
    "finish_proposal": always(assessment="Yrityslähtöinen ja vaikuttava.", proposed_decision="approve"),
    "consider_written": always(written_procedure="wait"),
    "record_appropriation": always(appropriation_amount=Decimal("900000.00"), carry_unused=True),
    "plan_meeting": plan_meeting,
    "confirm_agenda": confirm_agenda,
    "declare_disqualification": always(),
    "give_opinion": give_opinion,
    "hold_meeting": hold_meeting,
    "decide_item": decide_item,
    "note_withdrawal": never,
    "do_action": always(done_note="Tehty, kuten sovittiin."),
    "choose_project": never,
    "write_correction": never,
    "approve_correction": always(correction_approval="approve"),
    "write_minutes": lambda data, _: {"minutes_text": data["minutes_draft"]["text"]},
    "inspect_minutes": always(inspection="accept"),
    "appoint_team": appoint("projekti.witas"),
    "plan_project": plan_for(MONTHS),
    "approve_plan": always(plan_approval="approve"),
    "write_report": write_report,
    "review_report": always(report_review="accept"),
    "read_report": always(reading_note="Etenee hyvin."),
    "report_deviation": always(
        deviation_kind="schedule",
        deviation_severity="considerable",
        deviation_text="Laitetoimitus myöhästyy kolme kuukautta.",
        deviation_proposal="Pilotti siirretään syksyyn.",
    ),
    "assess_deviation": always(assessment_grounds="Siirtää koko aikataulua.", deviation_assessment="material"),
    "request_change": request_change,
    "review_change": always(change_review="approve"),
    "record_impact": never,
    "resume_project": never,
}


def _rows(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Answer]]:
    """Rows as a form begins from them, posted again; what is empty is left out."""
    return [
        {key: str(value) if isinstance(value, Decimal) else value for key, value in row.items() if value is not None}
        for row in rows
    ]


def _euros(amount: int) -> str:
    return f"{amount},00"
