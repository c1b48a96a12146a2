"""What the page of a trial shows: where the run stands and the way it took, and how the kept tests went."""

import json
from typing import Any

from engine import Subscription
from engine.definitions import Definition
from engine.errors import EngineError, InvalidSubmission
from engine.simulation.conditions import Sketch
from engine.simulation.ground import Ground
from engine.simulation.payloads import payloads
from engine.simulation.records import Record
from engine.simulation.replays import Difference
from engine.simulation.runs import NotPossible, Passed, Run, Waiting
from webapp.answer_words import payload_words
from webapp.drafting.trials import Test
from webapp.localisation import gettext, trouble
from webapp.naming import recall_names
from webapp.rehearsals import element_name, running, said
from webapp.whereabouts import LISTENERS, UNTOLD


def show_run(ground: Ground, folder: str, record: Record) -> dict[str, Any]:
    """How far a trial has come; where it does not go any more, why."""
    definition = ground.definition(record.process) if record.process in ground.numbers else None
    try:
        if definition is None:
            raise NotPossible(0, gettext("the process is not there any more"))
        with running(ground, record) as run:
            return _stands(ground, folder, run)
    except InvalidSubmission as refused:
        return {"stopped": "; ".join(refused.errors.values()), "step": len(record.inputs)}
    except EngineError as stopped:
        return {"stopped": trouble(str(stopped)), "step": len(record.inputs)}


def _stands(ground: Ground, folder: str, run: Run) -> dict[str, Any]:
    waiting, path, view = run.waiting(), run.path(), run.view()
    definition = view.definition  # Of what is followed now, which may have begun out of the first.
    recall_names(
        {group for one in waiting for group in one.groups}, {person for one in waiting for person in one.people}
    )
    next_moment = run.next_moment()
    return {
        "stopped": "",
        "step": len(run.record.inputs),
        "title": view.title,
        "now": run.world.clock.now(),
        "over": run.is_over,
        "tasks": [show_task(ground, one) for one in waiting],
        "messages": [_message(ground, definition, one) for one in run.listening()],
        "begun": [(key, said(ground.definition(key), ground.definition(key).name)) for key in sorted(run.begun())],
        "next": None if next_moment is None else max(next_moment, run.world.clock.now()),
        "troubles": [(element_name(ground, definition, one.element or ""), one.sentence) for one in view.incidents],
        "way": [_passed(ground, one) for one in path if _is_told(ground, one)],
        "drawings": _drawings(ground, folder, run, path),
    }


def show_task(ground: Ground, one: Waiting) -> dict[str, Any]:
    """A task that waits, and who may do it."""
    definition = next(found for found in map(ground.definition, ground.numbers) if found.id == one.row.definition_id)
    return {
        "element": one.row.element,
        "which": one.which,
        "name": said(definition, one.row.name),
        "subject": one.row.subject,
        "audience": one.row.audience,
        "people": list(one.people[:3]),
        "more": max(len(one.people) - 3, 0),
        "due_at": one.row.due_at,
    }


def _message(ground: Ground, definition: Definition, one: Subscription) -> dict[str, Any]:
    """A message that is waited for, and what it may bring."""
    known = [ground.definition(key) for key in sorted(ground.numbers)]
    mine = [each for each in known if one.element.id in each.process.elements]
    compared: dict[str, Any] = {}
    for each in mine:
        compared |= Sketch(each).compared
    variable = str(one.element.properties.get("resultVariable") or "")
    offered = list(payloads(compared, one))[:8]
    return {
        "element": one.element.id,
        "name": element_name(ground, definition, one.element.id),
        "choices": [
            (
                f"tell:{one.element.id}:{json.dumps(payload, default=str)}",
                payload_words(ground, mine, variable, payload),
            )
            for payload in offered
        ],
    }


def _is_told(ground: Ground, one: Passed) -> bool:
    if one.what != "passed":
        return False
    element = ground.definition(one.process).process.elements[one.element]
    return bool(element.name) and element.kind not in UNTOLD - {"endEvent", "serviceTask"}


def _passed(ground: Ground, one: Passed) -> dict[str, Any]:
    definition = ground.definition(one.process)
    return {"name": said(definition, definition.process.elements[one.element].name), "at": one.at}


def _drawings(ground: Ground, folder: str, run: Run, path: list[Passed]) -> list[dict[str, Any]]:
    """The folder's diagrams that the run has been in, and what to mark on them."""
    view = run.view()
    here = {one.row.element for one in run.waiting()} | {
        one.element.id for one in run.listening() if one.element.kind not in LISTENERS
    }
    trouble = {one.element for one in view.incidents if one.element}
    found = []
    for key in dict.fromkeys(one.process for one in path):
        definition = ground.definition(key)
        mine = definition.process.elements
        if definition.folder == folder:
            found.append(
                {
                    "name": said(definition, definition.name),
                    "file": definition.path.rpartition("/")[2],
                    "here": sorted(here & mine.keys()),
                    "done": sorted({one.element for one in path if one.process == key and one.what == "passed"}),
                    "trouble": sorted(trouble & mine.keys()),
                }
            )
    return found


def show_test(ground: Ground, one: Test) -> dict[str, Any]:
    """A kept test and how it went."""
    return {
        "id": one.id,
        "name": one.name,
        "made_by": one.made_by,
        "made_at": one.made_at,
        "steps": len(one.recorded.record.inputs),
        "replayed_at": one.replayed_at,
        "differences": None
        if one.differences is None
        else [_difference(ground, one, found) for found in one.differences],
    }


def _difference(ground: Ground, test: Test, found: Difference) -> str:
    """How a test went otherwise, in the reader's words."""
    process = test.recorded.record.process
    definition = ground.definition(process) if process in ground.numbers else None

    def name(elements: str) -> str:
        if definition is None:
            return elements
        return ", ".join(element_name(ground, definition, one) for one in elements.split(", "))

    if found.kind == "path":
        return gettext(
            "Step %(number)s of the way should be «%(expected)s», but it is «%(found)s».",
            number=found.number,
            expected=name(found.expected),
            found=name(found.found),
        )
    if found.kind == "waiting":
        return gettext(
            "In the end «%(expected)s» should wait, but it is «%(found)s».",
            expected=name(found.expected),
            found=name(found.found),
        )
    if found.kind == "over":
        if found.expected == "over":
            return gettext("It should have ended, but it is still under way.")
        return gettext("It should still be under way, but it has ended.")
    if found.kind == "trouble":
        element, _, why = found.found.partition(": ")
        return gettext("Could not go on at «%(element)s».", element=name(element)) + f" {trouble(why)}"
    return gettext("It stopped at step %(number)s: %(why)s", number=found.number, why=trouble(found.found))
