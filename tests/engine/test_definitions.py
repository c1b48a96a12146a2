"""Versions: what makes a new one, what running instances go on with, what a stage begins with."""

import pytest
from sqlalchemy.exc import DatabaseError

from engine import InvalidResource, NotFound
from tests.engine.drawings import drawing, end, field, flows, form, start, user_task
from tests.engine.play import Play

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def caller(binding: str = "latest") -> str:
    stage = f'<callActivity id="stage" name="Stage" calledElement="called" camunda:calledElementBinding="{binding}"/>'
    return drawing("caller", start(), user_task("before"), stage, end(), flows("begin > before > stage > over"))


def called(*tasks: str, ask: str = "name") -> dict[str, str]:
    return {
        "called/called.bpmn": drawing(
            "called", start(), *(user_task(task, formKey="ask") for task in tasks), end(),
            flows(" > ".join(("begin", *tasks, "over"))),
        ),
        "called/ask.form.json": form("ask", field(ask, process=True)),
    }  # fmt: skip


def versions(deployment: object) -> dict[str, int]:
    return {one.key: one.version for one in deployment.definitions}  # type: ignore[attr-defined]


def test_only_what_changed_gets_a_new_version(play: Play) -> None:
    both = {"caller/caller.bpmn": caller(), **called("act")}
    assert versions(play.deploy(both)) == {"called": 1, "caller": 1}
    assert versions(play.deploy(both)) == {}
    assert versions(play.deploy({**both, **called("act", ask="title")})) == {"called": 2}, "Its form changed."
    assert versions(
        play.deploy({**both, **called("act", ask="title"), "called/texts.sv.po": 'msgid "Act"\nmsgstr "Gör"\n'})
    ) == {"called": 3}
    assert versions(play.deploy(both)) == {"called": 4}, "Going back is a new version, too."


def test_a_stage_bound_to_its_deployment_is_part_of_its_callers_closure(play: Play) -> None:
    play.deploy({"caller/caller.bpmn": caller("deployment"), **called("act")})
    changed = {"caller/caller.bpmn": caller("deployment"), **called("act", "check")}
    assert versions(play.deploy(changed)) == {"called": 2, "caller": 2}


def test_an_instance_keeps_the_version_it_began_with(play: Play) -> None:
    play.deploy(called("act"))
    number = play.start("called")
    play.deploy(called("other"))

    assert play.elements(number) == ["act"]
    assert play.instance(number).definition.version == 1
    play.complete(number, "act", name="x")
    assert play.instance(play.start("called")).definition.version == 2
    play.demand_sound()


def test_a_stage_that_has_not_begun_takes_the_newest_version(play: Play) -> None:
    play.deploy({"caller/caller.bpmn": caller(), **called("act")})
    waiting, begun = play.start("caller"), play.start("caller")
    play.complete(begun, "before")
    play.deploy({"caller/caller.bpmn": caller(), **called("other")})
    play.complete(waiting, "before")

    assert (play.elements(begun), play.elements(waiting)) == (["act"], ["other"])
    play.complete(begun, "act", name="x")
    play.complete(waiting, "other", name="y")
    assert play.data(waiting) == {"name": "y"}
    play.demand_sound()


def test_a_stage_bound_to_its_deployment_takes_the_version_of_then(play: Play) -> None:
    play.deploy({"caller/caller.bpmn": caller("deployment"), **called("act")})
    number = play.start("caller")
    play.deploy({"caller/caller.bpmn": caller("deployment"), **called("other")})
    play.complete(number, "before")

    assert play.elements(number) == ["act"]
    play.demand_sound()


def test_a_stage_may_not_come_to_need_what_a_waiting_instance_cannot_give(play: Play) -> None:
    def stage(ask: str) -> dict[str, str]:
        return {
            "called/called.bpmn": drawing(
                "called", start(), user_task("act", "advisors", dueDate=f"= {ask}"), end(), flows("begin > act > over")
            )
        }

    play.deploy({"caller/caller.bpmn": caller(), **stage("by")})
    begun, waiting = play.start("caller", {"by": None}), play.start("caller", {"by": None})
    play.complete(begun, "before")

    with pytest.raises(InvalidResource, match=f'instance {waiting} to give the name "deadline".*"Act"') as refused:
        play.deploy({"caller/caller.bpmn": caller(), **stage("deadline")})
    assert f"instance {begun}" not in str(refused.value)

    play.complete(waiting, "before")
    assert versions(play.deploy({"caller/caller.bpmn": caller(), **stage("deadline")})) == {"called": 2}


def test_a_faulty_deployment_is_refused_whole(play: Play) -> None:
    faulty = drawing("faulty", start(), user_task("act", formKey="missing"), end(), flows("begin > act > over"))

    with pytest.raises(InvalidResource, match="missing") as refused:
        play.deploy({"faulty.bpmn": faulty, **called("act")})

    assert refused.value.findings
    assert play.rows("SELECT id FROM deployment") == []
    with pytest.raises(NotFound):
        play.start("called")


def test_what_was_deployed_cannot_be_altered_in_the_database(play: Play) -> None:
    play.deploy(called("act"))
    play.start("called")
    for statement in (
        "UPDATE definition SET version = 9",
        "DELETE FROM deployment",
        "UPDATE history SET actor = 'mallory'",
        "DELETE FROM history",
        "DELETE FROM history_value",
        "UPDATE history_value SET content = '{}'",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            play.database.transact(lambda unit, told=statement: unit.write().exec_driver_sql(told))


def test_a_decision_is_asked_and_the_rule_that_matched_is_told(play: Play) -> None:
    table = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="http://example.org">
      <decision id="grade" name="Grade"><decisionTable id="t" hitPolicy="UNIQUE">
        <input id="i"><inputExpression id="ie" typeRef="number"><text>score</text></inputExpression></input>
        <output id="o" name="grade" typeRef="string"/>
        <rule id="r1"><inputEntry id="e1"><text>&lt; 5</text></inputEntry>
          <outputEntry id="x1"><text>"poor"</text></outputEntry></rule>
        <rule id="r2"><inputEntry id="e2"><text>&gt;= 5</text></inputEntry>
          <outputEntry id="x2"><text>"good"</text></outputEntry></rule>
      </decisionTable></decision></definitions>"""
    task = '<businessRuleTask id="judge" name="Judge" camunda:decisionRef="grade" camunda:resultVariable="grade"/>'
    play.deploy(
        {
            "judge/judge.bpmn": drawing("judging", start(), task, user_task("act"), end(),
                                        flows("begin > judge > act > over")),
            "judge/grade.dmn": table,
        }
    )  # fmt: skip
    number = play.start("judging", {"score": 7})

    assert play.data(number) == {"score": 7, "grade": "good"}
    value = play.timeline(number)[0].value
    assert value is not None
    ((element, detail),) = [(one, detail) for one, what, detail in value["followed"] if what == "rules"]
    assert (element, detail["rules"][0]["rule"]) == ("judge", 2)
    play.demand_sound()
    with pytest.raises(NotFound):
        play.start("unheard_of")
