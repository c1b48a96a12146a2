"""Recorded tests: the same way is silent, another way is told."""

from dataclasses import replace

from engine.simulation.ground import Ground
from engine.simulation.records import Complete
from engine.simulation.replays import Difference, Recorded, read_test, record_test, replay_test
from engine.simulation.runs import begin
from tests.engine.simulation.region import AN_IDEA


def _recorded(ground: Ground) -> Recorded:
    run = begin(ground, AN_IDEA)
    test = record_test(run)
    run.close()
    return test


def test_the_same_diagrams_go_the_same_way(ground: Ground) -> None:
    test = _recorded(ground)
    assert test.expected.waiting == ("filter_idea",)
    assert not test.expected.over
    assert replay_test(ground, test) == []


def test_a_test_survives_json(ground: Ground) -> None:
    test = _recorded(ground)
    assert read_test(test.to_json()) == test


def test_another_way_is_told_at_the_first_step_that_differs(ground: Ground) -> None:
    test = _recorded(ground)
    path = ("idea_wanted", "describe_idea", "weigh_idea", *test.expected.path[3:])
    changed = replace(test, expected=replace(test.expected, path=path, waiting=("supplement_idea",), over=True))
    differences = replay_test(ground, changed)
    assert differences == [
        Difference("path", 3, "weigh_idea", "register_idea"),
        Difference("waiting", 0, "supplement_idea", "filter_idea"),
        Difference("over", 0, "over", "still under way"),
    ]
    assert str(differences[0]) == "Expected step 3 of the way to be weigh_idea, but it was register_idea."


def test_a_step_that_is_not_possible_any_more_is_told_with_its_place(ground: Ground) -> None:
    test = _recorded(ground)
    stopped = replace(test, record=replace(AN_IDEA, inputs=(*AN_IDEA.inputs, Complete("gone", {}))))
    (difference,) = replay_test(ground, stopped)
    assert (difference.kind, difference.number) == ("stopped", 2)
    refused = replace(test, record=replace(AN_IDEA, inputs=(Complete("describe_idea", {}),)))
    (difference,) = replay_test(ground, refused)
    assert difference.number == 1
    assert "Idean nimi" in difference.found
