"""What a service is told, what it may write, and what becomes of its failures."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select

from engine import BpmnError, InstanceStatus, Kind, ListCall, NotAllowed, ServiceCall, Services, TravellingClock
from engine.schema import message
from tests.engine.drawings import drawing, element, end, field, flows, form, service_task, start, user_task
from tests.engine.play import ANNA, CECILIA, Play

BROKE = '<error id="e_broke" name="broke" errorCode="broke"/>'
CAUGHT = '<errorEventDefinition errorRef="e_broke"/>'
FUNDING = {
    "funding/funding.bpmn": drawing(
        "funding",
        start(),
        user_task("apply", formKey="application"),
        service_task("reserve", "funding.reserve", amount="= amount"),
        element("boundaryEvent", "broke", CAUGHT, attachedToRef="reserve"),
        user_task("sign"),
        user_task("apologise"),
        end(),
        end("sorry"),
        flows("begin > apply > reserve > sign > over", "broke > apologise > sorry"),
        around=BROKE,
    ),
    "funding/application.form.json": form("application", field("amount", "number", process=True), field("why")),
}


class Treasury:
    """A service that writes a row, and then does as it was told to."""

    def __init__(self) -> None:
        self.calls: list[ServiceCall] = []
        self.mood: Exception | None = None
        self.answer: Mapping[str, Any] | None = None

    def __call__(self, call: ServiceCall, amount: Decimal) -> Mapping[str, Any] | None:
        self.calls.append(call)
        call.unit.write().execute(
            insert(message).values(name="reserved", correlation=str(amount), content=call.submission("apply")["why"],
                                   sent_at=call.now, sent_by=call.actor.id, expires_at=call.now + timedelta(days=1))
        )  # fmt: skip
        if self.mood is not None:
            raise self.mood
        return self.answer


@pytest.fixture
def treasury(services: Services) -> Treasury:
    """The registered service."""
    registered = Treasury()
    services.register("funding.reserve")(registered)
    return registered


@pytest.fixture
def funding(play: Play, treasury: Treasury) -> int:
    """An instance that waits for an application."""
    play.deploy(FUNDING)
    return play.start("funding")


def reserved(play: Play) -> list[tuple[str, str, str]]:
    with play.database.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(message.c.correlation, message.c.content, message.c.sent_by))
        ]


def test_a_service_is_told_who_what_and_what_was_submitted(play: Play, treasury: Treasury, funding: int) -> None:
    treasury.answer = {"reserved": Decimal("12.50")}
    play.complete(funding, "apply", amount="12,50", why="a roof")

    (call,) = treasury.calls
    assert (call.instance_id, call.business_key, call.element, call.actor) == (funding, "project/1", "reserve", ANNA)
    assert reserved(play) == [("12.5", "a roof", "anna")]
    assert play.data(funding) == {"amount": Decimal("12.50"), "reserved": Decimal("12.50")}
    play.demand_sound()


def test_a_service_is_given_the_words_of_its_diagram_in_each_language(play: Play, services: Services) -> None:
    told: list[object] = []
    services.register("letter.write")(lambda call, subject: told.append(subject))
    write = element("serviceTask", "write", properties={"text:subject": "Odottaa: {{title}}, {{amount}} €"},
                    **{"camunda:topic": "letter.write"})  # fmt: skip
    play.deploy({
        "letter/letter.bpmn": drawing("letter", start(), user_task("ask", formKey="ask"), write, end(),
                                      flows("begin > ask > write > over")),
        "letter/ask.form.json": form("ask", field("title", process=True), field("amount", "number", process=True)),
        "letter/texts.sv.po": 'msgid "Odottaa: {{title}}, {{amount}} €"\nmsgstr "{{amount}} € väntar: {{title}}"\n',
    })  # fmt: skip

    play.complete(play.start("letter"), "ask", title="Puu", amount="12,5")

    assert told == [{"": "Odottaa: Puu, 12,5 €", "sv": "12,5 € väntar: Puu"}]
    play.demand_sound()


def test_a_business_error_takes_the_diagrams_way_and_undoes_what_the_service_wrote(
    play: Play, treasury: Treasury, funding: int
) -> None:
    treasury.mood = BpmnError("broke")
    play.complete(funding, "apply", amount="1", why="x")

    assert play.elements(funding) == ["apologise"]
    assert reserved(play) == []
    assert play.instance(funding).incidents == ()
    play.demand_sound()


def test_any_other_failure_is_an_incident_and_the_persons_completion_stands(
    play: Play, treasury: Treasury, funding: int
) -> None:
    treasury.mood = RuntimeError("the bank is closed")
    play.complete(funding, "apply", amount="1", why="x")

    assert play.elements(funding) == []
    assert reserved(play) == []
    (incident,) = play.instance(funding).incidents
    assert (incident.kind, incident.element, incident.attempts) == ("service", "reserve", 1)
    assert "the bank is closed" in incident.sentence
    assert play.timeline(funding)[-1].kind is Kind.COMPLETED
    play.demand_sound()


def test_an_incident_is_tried_again_by_itself_and_then_by_a_person(
    play: Play, treasury: Treasury, funding: int, clock: TravellingClock
) -> None:
    treasury.mood = RuntimeError("the bank is closed")
    play.complete(funding, "apply", amount="1", why="x")
    for minutes in (1, 5, 30):
        assert play.settle() == 0
        clock.travel(timedelta(minutes=minutes))
        play.settle()
    assert len(treasury.calls) == 4
    clock.travel(timedelta(days=9))
    assert play.settle() == 0, "Now a person must."

    treasury.mood = None
    (incident,) = play.instance(funding).incidents
    with pytest.raises(NotAllowed):
        play.database.transact(lambda unit: play.engine.retry(unit, incident.id, by=ANNA))
    assert play.database.transact(lambda unit: play.engine.retry(unit, incident.id, by=CECILIA))

    assert play.elements(funding) == ["sign"]
    assert play.instance(funding).incidents == ()
    assert play.rows("SELECT attempts, resolved_by FROM incident") == [(4, "cecilia")]
    assert reserved(play) == [("1", "x", "cecilia")], "The submission is still known."
    play.demand_sound()


def test_what_a_state_cannot_hold_is_no_answer(play: Play, treasury: Treasury, funding: int) -> None:
    treasury.answer = {"object": object()}
    play.complete(funding, "apply", amount="1", why="x")

    (incident,) = play.instance(funding).incidents
    assert "object" in incident.sentence
    assert reserved(play) == []
    play.demand_sound()


def test_a_service_that_nobody_registered_is_an_incident(play: Play, services: Services, treasury: Treasury) -> None:
    play.deploy(FUNDING)
    play.engine.parts.services._services.clear()
    number = play.start("funding")
    play.complete(number, "apply", amount="1", why="x")

    (incident,) = play.instance(number).incidents
    assert "funding.reserve" in incident.sentence


def test_a_failing_expression_is_an_incident_that_shows_it_and_its_values(play: Play) -> None:
    play.deploy(
        {
            "choose.bpmn": drawing(
                "choose",
                start(),
                user_task("act"),
                element("exclusiveGateway", "choice"),
                end("low"),
                end("high"),
                flows("begin > act > choice", "choice > [limit > 3] high", "choice > [limit <= 3] low"),
            )
        }
    )
    number = play.start("choose", {"limit": "many"})
    play.complete(number, "act")

    (incident,) = play.instance(number).incidents
    assert incident.kind == "expression"
    assert "limit > 3" in incident.sentence
    assert "many" in incident.sentence
    assert incident.retry_at is None
    play.demand_sound()


def test_cancelling_ends_an_instance_with_an_incident_too(play: Play, treasury: Treasury, funding: int) -> None:
    treasury.mood = RuntimeError("closed")
    play.complete(funding, "apply", amount="1", why="x")

    play.database.transact(lambda unit: play.engine.cancel(unit, funding, by=CECILIA, reason="withdrawn"))

    shown = play.instance(funding)
    assert (shown.status, shown.tasks, shown.incidents) == (InstanceStatus.CANCELLED, (), ())
    assert play.settle() == 0
    play.demand_sound()


def test_a_form_reads_a_list_as_it_is_when_it_is_shown_and_answered(play: Play, services: Services) -> None:
    there = ["north"]

    @services.lists("regions")
    def list_regions(call: ListCall) -> list[dict[str, Any]]:
        assert call.business_key == "project/1"
        return [{"value": name, "label": name.title()} for name in there]

    chosen = field("chosen", "select", process=True, valuesExpression="= regions")
    diagram = drawing("choice", start(), user_task("choose", formKey="choosing"), end(), flows("begin > choose > over"))
    play.deploy({"choice/choice.bpmn": diagram, "choice/choosing.form.json": form("choosing", chosen)})
    instance = play.start("choice")
    there.append("south")

    with play.database.read() as connection:
        shown = play.engine.task(connection, play.task(instance, "choose"), by=ANNA)
    assert [one["value"] for one in shown.data["regions"]] == ["north", "south"]
    play.complete(instance, "choose", chosen="south")

    assert play.data(instance) == {"chosen": "south"}
    play.demand_sound()


def test_a_list_has_one_function_only(services: Services) -> None:
    services.lists("regions")(lambda call: [])

    with pytest.raises(ValueError, match="one list called 'regions'"):
        services.lists("regions")(lambda call: [])
