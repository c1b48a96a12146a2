"""Foresight rounds and what feeds them, events, yearly summaries."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.demonstration.acting import Answer
from webapp.demonstration.habits.answers import Data, Habit, always


def invite_group(data: Data, _: date) -> Mapping[str, Answer]:
    """In the middle of April or October, at nine."""
    return {
        "meeting_date": date.fromisoformat(str(data["foresight"]["earliest"])) + timedelta(days=14),
        "meeting_time": "09:00",
        "place": "Saarijärvi ja etäyhteys",
    }


def hold_coordination(data: Data, _: date) -> Mapping[str, Answer]:
    """The material is condensed; what was gathered stays readable."""
    return {"present": "Kehittämisyhtiöt, KSL ja elinvoimakeskus", "coordination_summary": data["gathered"]["text"]}


def finish_report(data: Data, today: date) -> Mapping[str, Answer]:
    """One conclusion and one measure."""
    return {
        "report_text": data["coordination_summary"],
        "proposed_conclusions": "Osaavan työvoiman saatavuus on seudun yritysten yhteinen huoli.",
        "proposed_measures": [
            {
                "description": "Esimerkki: selvitetään yhteisen rekrytoinnin mahdollisuudet",
                "area": "skills",
                "due_on": today + timedelta(days=120),
            }
        ],
    }


def conclude(data: Data, _: date) -> Mapping[str, Answer]:
    """As the group proposed."""
    return {"conclusions": data["proposed_conclusions"], "measures": data["proposed_measures"]}


def arrange_event(data: Data, today: date) -> Mapping[str, Answer]:
    """On its day of the annual clock, or in a week."""
    planned = date.fromisoformat(str(data["occurs_on"]))
    return {
        "event_date": max(planned, today + timedelta(days=7)),
        "place": "Saarijärvi ja etäyhteys",
        "programme": "Puheenvuoroja ja yhteistä työskentelyä.",
        "invited": ["rmg", "area_owner", "advisor"],
    }


HABITS: Mapping[str, Habit] = {
    "arrange_forum": arrange_event,
    "arrange_days": lambda data, today: {**arrange_event(data, today), "days_decision": "hold"},
    "arrange_gathering": arrange_event,
    "note_forum": always(forum_notes="Automaatio ja ikääntyminen muuttavat seudun työpaikkoja."),
    "note_days": always(days_notes="Yhteinen näkemys: seutu kasvaa osaamisesta ja yrittäjyydestä."),
    "note_gathering": always(gathering_notes="Yritykset kokeilevat tekoälyä suunnittelussa."),
    "invite_group": invite_group,
    "define_analysis": always(analysis_topics="Työllisyys ja avoimet työpaikat\nYritysten investoinnit"),
    "summarise_customers": always(summary_text="Kysyntä on ennallaan, mutta osaavia tekijöitä on vaikea löytää."),
    "describe_outlook": always(outlook_text="Työttömyys laskee hitaasti ja väestö vanhenee."),
    "hold_coordination": hold_coordination,
    "finish_report": finish_report,
    "conclude": conclude,
    "survey_needs": always(needs_text="Yritykset kaipaavat apua rekrytointiin ja omistajanvaihdoksiin."),
    "summarise_area": lambda data, _: {"area_text": data["one"]["text"] or "Alueella ei ollut hankkeita."},
    "plan_day": arrange_event,
    "note_day": always(project_day_notes="Hankkeiden tulokset herättivät vilkkaan keskustelun."),
    "carry_out_measure": always(measure_result="Selvitys on tehty ja esitelty.", measure_outcome="done"),
    "review_themes": always(theme_review="keep"),
}
