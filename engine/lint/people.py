"""Rules about user tasks: somebody can do them, and sees what to do."""

from collections.abc import Iterator
from itertools import pairwise

from engine.lint.deployment import Deployment
from engine.lint.drawing import Drawing
from engine.lint.parts import Node
from engine.lint.rules import ERROR, WARNING, Fault, rule

_AUDIENCE = ("assignee", "candidateGroups", "candidateUsers")
_MAX_PRIORITY = 100


@rule(
    "drawing",
    "user-task-without-audience",
    ERROR,
    why="A task that is in nobody's inbox is never done.",
    en='Expected the user task "{label}" to say who does it, but it lies in no lane and names no group or person.',
    fi='Henkilön tehtävän "{label}" pitää kertoa, kuka sen tekee, mutta se ei ole radalla eikä nimeä tekijää.',
    sv='Personuppgiften "{label}" ska säga vem som gör den, men ligger i ingen bana och nämner ingen.',
)
def user_task_without_audience(drawing: Drawing) -> Iterator[Fault]:
    for node in _user_tasks(drawing):
        if not node.lane_path and not any(node.camunda(name) for name in _AUDIENCE):
            yield Fault(node, {"label": node.label})


@rule(
    "use",
    "group-unknown",
    ERROR,
    why="A group that nobody belongs to never opens its inbox.",
    en='Expected a group that exists, but "{label}" is for "{group}".',
    fi='Ryhmän pitää olla olemassa, mutta "{label}" kuuluu ryhmälle "{group}".',
    sv='Gruppen ska finnas, men "{label}" är för "{group}".',
)
def group_unknown(drawing: Drawing, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.groups
    if known is None:
        return
    for node in _user_tasks(drawing):
        for group in _groups(node):
            if group not in known:
                yield Fault(node, {"label": node.label, "group": group}, deployment.outside)


@rule(
    "drawing",
    "user-task-without-form",
    WARNING,
    why="Without a form the page shows only the instructions and a button.",
    en='Expected a form (camunda:formKey) at the user task "{label}", but there is none: it can only be marked done.',
    fi='Henkilön tehtävällä "{label}" pitäisi olla lomake (camunda:formKey), mutta sitä ei ole: sen voi vain merkitä '
    "valmiiksi.",
    sv='Personuppgiften "{label}" borde ha ett formulär (camunda:formKey), men den kan bara klarmarkeras.',
)
def user_task_without_form(drawing: Drawing) -> Iterator[Fault]:
    for node in _user_tasks(drawing):
        if not node.camunda("formKey"):
            yield Fault(node, {"label": node.label})


@rule(
    "drawing",
    "priority",
    ERROR,
    why="The inbox sorts by it.",
    en='Expected a priority from 0 to 100 at "{label}", but it is "{priority}".',
    fi='Tehtävän "{label}" tärkeyden pitää olla 0–100, mutta se on "{priority}".',
    sv='Prioriteten för "{label}" ska vara 0–100, men är "{priority}".',
)
def priority(drawing: Drawing) -> Iterator[Fault]:
    for node in _user_tasks(drawing):
        text = node.camunda("priority")
        if text and not text.startswith("=") and not (text.isdecimal() and int(text) <= _MAX_PRIORITY):
            yield Fault(node, {"label": node.label, "priority": text})


@rule(
    "drawing",
    "lane-several",
    ERROR,
    why="A step belongs to one lane, or two groups each think the other does it.",
    en='Expected "{label}" to lie in one lane, but it lies in "{first}" and "{second}".',
    fi='Osan "{label}" pitää olla yhdellä radalla, mutta se on radoilla "{first}" ja "{second}".',
    sv='"{label}" ska ligga i en bana, men ligger i "{first}" och "{second}".',
)
def lane_several(drawing: Drawing) -> Iterator[Fault]:
    for node in drawing.nodes():
        lanes = node.lane_path
        for first, second in pairwise(lanes):
            if second.element not in set(first.element.iter()):
                yield Fault(node, {"label": node.label, "first": first.label, "second": second.label})
                break


@rule(
    "drawing",
    "lane-missing",
    WARNING,
    why="In a process with lanes every step is somebody's.",
    en='Expected "{label}" to lie in a lane, as other steps do, but it lies in none.',
    fi='Osan "{label}" pitäisi olla radalla kuten muutkin, mutta se ei ole millään.',
    sv='"{label}" borde ligga i en bana som andra steg, men ligger inte i någon.',
)
def lane_missing(drawing: Drawing) -> Iterator[Fault]:
    for process in drawing.processes:
        if process.lanes:
            for node in process.scope.nodes:
                if not node.lane_path and node.kind != "boundaryEvent":
                    yield Fault(node, {"label": node.label})


def _user_tasks(drawing: Drawing) -> Iterator[Node]:
    return (node for node in drawing.nodes() if node.kind == "userTask")


def _groups(node: Node) -> list[str]:
    """The groups that a task names literally: its own, else its lane's."""
    own = node.camunda("candidateGroups")
    if own.startswith("="):
        return []
    if own:
        return [group.strip() for group in own.split(",") if group.strip()]
    if any(node.camunda(name) for name in _AUDIENCE) or not node.lane_path:
        return []
    lane = node.lane_path[-1]
    group = lane.properties.get("group", "").strip() or lane.id
    return [] if group.startswith("=") else [group]
