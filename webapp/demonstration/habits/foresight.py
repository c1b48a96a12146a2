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


_FORUMS = (
    "Automaatio ja ikääntyminen muuttavat seudun työpaikkoja.",
    "Nuoret palaavat, jos asunto ja työ löytyvät samasta kunnasta.",
    "Energian hinta ohjaa nyt investointeja enemmän kuin korko.",
    "Etätyö tuo seudulle tekijöitä, joita ei lasketa sen väestöön.",
)
_INDUSTRIES = {
    "Metsä- ja puuala": "Sahat kokeilevat konenäköä lajittelussa. Pienelle yritykselle laite on yksin liian kallis.",
    "Metalli- ja konepaja-ala": "Kolme konepajaa kokeilee tekoälyä tarjouslaskennassa. Aikaa säästyi viidennes.",
    "Matkailu": "Varaukset siirtyvät puhelimesta verkkoon. Pienet yritykset toivovat yhteistä kalenteria.",
    "Hyvinvointiala": "Etävastaanotto sopii kotihoitoon, kun laite on valmiiksi asiakkaan kotona.",
}
_CUSTOMERS = {
    "KS": "Kaupan ja palvelujen kysyntä on ennallaan. Kuusi yritystä etsii jatkajaa.",
    "SSYP": "Matkailun kesä oli hyvä, mutta kausityöntekijöitä ei löydy tarpeeksi.",
    "WITAS": "Puu- ja metalliala rekrytoivat. Koneistajista ja kuljettajista on pulaa.",
}


def note_forum(_: Data, today: date) -> Mapping[str, Answer]:
    """Something else each time."""
    return {"forum_notes": _FORUMS[(today.year * 2 + today.month // 7) % len(_FORUMS)]}


def note_gathering(data: Data, _: date) -> Mapping[str, Answer]:
    """What the enterprises of this industry try out."""
    return {
        "gathering_notes": _INDUSTRIES.get(data["one"]["industry"], "Yritykset kokeilevat tekoälyä suunnittelussa.")
    }


def summarise_customers(data: Data, _: date) -> Mapping[str, Answer]:
    """What the advisors of this company hear."""
    heard = _CUSTOMERS.get(data["company"]["name"], "Kysyntä on ennallaan, mutta osaavia tekijöitä on vaikea löytää.")
    return {"summary_text": heard}


HABITS: Mapping[str, Habit] = {
    "arrange_forum": arrange_event,
    "arrange_days": lambda data, today: {**arrange_event(data, today), "days_decision": "hold"},
    "arrange_gathering": arrange_event,
    "note_forum": note_forum,
    "note_days": always(days_notes="Yhteinen näkemys: seutu kasvaa osaamisesta ja yrittäjyydestä."),
    "note_gathering": note_gathering,
    "invite_group": invite_group,
    "define_analysis": always(analysis_topics="Työllisyys ja avoimet työpaikat\nYritysten investoinnit"),
    "summarise_customers": summarise_customers,
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
