"""Evaluations of the programme: opened, their criteria approved, statements kept, measures agreed and carried out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from engine import ServiceCall
from webapp.lifecycle import evaluations
from webapp.lifecycle.agenda import item_number
from webapp.lifecycle.evaluations import EXTERNAL, EvaluationKind, Statement
from webapp.lifecycle.people import group_names
from webapp.lifecycle.schema import evaluation_criterion, evaluation_measure
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered

_TITLES = {EvaluationKind.MID: "Seutuohjelman väliarviointi", EvaluationKind.FINAL: "Seutuohjelman loppuarviointi"}


@services.register("evaluation.open")
def open_evaluation(call: ServiceCall, *, kind: str) -> dict[str, Any]:
    """Begin an evaluation of a `kind` (`mid`, `final`): its number `id` and its `title`."""
    chosen, today = EvaluationKind(kind), _today(call)
    number = evaluations.open_evaluation(call.unit.write(), call.business_key, chosen, today)
    return {"id": number, "title": f"{_TITLES[chosen]} {today.year}"}


@services.register("evaluation.criteria")
def look_up_criteria(call: ServiceCall) -> dict[str, Any]:
    """The criteria in force as `criteria`, a list of `{value, label}`; empty while none is approved."""
    return {"criteria": _choices(call.unit.connection)}


@services.register("evaluation.define")
def define(call: ServiceCall, *, criteria: Sequence[Mapping[str, Any]]) -> None:
    """Keep the criteria that are proposed to the Assembly: `name` and `question` of each."""
    proposed = [(row["name"], row["question"]) for row in criteria]
    with remembered(call, evaluation_criterion, approved_on=None):
        evaluations.propose_criteria(call.unit.write(), proposed, _today(call))


@services.register("evaluation.approve")
def approve(call: ServiceCall, *, item: str) -> dict[str, Any]:
    """The criteria proposed are in force; `item` is the key of the agenda item that they were approved by.

    Gives them as `criteria`, a list of `{value, label}`.
    """
    connection = call.unit.write()
    evaluations.approve_criteria(connection, item_number(item), _today(call))
    return {"criteria": _choices(connection)}


@services.register("evaluation.summarise")
def summarise(
    call: ServiceCall, *, evaluation: int, inside: Sequence[Mapping[str, Any]], outside: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep what was said from inside and outside, and put it together: `text`, in Markdown.

    From inside each is `{group, statement, scores}`, from outside `{evaluator, statement, scores}`.
    """
    connection, number = call.unit.write(), int(evaluation)
    names = group_names(connection, [said["group"] for said in inside])
    for said in inside:
        own = Statement(said["group"], said["statement"], _points(said["scores"]))
        evaluations.record_statement(connection, number, own, call.now)
    external = Statement(EXTERNAL, outside["statement"], _points(outside["scores"]), outside["evaluator"])
    evaluations.record_statement(connection, number, external, call.now)
    lines = ["## Pisteet", ""]
    for criterion, mean, count in evaluations.mean_scores(connection, number):
        lines.append(f"- **{criterion.name}**: {str(mean).replace('.', ',')} / 5 ({count} arviota)")
    for statement in evaluations.statements_of(connection, number):
        who = statement.evaluator or names[statement.source]
        lines += ["", f"## {who}", "", statement.statement]
    return {"text": "\n".join(lines)}


@services.register("evaluation.agree")
def agree(call: ServiceCall, *, evaluation: int, measures: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Keep the measures agreed (`description`, `owner`, `due_on`), and give them numbers: `measures`."""
    kept = evaluations.agree_measures(call.unit.write(), int(evaluation), measures or [], _today(call))
    return {
        "measures": [
            {"id": one.id, "description": one.description, "owner": one.owner, "due_on": one.due_on} for one in kept
        ]
    }


@services.register("evaluation.finish")
def finish(call: ServiceCall, *, measure: int, result: str) -> None:
    """A measure was carried out."""
    with remembered(call, evaluation_measure, id=int(measure)):
        evaluations.finish_measure(call.unit.write(), int(measure), result, _today(call))


for _topic in ("evaluation.define", "evaluation.finish"):
    services.reverses(_topic)(put_back)


def _choices(connection: Connection) -> list[dict[str, Any]]:
    found = evaluations.criteria_in_force(connection)
    return [{"value": one.id, "label": f"{one.name}: {one.question}"} for one in found]


def _points(given: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    return {int(row["criterion"]): int(row["score"]) for row in given}


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()
