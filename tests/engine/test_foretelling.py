"""What a decision leads to is told before it is made, and only what is certain."""

import pytest

from engine import Engine
from tests.engine.drawings import drawing, element, end, field, flows, form, service_task, start, user_task
from tests.engine.play import Play
from tests.engine.test_statements import spoken

WORDS = ("more", "ask", "small", "chain", "no")
MATTER = {
    "matter/matter.bpmn": drawing(
        "matter",
        start(),
        user_task("judge", formKey="ask"),
        element("exclusiveGateway", "which"),
        element("exclusiveGateway", "size"),
        element("exclusiveGateway", "answer"),
        user_task("improve", "owners"),
        service_task("propose", "agenda.propose", body="peloton", title="= sum"),
        service_task("look", "look"),
        user_task("big"),
        user_task("little"),
        end(),
        end("ended"),
        flows(
            "begin > judge > which",
            'which > [outcome = "no"] over',
            'which > [outcome = "more"] improve > ended',
            'which > [outcome = "ask"] propose > ended',
            'which > [outcome = "small"] size',
            'which > [outcome = "chain"] look > answer',
            "size > [sum < 100] little > ended",
            "size > [sum >= 100] big > ended",
            "answer > [yes = true] little",
            "answer > [yes != true] big",
        ),
    ),
    "matter/ask.form.json": form(
        "ask",
        field("sum", "number", process=True),
        field("outcome", "radio", process=True, values=[{"value": word} for word in WORDS]),
    ),
}  # fmt: skip


@pytest.fixture
def task(play: Play, engine: Engine) -> int:
    """A judgement to be made; whoever really calls a service fails."""
    for topic in ("agenda.propose", "look"):
        engine.parts.services.register(topic)(lambda call, **_: {}[1])
    play.deploy(MATTER)
    return play.task(play.start("matter", {"sum": 5, "yes": True}), "judge")


def test_what_follows_is_told_and_nothing_happens(play: Play, task: int) -> None:
    before = play.content(1)
    with play.database.read() as connection:
        told = play.engine.foretell(connection, task, "outcome", WORDS)

    assert told["no"].ends
    assert [(one.name, one.audience) for one in told["more"].tasks] == [("Improve", {"group:owners"})]
    assert [(call.topic, call.parameters["body"]) for call in told["ask"].calls] == [("agenda.propose", "peloton")]
    assert play.content(1) == before
    assert len(play.timeline(1)) == 1
    play.demand_sound()


def test_where_it_depends_on_another_answer_nothing_is_told(play: Play, task: int) -> None:
    with play.database.read() as connection:
        told = play.engine.foretell(connection, task, "outcome", ["small"])["small"]
    assert (told.calls, told.tasks, told.ends) == ((), (), False)


def test_where_it_depends_on_what_a_service_answers_only_the_service_is_told(play: Play, task: int) -> None:
    with play.database.read() as connection:
        told = play.engine.foretell(connection, task, "outcome", ["chain"])["chain"]
    assert [call.topic for call in told.calls] == ["look"]
    assert told.tasks == ()


def test_all_choices_together_are_one_statement(play: Play, task: int) -> None:
    statements, commits = spoken(
        play.database, lambda unit: play.engine.foretell(unit.connection, task, "outcome", WORDS)
    )
    assert len(statements) == 1
    assert commits == 0
