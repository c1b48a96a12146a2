"""Running instances go on by another version of their process: what maps, what is kept, what cannot, and back again."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine import Hindrance, How, InstanceStatus, InvalidInput, Kind, NotMigratable, Plan, Preview, ServiceCall
from tests.engine.drawings import (
    after,
    drawing,
    element,
    end,
    every,
    field,
    flows,
    form,
    service_task,
    start,
    user_task,
)
from tests.engine.play import ANNA, BO, CECILIA, DAN, Play
from tests.engine.test_statements import spoken

AROUND = '<message id="m_answer" name="answer"/><message id="m_news" name="news"/>'
ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
NEWS = '<messageEventDefinition messageRef="m_news"/>'
ASK = {"p/ask.form.json": form("ask", field("name", process=True), field("more"))}
"""A form beside the diagrams."""


def deploy(play: Play, *parts: str, key: str = "p", **more: str) -> int:
    """The next version of a process; its definition's number."""
    deployed = play.deploy({f"{key}/{key}.bpmn": drawing(key, *parts, around=AROUND, **more), **ASK})
    (one,) = [one for one in deployed.definitions if one.key == key]
    return int(one.definition_id)


def planned(play: Play, old: int, new: int, by_hand: Mapping[str, str] | None = None, *, anew: bool = False) -> Plan:
    with play.database.read() as connection:
        return play.engine.plan_migration(connection, old, new, by_hand, anew=anew)


def previewed(play: Play, number: int, plan: Plan) -> Preview:
    with play.database.read() as connection:
        (seen,) = play.engine.preview_migration(connection, [number], plan)
    return seen


def migrate(play: Play, number: int, plan: Plan, reason: str = "uusi vaihe") -> None:
    seen = previewed(play, number, plan)
    play.database.transact(lambda unit: play.engine.migrate(unit, number, plan, by=CECILIA, reason=reason))
    assert seen.is_possible
    play.demand_sound()


def refusal(play: Play, number: int, plan: Plan) -> list[tuple[Hindrance, str]]:
    """What stands in the way; nothing is changed by asking or trying."""
    before, rows = play.content(number), play.timeline(number)
    with pytest.raises(NotMigratable) as refused:
        migrate(play, number, plan)
    assert play.content(number) == before
    assert len(play.timeline(number)) == len(rows)
    assert refused.value.obstructions == previewed(play, number, plan).obstructions
    return [(one.hindrance, one.element) for one in refused.value.obstructions]


def definition_of(play: Play, number: int) -> int:
    return play.instance(number).definition.id


def finish(play: Play, number: int, most: int = 50) -> list[str]:
    """Do whatever is open until the end; the elements in the order in which they were done."""
    done: list[str] = []
    for _ in range(most):
        if play.instance(number).status is InstanceStatus.COMPLETED:
            play.demand_sound()
            return done
        tasks = play.open(number)
        if tasks:
            play.complete_task(tasks[0].task_id, ANNA if tasks[0].assignee == "anna" else BO, name="x")
            done.append(tasks[0].element)
        else:
            play.database.transact(
                lambda unit: play.engine.send(unit, "answer", correlation="project/1", payload={}, by=DAN)
            )
            play.engine.clock.travel(timedelta(days=40))  # type: ignore[attr-defined]
            play.settle()
    raise AssertionError(f"Expected the end, but it stands at {play.instance(number).tasks}.")


CHAIN = (start(), user_task("write", formKey="ask", dueDate="P14D"), user_task("decide", "owners"), end(),
         flows("begin > write > decide > over"))  # fmt: skip
INSERTED = (start(), user_task("write", formKey="ask", dueDate="P30D"), user_task("check"),
            user_task("decide", "owners"), end(), flows("begin > write > check > decide > over"))  # fmt: skip


def test_an_instance_before_an_inserted_step_meets_it(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, *INSERTED)
    migrate(play, number, planned(play, old, new))

    assert definition_of(play, number) == new
    assert finish(play, number) == ["write", "check", "decide"]


def test_an_open_task_keeps_its_number_holder_draft_and_date(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    task = play.task(number, "write")
    play.database.transact(lambda unit: play.engine.claim(unit, task, by=ANNA))
    play.database.transact(lambda unit: play.engine.save_draft(unit, task, {"name": ["kesken"]}, by=ANNA))
    (before,) = play.open(number)
    play.engine.clock.travel(timedelta(days=3))  # type: ignore[attr-defined]
    new = deploy(play, start(), '<userTask id="write" name="Kirjoita" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
                 ' camunda:candidateGroups="owners" camunda:formKey="ask" camunda:dueDate="P30D"/>',
                 user_task("decide", "owners"), end(), flows("begin > write > decide > over"))  # fmt: skip
    plan = planned(play, old, new)
    (seen,) = previewed(play, number, plan).tokens
    assert (seen.element.name, seen.to and seen.to.name, seen.how) == ("Write", "Kirjoita", How.SAME)
    assert (seen.task_id, seen.assignee, seen.due_at, seen.has_draft) == (task, "anna", before.due_at, True)
    migrate(play, number, plan)

    (row,) = play.open(number)
    assert (row.task_id, row.assignee, row.due_at) == (task, "anna", before.due_at)
    assert (row.name, row.definition_id, row.audience) == ("Kirjoita", new, frozenset({"group:owners"}))
    with play.database.read() as connection:
        assert play.engine.draft(connection, task, by=ANNA) == {"name": ["kesken"]}
        assert play.engine.task(connection, task, by=ANNA).definition.id == new
    play.complete_task(task, ANNA, name="valmis")
    assert play.data(number)["name"] == "valmis"


def test_the_history_says_who_why_and_what(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, *INSERTED)
    migrate(play, number, planned(play, old, new), "Lisättiin tarkastus.")

    event = play.timeline(number)[-1]
    assert (event.kind, event.actor, event.definition_id, event.version) == (Kind.MIGRATED, "cecilia", new, 2)
    assert event.value is not None
    assert (event.value["from"], event.value["to"], event.value["reason"]) == (old, new, "Lisättiin tarkastus.")


def test_a_step_that_is_gone_must_be_mapped_by_hand(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, start(), user_task("draft", formKey="ask"), user_task("decide", "owners"), end(),
                 flows("begin > draft > decide > over"))  # fmt: skip
    plan = planned(play, old, new)
    assert not plan.is_whole
    assert plan.by_element["write"].candidates == ("draft", "decide")
    assert refusal(play, number, plan) == [(Hindrance.GONE, "write")]
    task = play.task(number, "write")
    migrate(play, number, planned(play, old, new, {"write": "draft"}))

    assert play.task(number, "draft") == task
    assert finish(play, number) == ["draft", "decide"]
    with play.database.read() as connection:
        passed = play.engine.where(connection, number).passed
    assert passed[new, "draft"] == 1


def test_a_removed_step_that_was_passed_hinders_nobody(play: Play) -> None:
    old = deploy(play, *INSERTED)
    number = play.start("p")
    play.complete(number, "write", name="x")
    play.complete(number, "check")
    new = deploy(play, *CHAIN)
    migrate(play, number, planned(play, old, new))
    with play.database.read() as connection:
        where = play.engine.where(connection, number)
    assert where.standing == {(new, "decide"): 1}
    assert where.passed == {(new, "begin"): 1, (new, "write"): 1, (old, "check"): 1}
    assert finish(play, number) == ["decide"]


def test_moving_back_at_once_gives_the_very_state_before(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    before, rows = play.content(number), play.rows("SELECT * FROM user_task")
    late = element("boundaryEvent", "late", after("P7D"), attachedToRef="write", cancelActivity="false")
    new = deploy(play, start(), user_task("write"), late, user_task("decide", "owners"), end(), end("reminded"),
                 flows("begin > write > decide > over", "late > reminded"))  # fmt: skip
    migrate(play, number, planned(play, old, new))
    there = play.content(number)
    assert there != before
    assert len(play.rows("SELECT * FROM timer")) == 1
    back = planned(play, new, old)
    assert previewed(play, number, back).returns
    migrate(play, number, back)

    assert play.content(number) == before
    assert play.rows("SELECT * FROM user_task") == rows
    assert play.rows("SELECT * FROM timer") == []
    migrate(play, number, planned(play, old, new))  # And to and fro.
    assert play.content(number) == there
    migrate(play, number, back)
    assert play.content(number) == before
    assert finish(play, number) == ["write", "decide"]


def test_later_moving_back_is_a_move_like_any_other(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, *INSERTED)
    migrate(play, number, planned(play, old, new))
    play.complete(number, "write", name="x")
    back = planned(play, new, old)
    assert not previewed(play, number, back).returns
    assert refusal(play, number, back) == [(Hindrance.GONE, "check")]
    migrate(play, number, planned(play, new, old, {"check": "decide"}))
    assert finish(play, number) == ["decide"]


def test_a_completion_after_a_move_can_be_undone(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, *INSERTED)
    migrate(play, number, planned(play, old, new))
    before, task = play.content(number), play.task(number, "write")
    play.complete_task(task, ANNA, name="x")
    play.database.transact(lambda unit: play.engine.undo(unit, task, by=ANNA))
    assert play.content(number) == before
    assert play.elements(number) == ["write"]
    assert finish(play, number) == ["write", "check", "decide"]


# Events


WAITING = (start(), user_task("write"), element("boundaryEvent", "late", every("R2/P7D"), attachedToRef="write",
           cancelActivity="false"), user_task("remind"), end(), end("reminded"),
           flows("begin > write > over", "late > remind > reminded"))  # fmt: skip


def test_a_timer_keeps_its_moment_unless_it_is_worked_out_anew(play: Play) -> None:
    old = deploy(play, *WAITING)
    kept, anew = play.start("p"), play.start("p")
    (due, _) = [row[0] for row in play.rows("SELECT due_at FROM timer")]
    play.engine.clock.travel(timedelta(days=1))  # type: ignore[attr-defined]
    changed = [part.replace("R2/P7D", "R2/P30D") for part in WAITING]
    new = deploy(play, *changed)
    seen = [
        (one.timer_at, one.timer_then)
        for plan in (planned(play, old, new), planned(play, old, new, anew=True))
        for one in previewed(play, kept, plan).tokens
        if one.timer_at
    ]
    (was, stays), (_, becomes) = seen
    assert was == stays
    assert was
    assert becomes
    assert becomes - was == timedelta(days=24)
    migrate(play, kept, planned(play, old, new))
    migrate(play, anew, planned(play, old, new, anew=True))
    rows = play.rows("SELECT due_at FROM timer ORDER BY instance_id")
    assert rows[0][0] == due
    assert rows[1][0] > due
    play.engine.clock.travel(timedelta(days=7))  # type: ignore[attr-defined]
    play.settle()
    assert play.elements(kept) == ["remind", "write"]
    assert play.elements(anew) == ["write"]


def test_an_event_that_is_gone_waits_no_more(play: Play) -> None:
    old = deploy(play, *WAITING)
    number = play.start("p")
    new = deploy(play, start(), user_task("write"), end(), flows("begin > write > over"))
    plan = planned(play, old, new)
    assert plan.by_element["late"].how is How.ENDS
    before = play.content(number)
    migrate(play, number, plan)
    assert play.rows("SELECT * FROM timer") == []
    migrate(play, number, planned(play, new, old))
    assert play.content(number) == before
    assert finish(play, number) == ["write"]


def test_an_event_that_is_new_begins_to_wait_where_its_activity_is_open(play: Play) -> None:
    old = deploy(play, start(), user_task("write"), end(), flows("begin > write > over"))
    number = play.start("p")
    task = play.task(number, "write")
    new = deploy(play, *WAITING)
    plan = planned(play, old, new)
    assert [one.id for one in previewed(play, number, plan).begins] == ["late"]
    migrate(play, number, plan)
    play.engine.clock.travel(timedelta(days=7))  # type: ignore[attr-defined]
    play.settle()
    play.demand_sound()
    assert play.elements(number) == ["remind", "write"]
    assert play.task(number, "write") == task
    assert sorted(finish(play, number)) == ["remind", "write"]


def test_a_message_is_waited_for_under_its_new_name_and_one_that_was_kept_comes(play: Play) -> None:
    catch = element("intermediateCatchEvent", "hear", ANSWER)
    old = deploy(play, start(), catch, user_task("write"), end(), flows("begin > hear > write > over"))
    number = play.start("p")
    play.database.transact(
        lambda unit: play.engine.send(unit, "news", correlation="project/1", payload={"a": 1}, by=DAN)
    )
    new = deploy(play, start(), element("intermediateCatchEvent", "hear", NEWS), user_task("write"), end(),
                 flows("begin > hear > write > over"))  # fmt: skip
    migrate(play, number, planned(play, old, new))
    assert play.rows("SELECT * FROM subscription") == []
    assert play.data(number)["a"] == 1
    assert finish(play, number) == ["write"]


def test_another_kind_of_event_is_no_counterpart(play: Play) -> None:
    old = deploy(play, start(), element("intermediateCatchEvent", "hear", ANSWER), end(), flows("begin > hear > over"))
    number = play.start("p")
    timer = deploy(play, start(), element("intermediateCatchEvent", "hear", after("P1D")), end(),
                   flows("begin > hear > over"))  # fmt: skip
    assert refusal(play, number, planned(play, old, timer)) == [(Hindrance.EVENT, "hear")]
    task = deploy(play, start(), user_task("hear"), end(), flows("begin > hear > over"))
    assert refusal(play, number, planned(play, old, task)) == [(Hindrance.KIND, "hear")]


def aside(about: str, task: str, *, interrupting: bool) -> str:
    """An event sub-process with a user task."""
    name, begin, over = (f"{task}_{part}" for part in ("aside", "told", "over"))
    told = f'<startEvent id="{begin}" isInterrupting="{str(interrupting).lower()}">{about}</startEvent>'
    inner = told + user_task(task) + end(over) + flows(f"{begin} > {task} > {over}")
    return f'<subProcess id="{name}" triggeredByEvent="true">{inner}</subProcess>'


@pytest.mark.parametrize("interrupting", [False, True])
def test_an_event_sub_process_that_is_new_listens_and_one_that_runs_goes_on(play: Play, interrupting: bool) -> None:
    plain = (start(), user_task("write"), end(), flows("begin > write > over"))
    old = deploy(play, *plain)
    number = play.start("p")
    first, second = (aside(about, task, interrupting=interrupting) for about, task in ((ANSWER, "note"), (NEWS, "jot")))
    new = deploy(play, *plain, first)
    migrate(play, number, planned(play, old, new))
    play.database.transact(lambda unit: play.engine.send(unit, "answer", correlation="project/1", payload={}, by=DAN))
    open_now = ["note"] if interrupting else ["note", "write"]
    assert play.elements(number) == open_now
    third = deploy(play, *plain, first, second)
    migrate(play, number, planned(play, new, third))
    assert play.elements(number) == open_now
    assert len(play.rows("SELECT * FROM subscription")) == (0 if interrupting else 2)
    assert refusal(play, number, planned(play, third, old)) == [
        (Hindrance.GONE, "note_aside"),
        (Hindrance.GONE, "note"),
    ]
    assert sorted(finish(play, number)) == open_now


def test_the_first_of_several_events_gets_another_rival(play: Play) -> None:
    wait = element("eventBasedGateway", "first"), element("intermediateCatchEvent", "answer", ANSWER)
    rest = element("intermediateCatchEvent", "rest", after("P3D")), end()
    old = deploy(play, start(), *wait, *rest, flows("begin > first > answer > over", "first > rest > over"))
    number = play.start("p")
    news = element("intermediateCatchEvent", "news", NEWS), user_task("read")
    ways = flows("begin > first > answer > over", "first > rest > over", "first > news > read > over")
    new = deploy(play, start(), *wait, *rest, *news, ways)
    migrate(play, number, planned(play, old, new))
    assert len(play.rows("SELECT * FROM subscription")) == 2
    play.database.transact(lambda unit: play.engine.send(unit, "news", correlation="project/1", payload={}, by=DAN))
    assert finish(play, number) == ["read"]
    assert play.rows("SELECT * FROM subscription") == []
    assert play.rows("SELECT * FROM timer") == []
    alone = deploy(play, start(), wait[1], end(), flows("begin > answer > over"))
    other = play.start("p")
    assert definition_of(play, other) == alone
    assert refusal(play, other, planned(play, alone, new)) == [(Hindrance.RIVALS, "answer")]


# Scopes, loops, stages


def inside(*parts: str) -> str:
    return f'<subProcess id="block" name="Block">{"".join(parts)}</subProcess>'


def test_what_rests_in_a_sub_process_stays_in_it(play: Play) -> None:
    old = deploy(play, start(), inside(start("in"), user_task("write"), end("out"), flows("in > write > out")), end(),
                 flows("begin > block > over"))  # fmt: skip
    number = play.start("p")
    task = play.task(number, "write")
    new = deploy(play, start(), inside(start("in"), user_task("write"), user_task("check"), end("out"),
                 flows("in > write > check > out")), user_task("decide"), end(),
                 element("boundaryEvent", "late", after("P7D"), attachedToRef="block", cancelActivity="false"),
                 end("reminded"), flows("begin > block > decide > over", "late > reminded"))  # fmt: skip
    flat = deploy(play, start(), user_task("write"), end(), flows("begin > write > over"))
    assert refusal(play, number, planned(play, old, flat)) == [(Hindrance.GONE, "block"), (Hindrance.SCOPE, "write")]
    migrate(play, number, planned(play, old, new))
    assert play.task(number, "write") == task
    assert len(play.rows("SELECT * FROM timer")) == 1
    assert finish(play, number) == ["write", "check", "decide"]


def several(name: str, how: str = "", groups: str = "advisors") -> str:
    loop = f'<multiInstanceLoopCharacteristics {how} camunda:collection="= people" camunda:elementVariable="one"/>'
    return user_task(name, groups).replace("</userTask>", f"{loop}</userTask>")


def test_the_turns_of_a_multi_instance_activity_go_on(play: Play) -> None:
    old = deploy(play, start(), several("write"), end(), flows("begin > write > over"))
    number = play.start("p", {"people": ["a", "b", "c"]})
    play.complete_task(play.open(number)[0].task_id, BO)
    rows = [row.task_id for row in play.open(number)]
    new = deploy(play, start(), several("write", groups="owners"), user_task("check"), end(),
                 element("boundaryEvent", "late", after("P7D"), attachedToRef="write", cancelActivity="false"),
                 end("reminded"), flows("begin > write > check > over", "late > reminded"))  # fmt: skip
    migrate(play, number, planned(play, old, new))
    assert [row.task_id for row in play.open(number)] == rows
    assert {row.audience for row in play.open(number)} == {frozenset({"group:owners"})}
    once = deploy(play, start(), user_task("write"), end(), flows("begin > write > over"))
    assert refusal(play, number, planned(play, new, once))[0] == (Hindrance.REPETITION, "write")
    turns = deploy(play, start(), several("write", 'isSequential="true"'), end(), flows("begin > write > over"))
    assert refusal(play, number, planned(play, new, turns))[0] == (Hindrance.REPETITION, "write")
    assert finish(play, number) == ["write", "write", "check"]


def stage(name: str, key: str) -> str:
    return element("callActivity", name, calledElement=key)


def test_a_stage_moves_by_itself_and_its_caller_stays(play: Play) -> None:
    old = deploy(
        play, start(), user_task("write"), user_task("same"), end(), flows("begin > write > same > over"), key="s"
    )
    caller = deploy(play, start(), user_task("same"), stage("call", "s"), end(), flows("begin > same > call > over"))
    number, alone = play.start("p"), play.start("s")
    play.complete(number, "same")
    new = deploy(play, start(), user_task("write"), user_task("check"), user_task("same"), end(),
                 flows("begin > write > check > same > over"), key="s")  # fmt: skip
    with play.database.read() as connection:
        on = play.engine.running_on(connection, [old, caller])
        assert on == {old: [number, alone], caller: [number]}
    migrate(play, number, planned(play, old, new))
    assert definition_of(play, number) == caller
    assert [row.definition_id for row in play.open(number)] == [new]
    with play.database.read() as connection:
        assert play.engine.running_on(connection, [old, new]) == {old: [alone], new: [number]}
    play.complete(number, "write")
    play.complete(number, "check")
    with play.database.read() as connection:
        assert play.engine.where(connection, number).standing == {(new, "same"): 1}
    assert finish(play, number) == ["same"]
    assert refusal(play, number, planned(play, new, old)) == [(Hindrance.ENDED, "")]
    assert refusal(play, alone, planned(play, new, old)) == [(Hindrance.ELSEWHERE, "")]


# Branches and joins


SPLIT = (start(), element("parallelGateway", "split"), user_task("one"), user_task("two"),
         element("parallelGateway", "join"), user_task("decide"), end())  # fmt: skip
FORKED = flows("begin > split > one > join > decide > over", "split > two > join")


def forked(play: Play) -> tuple[int, int]:
    """An instance of which one branch already waits at the join."""
    old = deploy(play, *SPLIT, FORKED)
    number = play.start("p")
    play.complete(number, "one")
    return old, number


def test_a_token_at_a_join_counts_though_a_step_was_put_before_it(play: Play) -> None:
    old, number = forked(play)
    new = deploy(play, *SPLIT, user_task("extra"),
                 flows("begin > split > one > extra > join > decide > over", "split > two > join"))  # fmt: skip
    migrate(play, number, planned(play, old, new))
    assert finish(play, number) == ["two", "decide"]


def test_a_token_at_a_join_counts_though_the_step_before_was_removed(play: Play) -> None:
    old = deploy(play, *SPLIT, user_task("extra"),
                 flows("begin > split > one > extra > join > decide > over", "split > two > join"))  # fmt: skip
    number = play.start("p")
    play.complete(number, "one")
    play.complete(number, "extra")
    new = deploy(play, *SPLIT, FORKED)
    migrate(play, number, planned(play, old, new))
    assert finish(play, number) == ["two", "decide"]


def test_a_join_with_a_new_branch_cannot_be_waited_at(play: Play) -> None:
    old, number = forked(play)
    before = play.start("p")  # Also past the split.
    new = deploy(play, *SPLIT, user_task("three"), FORKED, flows("split > three > join"))
    for one in (number, before):
        assert refusal(play, one, planned(play, old, new)) == [(Hindrance.STARVED, "join")]
    assert finish(play, number) == ["two", "decide"]


def test_a_step_that_came_to_stand_in_a_parallel_block_waits_for_nobody_for_ever(play: Play) -> None:
    old = deploy(play, start(), user_task("zero"), user_task("one"), user_task("decide"), end(),
                 flows("begin > zero > one > decide > over"))  # fmt: skip
    early, late = play.start("p"), play.start("p")
    play.complete(late, "zero")
    new = deploy(
        play,
        *SPLIT,
        user_task("zero"),
        flows("begin > zero > split"),
        FORKED.replace('sourceRef="begin" targetRef="split"', 'sourceRef="zero" targetRef="split"').replace(
            "from_begin", "x"
        ),
    )
    assert refusal(play, late, planned(play, old, new)) == [(Hindrance.STARVED, "join")]
    migrate(play, early, planned(play, old, new))
    assert sorted(finish(play, early)) == ["decide", "one", "two", "zero"]


def test_a_branch_that_is_gone_may_end_by_hand_and_the_join_goes_on(play: Play) -> None:
    old, number = forked(play)
    new = deploy(play, start(), user_task("one"), user_task("decide"), element("parallelGateway", "join"), end(),
                 flows("begin > one > join > decide > over"))  # fmt: skip
    assert refusal(play, number, planned(play, old, new)) == [(Hindrance.GONE, "two")]
    plan = planned(play, old, new, {"two": ""})
    (seen,) = [one for one in previewed(play, number, plan).tokens if one.element.id == "two"]
    assert (seen.how, seen.to) == (How.ENDS, None)
    migrate(play, number, plan)
    assert play.elements(number) == ["decide"]
    assert Kind.WITHDRAWN in {event.kind for event in play.timeline(number)}
    assert finish(play, number) == ["decide"]


def test_two_tokens_do_not_come_to_one_place_and_none_is_not_left(play: Play) -> None:
    old = deploy(play, *SPLIT, FORKED)
    number = play.start("p")
    new = deploy(play, start(), user_task("one"), user_task("decide"), end(), flows("begin > one > decide > over"))
    assert refusal(play, number, planned(play, old, new, {"two": "one"})) == [(Hindrance.TWICE, "one")]
    assert refusal(play, number, planned(play, old, new, {"one": "", "two": ""})) == [(Hindrance.EMPTY, "")]


# Failures


def test_what_failed_is_moved_and_tried_again_by_the_mended_version(play: Play) -> None:
    steps = (start(), element("exclusiveGateway", "which"), user_task("write"), end())
    old = deploy(play, *steps, flows("begin > which > [sum > 10] write > over"))
    number = play.start("p", {"sum": 1})
    new = deploy(play, *steps, flows("begin > which > [sum > 0] write > over"))
    assert [one.element for one in play.instance(number).incidents] == ["which"]
    migrate(play, number, planned(play, old, new))
    play.retry_all()
    assert finish(play, number) == ["write"]


def test_an_incident_stands_where_its_token_does(play: Play) -> None:
    is_full = [True]

    def book(call: ServiceCall) -> None:
        if is_full[0]:
            raise RuntimeError("the book is full")

    play.engine.parts.services.register("book")(book)
    old = deploy(play, start(), service_task("book", "book"), end(), flows("begin > book > over"))
    number = play.start("p")
    new = deploy(play, start(), service_task("enter", "book"), end(), flows("begin > enter > over"))
    assert refusal(play, number, planned(play, old, new)) == [(Hindrance.GONE, "book")]
    migrate(play, number, planned(play, old, new, {"book": "enter"}))
    assert [one.element for one in play.instance(number).incidents] == ["enter"]
    is_full[0] = False
    play.retry_all()
    assert play.instance(number).status is InstanceStatus.COMPLETED


def test_a_plan_is_between_two_versions_of_one_process(play: Play) -> None:
    old = deploy(play, *CHAIN)
    other = deploy(play, *CHAIN, key="q")
    new = deploy(play, *INSERTED)
    for numbers, by_hand in (((old, other), {}), ((old, old), {}), ((old, new), {"nothing": "write"}),
                             ((old, new), {"write": "nothing"})):  # fmt: skip
        with pytest.raises(InvalidInput):
            planned(play, *numbers, by_hand)


def test_a_suspended_instance_is_moved_and_stays_suspended(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    play.database.transact(lambda unit: play.engine.suspend(unit, number, by=CECILIA, reason="virhe"))
    new = deploy(play, *INSERTED)
    migrate(play, number, planned(play, old, new))
    assert play.instance(number).status is InstanceStatus.SUSPENDED
    play.database.transact(lambda unit: play.engine.resume(unit, number, by=CECILIA, reason="korjattu"))
    assert finish(play, number) == ["write", "check", "decide"]


def test_an_inclusive_join_goes_on_where_its_branches_are_fewer(play: Play) -> None:
    steps = (start(), element("inclusiveGateway", "split"), user_task("one"), user_task("two"), user_task("three"),
             element("inclusiveGateway", "join"), user_task("decide"), end())  # fmt: skip
    old = deploy(play, *steps, flows("begin > split > [true] one > join > decide > over", "split > [true] two > join",
                                     "split > [false] three > join"))  # fmt: skip
    number = play.start("p")
    play.complete(number, "one")
    new = deploy(play, *steps, user_task("extra"), flows(
        "begin > split > [true] one > extra > join > decide > over", "split > [true] two > join",
        "split > [false] three > join"))  # fmt: skip
    migrate(play, number, planned(play, old, new))
    assert play.elements(number) == ["two"]
    assert finish(play, number) == ["two", "decide"]
    ended = play.start("p")
    play.complete(ended, "one")
    assert play.elements(ended) == ["extra", "two"]
    fewer = [part for part in steps if "three" not in part]
    last = deploy(play, *fewer, flows("begin > split > [true] one > join > decide > over", "split > [true] two > join"))
    migrate(play, ended, planned(play, new, last, {"extra": ""}))
    assert finish(play, ended) == ["two", "decide"]


UNDOING = (user_task("book"), element("boundaryEvent", "undo", "<compensateEventDefinition/>", attachedToRef="book"),
           '<userTask id="unbook" name="Unbook" isForCompensation="true" camunda:candidateGroups="advisors"/>',
           '<association id="leads" sourceRef="undo" targetRef="unbook"/>')  # fmt: skip
THROWN = element("intermediateThrowEvent", "back", "<compensateEventDefinition/>")


def test_what_was_done_can_still_be_undone_and_what_is_being_undone_goes_on(play: Play) -> None:
    old = deploy(
        play, start(), *UNDOING, user_task("write"), THROWN, end(), flows("begin > book > write > back > over")
    )
    done, undoing, plain = play.start("p"), play.start("p"), play.start("p")
    for number in (done, undoing, plain):
        play.complete(number, "book")
    play.complete(undoing, "write")
    assert play.elements(undoing) == ["unbook"]
    new = deploy(play, start(), *UNDOING, user_task("write"), user_task("check"), THROWN, end(),
                 flows("begin > book > write > back > check > over"))  # fmt: skip
    for number in (done, undoing):
        migrate(play, number, planned(play, old, new))
    assert finish(play, done) == ["write", "unbook", "check"]
    assert finish(play, undoing) == ["unbook", "check"]
    without = deploy(play, start(), user_task("book"), user_task("write"), end(), flows("begin > book > write > over"))
    migrate(play, plain, planned(play, old, without))
    assert finish(play, plain) == ["write"]


def test_turns_with_a_sub_process_inside_keep_their_data_and_their_places(play: Play) -> None:
    loop = '<multiInstanceLoopCharacteristics camunda:collection="= people" camunda:elementVariable="one"/>'

    def block(*parts: str) -> str:
        return f'<subProcess id="block" name="Block">{loop}{"".join(parts)}</subProcess>'

    named, check = (user_task(name, properties={"subject": "= one"}) for name in ("write", "check"))
    old = deploy(play, start(), block(start("in"), named, end("out"), flows("in > write > out")), end(),
                 flows("begin > block > over"))  # fmt: skip
    number = play.start("p", {"people": ["a", "b"]})
    new = deploy(play, start(), block(start("in"), named, check, end("out"),
                 element("boundaryEvent", "late", after("P7D"), attachedToRef="write", cancelActivity="false"),
                 end("told"), flows("in > write > check > out", "late > told")), end(),
                 element("boundaryEvent", "slow", after("P9D"), attachedToRef="block"), user_task("hurry"),
                 flows("begin > block > over", "slow > hurry > over"))  # fmt: skip
    before = play.content(number)
    migrate(play, number, planned(play, old, new))
    assert [row.subject for row in play.open(number)] == ["a", "b"]
    assert len(play.rows("SELECT * FROM timer")) == 3
    migrate(play, number, planned(play, new, old))
    assert play.content(number) == before
    migrate(play, number, planned(play, old, new))
    play.complete_task(play.open(number)[0].task_id, BO)
    assert sorted(row.subject or "" for row in play.open(number)) == ["a", "b"]
    play.engine.clock.travel(timedelta(days=10))  # type: ignore[attr-defined]
    play.settle()
    assert finish(play, number) == ["hurry"]


def test_two_who_move_one_instance_at_once_move_it_once(play: Play) -> None:
    old = deploy(play, *CHAIN)
    number = play.start("p")
    new = deploy(play, *INSERTED)
    plan = planned(play, old, new)
    migrate(play, number, plan)
    assert refusal(play, number, plan) == [(Hindrance.ELSEWHERE, "")]
    assert [event.kind for event in play.timeline(number)].count(Kind.MIGRATED) == 1


def test_previews_of_many_instances_are_read_at_once(play: Play) -> None:
    old = deploy(play, *CHAIN)
    numbers = [play.start("p") for _ in range(5)]
    new = deploy(play, *INSERTED)
    plan = planned(play, old, new)

    def count(some: list[int]) -> int:
        return len(spoken(play.database, lambda unit: play.engine.preview_migration(unit.connection, some, plan))[0])

    count(numbers)
    assert count(numbers) == count(numbers[:1]) <= 5


def test_a_block_that_became_an_event_sub_process_is_another_kind(play: Play) -> None:
    block = inside(start("in"), user_task("write"), end("out"), flows("in > write > out"))
    old = deploy(play, start(), block, end(), flows("begin > block > over"))
    number = play.start("p")
    listening = aside(ANSWER, "write", interrupting=False).replace("write_aside", "block")
    new = deploy(play, start(), user_task("check"), end(), flows("begin > check > over"), listening)
    assert (Hindrance.EVENT, "block") in refusal(play, number, planned(play, old, new))


def test_what_is_read_ahead_and_asked_for_behind_is_told(play: Play) -> None:
    rate, choice = user_task("rate", formKey="ask"), element("exclusiveGateway", "which")
    old = deploy(play, start(), user_task("write"), user_task("decide"), end(), flows("begin > write > decide > over"))
    before, after_it = play.start("p"), play.start("p")
    play.complete(after_it, "write")
    new = deploy(play, start(), user_task("write"), rate, user_task("decide"), choice, end(),
                 end("low"), flows("begin > write > rate > decide > which", 'which > [name = "x"] over',
                                   'which > [name != "x"] low'))  # fmt: skip
    plan = planned(play, old, new)
    assert previewed(play, before, plan).lacks == ()
    assert [(one.element, one.name) for one in previewed(play, after_it, plan).lacks] == [("which", "name")]
    known = play.start("p", {"name": "x"})
    assert previewed(play, known, planned(play, new, old)).lacks == ()
