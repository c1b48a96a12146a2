"""Hostile expressions in diagrams that are really deployed and started: each is refused or becomes an incident."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine import InvalidResource, Services
from engine.lint import Verdict, lint, verdict
from tests.engine.lint.drawn import END, START, diagram, flow, one_step, path, properties, task_of, user
from tests.engine.play import Play
from tests.faults.attacks import EXPRESSIONS
from tests.faults.watching import watched
from tests.sizes import SIZE

THROWN = SIZE.pick(
    ("python attribute of a name", "nested loops", "text doubled", "catastrophic backtracking"), tuple(EXPRESSIONS)
)
MULTI = "multiInstanceLoopCharacteristics"
ASKED = {"candidateGroups": "advisors", "formKey": ""}


def _asked(inside: str = "", **attributes: str) -> bytes:
    return one_step(user(inside=inside, **(ASKED | attributes)))


def _service(text: str) -> str:
    return task_of("serviceTask", "work", properties(in__value=_quoted(text)), topic="note", resultVariable="r")


def _quoted(text: str) -> str:
    return quoteattr("= " + text)[1:-1].replace('"', "&quot;")


SITES = {
    "a condition": lambda text: diagram(
        START,
        '<exclusiveGateway id="g" name="G" default="b"/>',
        END,
        path("begin", "g"),
        flow("g", "done", escape(text), id="x"),
        flow("g", "done", id="b"),
    ),
    "a script": lambda text: one_step(
        task_of("scriptTask", "work", f"<script>{escape(text)}</script>", scriptFormat="feel", resultVariable="r")
    ),
    "an assignee": lambda text: _asked(assignee=_quoted(text)),
    "a group": lambda text: _asked(candidateGroups=_quoted(text)),
    "a due date": lambda text: _asked(dueDate=_quoted(text)),
    "a title": lambda text: diagram(
        properties(title=_quoted(text)), START, user(**ASKED), END, path("begin", "work", "done")
    ),
    "a timer": lambda text: one_step(
        '<intermediateCatchEvent id="work" name="W"><timerEventDefinition><timeDuration>'
        f"= {escape(text)}</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    ),
    "an awaited condition": lambda text: one_step(
        '<intermediateCatchEvent id="work" name="W"><conditionalEventDefinition><condition>'
        f"{escape(text)}</condition></conditionalEventDefinition></intermediateCatchEvent>"
    ),
    "a list": lambda text: _asked(f'<{MULTI} camunda:collection="{_quoted(text)}" camunda:elementVariable="e"/>'),
    "a number of times": lambda text: _asked(f"<{MULTI}><loopCardinality>{escape(text)}</loopCardinality></{MULTI}>"),
    "a parameter": lambda text: one_step(_service(text)),
    "a correlation": lambda text: one_step(
        task_of("receiveTask", "work", properties(correlationKey=_quoted(text)), messageRef="m")
    ),
    "a payload": lambda text: one_step(
        task_of("sendTask", "work", properties(correlationKey="= 1", payload=_quoted(text)), messageRef="m")
    ),
}


# What these wait for may still come: an expression without a value is no mistake there.
WAITING = {"an awaited condition", "a correlation"}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough here: nothing of it is asked of the database."""
    return f"sqlite:///{tmp_path / 'hankepolku.db'}"


@pytest.fixture
def services() -> Services:
    services = Services()

    @services.register("note")
    def note(call: object, value: object) -> None:
        """Anything may be handed over."""

    return services


def warm_up(play: Play, content: bytes) -> None:
    """Do the same with something harmless first: what is imported and compiled once is not the attack's doing."""
    if verdict(lint({"idea.bpmn": content})) is not Verdict.DRAWING:
        play.deploy({"idea.bpmn": content})
        play.start("idea", {"title": "Idea"}, business_key="project/0")
        play.settle()


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", THROWN)
def test_an_instance_is_never_harmed(name: str, site: str, play: Play, tmp_path: Path) -> None:
    content = SITES[site](EXPRESSIONS[name])
    if verdict(lint({"idea.bpmn": content})) is Verdict.DRAWING:
        with pytest.raises(InvalidResource, match="Expected "):
            play.deploy({"idea.bpmn": content})
        return
    warm_up(play, SITES[site]("1"))
    play.deploy({"idea.bpmn": content})
    (tmp_path / "canaries").mkdir()
    with watched(tmp_path / "canaries"):
        instance = play.start("idea", {"title": "Idea"})
        play.settle()
    stands = play.instance(instance)
    incidents = [sentence for (sentence,) in play.rows("SELECT sentence FROM incident")]
    assert stands.tasks or stands.status == "completed" or incidents or site in WAITING
    assert all(sentence.startswith("Expected ") for sentence in incidents)
    play.demand_sound()
