"""The state as bytes: exact, deterministic, flat, and safe from whatever users write."""

import json
import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.feel import YearsMonthsDuration
from engine.spiff import UnreadableState, Workflow, decode, encode
from engine.spiff.scopes import storable
from tests.engine.diagram import Diagram
from tests.engine.spiff.catalogue import exclusive_loop, lifecycle, review_loop
from tests.engine.spiff.stage import HELSINKI, Stage
from tests.sizes import SIZE

ZONES = st.sampled_from([None, UTC, HELSINKI, ZoneInfo("America/New_York"), timezone(timedelta(hours=5, minutes=45))])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text() | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.builds(lambda at, zone: at.replace(tzinfo=zone), st.datetimes(), ZONES)
    | st.builds(lambda at, zone: at.replace(tzinfo=zone), st.times(), st.sampled_from([None, UTC, HELSINKI]))
    | st.timedeltas() | st.builds(YearsMonthsDuration, st.integers(-(10**6), 10**6))
)  # fmt: skip
KEYS = st.text() | st.sampled_from(["typename", "@t", "$", "@", "", "n", "{", "__class__", "v", "own"])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)


def same(one: Any, other: Any) -> bool:
    """Equal, of the same types, and for times of the same zone and fold."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Decimal):
        return str(one) == str(other)
    if isinstance(one, datetime | time):
        return (
            one.replace(tzinfo=None) == other.replace(tzinfo=None)
            and one.tzinfo == other.tzinfo
            and one.fold == other.fold
        )
    return bool(one == other)


@settings(max_examples=SIZE.pick(300, 5000), deadline=None)
@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert same(decode(encode(value)), value)


@settings(max_examples=SIZE.pick(50, 500), deadline=None)
@given(st.dictionaries(KEYS, VALUES))
def test_the_data_of_an_instance_comes_back_as_it_was(data: dict[str, Any]) -> None:
    play = Stage(Diagram().start().user("a").flows("start -> a")).play()
    play.workflow.complete(play.token("a"), data)
    found = Workflow.load(play.workflow.dump(), play.stage).standing.data
    assert same(dict(found), data)


@pytest.mark.parametrize(
    "value",
    [
        {"typename": "datetime", "value": "x"},
        {"@t": ["n", "1"]},
        {"@t": ["{", [["a", 1]]]},
        {"@t": {"@t": [{"@t": None, "b": Decimal("1.50")}]}},
        {"text": '"@t":'},
        {'"@t":': 1},
        {"big": 10**60, "money": Decimal("12500.50"), "small": Decimal("1E-30")},
        datetime(2026, 10, 25, 3, 30, tzinfo=HELSINKI, fold=1),
        datetime(2026, 3, 29, 3, 30, tzinfo=HELSINKI),
    ],
)
def test_keys_like_our_own_tags_and_odd_hours_survive(value: object) -> None:
    assert same(decode(encode(value)), value)


class Colour(StrEnum):
    RED = "red"


def test_what_comes_in_is_made_plain_at_once() -> None:
    assert same(storable((1, 0.1, True, Colour.RED, {"a": (2,)})), [1, Decimal("0.1"), True, "red", {"a": [2]}])


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, b"bytes", float("nan"), float("inf"), lambda: 1, {"deep": [print]}]
)
def test_what_no_state_can_keep_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput, match="Expected"):
        storable(value)
    play = Stage(Diagram().start().user("a").flows("start -> a")).play()
    with pytest.raises(InvalidInput):
        play.workflow.complete(play.token("a"), {"first": 1, "x": value})
    assert (play.open, play.data) == (["a"], {})


def test_data_nested_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(InvalidInput, match="at most 100 levels"):
        storable(endless)


@pytest.mark.parametrize(
    "content", [b"{}", b'{"v":99}', b"[]", b'{"v":1,"d":1,"n":1,"p":[[1,0,[[1,-1,"",64],[2,0,"gone",16]]]]}']
)
def test_what_is_no_state_of_this_version_says_so(content: bytes) -> None:
    with pytest.raises(UnreadableState):
        Workflow.load(content, Stage(*exclusive_loop()))


def test_the_same_inputs_at_the_same_time_give_the_same_bytes() -> None:
    def run() -> bytes:
        play = Stage(*lifecycle()).play(x=1)
        for name in ("idea", "r2", "r1"):
            play.complete(name, answer=name)
        return play.complete("decide", fate_decide=3).workflow.dump()

    assert run() == run()


def test_a_state_holds_no_wall_clock_no_random_id_and_nothing_that_is_done() -> None:
    play = Stage(*lifecycle()).play()
    for name in ("idea", "r1", "r2"):
        play.complete(name)
    state = json.loads(play.complete("decide", fate_decide=3).workflow.dump())
    assert [[row[2] for row in part[2]] for part in state["p"]] == [["", "fund"]]
    assert set(state) == {"v", "d", "n", "p"}


def test_a_loop_of_many_turns_costs_the_same_at_its_end() -> None:
    turns = 10_000
    stage = Stage(*exclusive_loop())
    content = Workflow.start(1, {}, stage).dump()
    for _turn in range(turns):
        for _task in range(2):
            workflow = Workflow.load(content, stage)
            workflow.complete(workflow.standing.tasks[0].token, {"fate_b": 1})
            content = workflow.dump()
        stage.traces.clear()
    assert len(content) < 120
    workflow = Workflow.load(content, stage)
    for _task in range(2):
        workflow.complete(workflow.standing.tasks[0].token, {"fate_b": 0})
    assert workflow.standing.completed


def test_many_review_rounds_in_changing_order_leave_nothing_behind() -> None:
    turns = SIZE.pick(1_000, 10_000)
    play = Stage(*review_loop()).play()
    for turn in range(turns):
        for name in ("a", "b") if turn % 2 else ("b", "a"):
            play.complete(name, **{name: turn})
        play.complete("c", fate_c=1)
        play.stage.traces.clear()
    assert play.open == ["a", "b"]
    assert len(play.workflow.dump()) < 200


def test_a_reminder_nobody_closes_does_not_make_the_rest_grow() -> None:
    turns = SIZE.pick(1_000, 10_000)
    diagram = Diagram().start().both("f").user("reminder", "a", "b").xor("m")
    play = Stage(diagram.flows("start -> f -> reminder", "f -> m -> a -> b -> m")).play()
    for _turn in range(turns):
        play.complete("a").complete("b")
    assert play.open == ["a", "reminder"]
    assert len(play.workflow.dump()) < 120


def test_threads_share_one_parsed_process() -> None:
    stage = Stage(*review_loop())
    results: list[tuple[bool, dict[str, Any]]] = []

    def run(number: int) -> None:
        for _round in range(SIZE.pick(10, 40)):
            play = stage.play(number=number)
            for turn in range(4):
                for name in ("a", "b") if (turn + number) % 2 else ("b", "a"):
                    play.complete(name, **{name: (number, turn)})
                play.complete("c", fate_c=1 if turn < 3 else 0)
            results.append((play.done, play.data))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8 * SIZE.pick(10, 40)
    assert all(done and data["a"] == data["b"] == [data["number"], 3] for done, data in results)


def test_dates_and_money_of_a_form_stay_what_they_are() -> None:
    play = Stage(Diagram().start().user("a", "b").flows("start -> a -> b")).play()
    play.complete("a", budget=Decimal("12500.50"), ends=date(2027, 6, 30), span=timedelta(days=3))
    assert play.data == {"budget": Decimal("12500.50"), "ends": date(2027, 6, 30), "span": timedelta(days=3)}
    assert str(play.data["budget"]) == "12500.50"
