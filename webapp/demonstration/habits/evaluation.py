"""The programme evaluated."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.demonstration.acting import Answer
from webapp.demonstration.habits.answers import Data, Habit, always


def define_criteria(_: Data, __: date) -> Mapping[str, Answer]:
    """What the programme was made for."""
    return {
        "criteria": [
            {"name": "Yrityslähtöisyys", "question": "Ovatko hankkeet lähteneet yritysten tarpeista?"},
            {"name": "Vaikuttavuus", "question": "Mitä hankkeilla on saatu aikaan?"},
            {"name": "Toimintamalli", "question": "Ovatko vastuut, aikataulut ja tiedonkulku toimineet?"},
        ]
    }


def evaluate_self(data: Data, _: date) -> Mapping[str, Answer]:
    """Well, with room for more."""
    return {
        "own_scores": [{"criterion": row["value"], "score": 4} for row in data["in_force"]["criteria"]],
        "own_statement": "Hankkeet ovat olleet yrityslähtöisiä. Viestintää on vahvistettava.",
    }


def order_external(_: Data, today: date) -> Mapping[str, Answer]:
    """A school of the region, in two months."""
    return {"evaluator": "Esimerkkikorkeakoulu", "external_due": today + timedelta(days=60)}


def evaluate_externally(data: Data, _: date) -> Mapping[str, Answer]:
    """A little more strictly."""
    return {
        "external_scores": [{"criterion": row["value"], "score": 3} for row in data["in_force"]["criteria"]],
        "external_statement": "Toimintamalli on selkeä. Vaikutuksia mitataan vielä vähän.",
    }


def finish_evaluation(data: Data, _: date) -> Mapping[str, Answer]:
    """The summary, and what follows from it."""
    return {"report_text": f"{data['summary']['text']}\n\n## Johtopäätökset\n\nVaikutusten seurantaa lisätään."}


def agree_measures(_: Data, today: date) -> Mapping[str, Answer]:
    """One measure, in half a year."""
    measure = {"description": "Sovitaan yhteiset mittarit", "owner": "coordinator"}
    return {"measures": [{**measure, "due_on": today + timedelta(days=180)}]}


HABITS: Mapping[str, Habit] = {
    "define_criteria": define_criteria,
    "evaluate_self": evaluate_self,
    "order_external": order_external,
    "evaluate_externally": evaluate_externally,
    "finish_evaluation": finish_evaluation,
    "agree_measures": agree_measures,
    "carry_out_improvement": always(result="Mittarit sovittiin omistajien tapaamisessa."),
}
