"""Trying a draft: begun, done as each role, on a clock of its own, kept as a test that is gone through again."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from engine.schema import instance
from tests.webapp.conftest import Visitor
from tests.webapp.test_drafts import diagram, save
from tests.webapp.world import ERRAND, World
from webapp.drafting.drafts import save_file
from webapp.drafting.schema import trial_run
from webapp.drafting.trials import read_tests

TRIAL = "/processes/errand/trial"
ACCEPTED = {"grounds": ["Hyvä"], "judgement": ["accept"]}
BEGIN = f"{TRIAL}/begin/errand/errand_begins"


def text(visitor: Visitor, path: str = TRIAL) -> str:
    return visitor.get(path).get_data(as_text=True)


def main_of(visitor: Visitor, path: str = TRIAL) -> str:
    return text(visitor, path).partition("<main")[2]


def begin(visitor: Visitor, **answers: str) -> None:
    assert visitor.post(BEGIN, {name: [one] for name, one in answers.items()}).status_code == 303


def act(visitor: Visitor, wanted: str, step: int, **more: str):  # type: ignore[no-untyped-def]
    given = {"act": [wanted], "trial_step": [str(step)]} | {name: [one] for name, one in more.items()}
    return visitor.post(f"{TRIAL}/act", given, page=TRIAL)


def do(visitor: Visitor, element: str, step: int, answers: dict[str, list[str]]):  # type: ignore[no-untyped-def]
    return visitor.post(f"{TRIAL}/task/{element}/0", answers | {"trial_step": [str(step)]})


def through(visitor: Visitor) -> None:
    """A trial from its beginning to its end."""
    begin(visitor)
    assert do(visitor, "describe", 0, ERRAND).status_code == 303
    assert do(visitor, "judge", 1, ACCEPTED).status_code == 303


def test_a_trial_goes_from_role_to_role_and_touches_nothing_real(world: World, cecilia: Visitor) -> None:
    assert "Asia herää" in main_of(cecilia)
    through(cecilia)
    page = main_of(cecilia)
    assert "completed" in page
    assert page.index("Kuvaa asia") < page.index("Arvioi asia")
    with world.here.database.read() as connection:
        assert connection.execute(select(instance)).all() == []


def test_the_form_is_the_one_that_staff_see_and_keeps_what_was_typed(cecilia: Visitor) -> None:
    begin(cecilia)
    page = main_of(cecilia, f"{TRIAL}/task/describe/0")
    assert 'name="subject"' in page
    assert "This is a trial" in page
    answer = do(cecilia, "describe", 0, ERRAND | {"subject": [""], "need": ["Kirjoitin jo tämän."]})
    assert answer.status_code == 422
    assert "Kirjoitin jo tämän." in answer.get_data(as_text=True)


def test_it_says_whose_a_task_is_and_when_it_is_due(cecilia: Visitor) -> None:
    begin(cecilia)
    do(cecilia, "describe", 0, ERRAND)
    page = main_of(cecilia)
    assert "Neuvojat" in page
    assert "Anna Ahonen, Bo Berg" in page
    assert "in 14 days" in page


def test_the_clock_travels_and_a_day_that_is_none_is_said(cecilia: Visitor) -> None:
    begin(cecilia, trial_day="10.1.2027")
    do(cecilia, "describe", 0, ERRAND)
    assert act(cecilia, "day", 1, trial_day="20.2.2027").status_code == 303
    page = main_of(cecilia)
    assert "20 Feb 2027 at 9:00" in page
    assert "27 days late" in page
    answer = act(cecilia, "day", 2, trial_day="soon")
    assert answer.status_code == 422
    assert 'id="trial_day-error"' in answer.get_data(as_text=True)
    assert act(cecilia, "day", 2, trial_day="1.1.2027").status_code == 303
    assert "That is not possible here" in main_of(cecilia)


def test_a_page_that_is_older_than_the_trial_changes_nothing(cecilia: Visitor) -> None:
    begin(cecilia)
    do(cecilia, "describe", 0, ERRAND)
    assert do(cecilia, "judge", 0, ACCEPTED).status_code == 303
    assert "gone on meanwhile" in main_of(cecilia)
    assert "Arvioi asia" in main_of(cecilia)


def test_a_step_is_taken_back_and_everything_begins_anew(world: World, cecilia: Visitor) -> None:
    through(cecilia)
    act(cecilia, "back", 2)
    assert "task/judge/0" in main_of(cecilia)
    act(cecilia, "over", 1)
    assert "Begin a trial" in main_of(cecilia)
    with world.here.database.read() as connection:
        assert connection.execute(select(trial_run)).all() == []


def test_everybody_tries_by_themselves(world: World, cecilia: Visitor) -> None:
    begin(cecilia)
    with world.here.database.read() as connection:
        (row,) = connection.execute(select(trial_run)).all()
    assert row.person_id == "cecilia"
    assert json.loads(row.record)["event"] == "errand_begins"


def test_a_draft_is_tried_as_it_was_saved(world: World, cecilia: Visitor) -> None:
    save(world, diagram(world).replace('name="Kuvaa asia"', 'name="Kerro asiasi"').encode())
    begin(cecilia)
    assert "Kerro asiasi" in main_of(cecilia)


def test_a_draft_with_errors_cannot_be_tried_and_says_where_they_are(world: World, cecilia: Visitor) -> None:
    save(world, diagram(world).replace('camunda:formKey="', 'camunda:formKey="no_such_').encode())
    page = main_of(cecilia)
    assert "cannot be tried yet" in page
    assert cecilia.get(f"{TRIAL}/task/describe/0").status_code == 303
    assert cecilia.get("/processes/errand/outlook").status_code == 200


def test_a_run_that_was_kept_is_gone_through_again_in_the_changed_draft(world: World, cecilia: Visitor) -> None:
    through(cecilia)
    assert cecilia.post(f"{TRIAL}/tests", {"name": [""]}, page=TRIAL).status_code == 422
    assert cecilia.post(f"{TRIAL}/tests", {"name": ["Hyväksytty asia päättyy"]}, page=TRIAL).status_code == 303
    cecilia.post(f"{TRIAL}/tests/replay", {}, page=TRIAL)
    assert "goes the same way" in main_of(cecilia)
    save(world, diagram(world).replace('judgement = "supplement"', 'judgement = "accept"').encode())
    cecilia.post(f"{TRIAL}/tests/replay", {}, page=TRIAL)
    page = main_of(cecilia)
    assert "goes otherwise" in page
    assert "should have ended, but it is still under way" in page
    with world.here.database.read() as connection:
        (test,) = read_tests(connection, "errand")
    assert test.differences
    cecilia.post(f"{TRIAL}/tests/{test.id}/remove", {}, page=TRIAL)
    with world.here.database.read() as connection:
        assert read_tests(connection, "errand") == []


def test_publishing_goes_through_the_tests_and_asks_before_another_way_is_published(
    world: World, cecilia: Visitor
) -> None:
    through(cecilia)
    cecilia.post(f"{TRIAL}/tests", {"name": ["Hyväksytty asia päättyy"]}, page=TRIAL)
    save(world, diagram(world).replace('judgement = "supplement"', 'judgement = "accept"').encode())
    publish = {"note": ["Toisin"], "when": ["now"]}
    answer = cecilia.post("/processes/errand/publish", publish)
    assert answer.status_code == 422
    assert "Tests of this process go otherwise in the draft: Hyväksytty asia päättyy." in answer.get_data(as_text=True)
    assert cecilia.post("/processes/errand/publish", publish | {"despite": ["yes"]}).status_code == 303


def test_every_path_is_tried_and_what_stands_out_is_told(cecilia: Visitor) -> None:
    page = main_of(cecilia, "/processes/errand/outlook?paths=all")
    assert "5 of 5 arrows" in page
    assert "Neuvojat: Arvioi asia" in page


def test_a_trial_that_the_changed_draft_does_not_take_says_where_it_stops(world: World, cecilia: Visitor) -> None:
    through(cecilia)
    save(world, re.sub(r'(id|Ref|bpmnElement)="judge"', r'\1="weigh"', diagram(world)).encode())
    page = main_of(cecilia)
    assert "does not go on like this" in page
    act(cecilia, "back", 2)
    assert "task/weigh/0" in main_of(cecilia)


def test_what_was_tried_and_what_was_not_is_told(cecilia: Visitor) -> None:
    through(cecilia)
    page = main_of(cecilia)
    assert "4 of 5 arrows" in page
    assert "Jatkoon? → Kuvaa asia" in page


@pytest.mark.parametrize("wanted", ["tell:describe:[]", "tell:describe:x", "moment", ""])
def test_what_no_button_sends_is_refused(cecilia: Visitor, wanted: str) -> None:
    begin(cecilia)
    assert act(cecilia, wanted, 0).status_code == 400


def test_a_message_that_nothing_waits_for_changes_nothing(cecilia: Visitor) -> None:
    begin(cecilia)
    assert act(cecilia, "tell:describe:{}", 0).status_code == 303
    assert "That is not possible here" in main_of(cecilia)


def test_the_outlook_tells_how_long_it_takes_and_takes_other_assumptions(cecilia: Visitor) -> None:
    page = main_of(cecilia, "/processes/errand/outlook")
    assert "Half of the cases take at most" in page
    assert "Nothing here begins by the calendar." in page
    slow = main_of(cecilia, "/processes/errand/outlook?days.judge=100&arrivals=2")
    assert re.search(r"Arvioi asia.*?<td class=\"figure\">(9\d|1\d\d)</td>", slow, re.S)
    wrong = cecilia.get("/processes/errand/outlook?arrivals=many")
    assert wrong.status_code == 422
    assert "Write a number from 0.1 to 1000." in wrong.get_data(as_text=True)


def test_whoever_does_not_own_the_process_does_not_try_it(anna: Visitor) -> None:
    for path in (TRIAL, BEGIN, f"{TRIAL}/task/describe/0", "/processes/errand/outlook"):
        assert anna.get(path).status_code == 403


def read_finnish(visitor: Visitor) -> None:
    visitor.post("/language", {"language": ["fi"], "back": ["/inbox"]}, page="/inbox")


def test_why_a_trial_or_a_kept_test_cannot_go_on_is_told_in_the_language_of_the_page(
    world: World, cecilia: Visitor
) -> None:
    through(cecilia)
    cecilia.post(f"{TRIAL}/tests", {"name": ["Hyväksytty asia päättyy"]}, page=TRIAL)
    save(world, diagram(world).replace('>judgement = "supplement"<', ">judgement<").encode())
    read_finnish(cecilia)
    page = unescape(main_of(cecilia))
    why = 'Lausekkeen "judgement" pitää olla tosi tai epätosi, mutta sen arvo on accept, kun judgement = "accept".'
    assert why in page
    cecilia.post(f"{TRIAL}/tests/replay", page=TRIAL)
    page = unescape(main_of(cecilia))
    assert page.count(why) == 2
    assert "«Jatkoon?»" in page
    assert "Expected" not in page


def test_why_a_table_decides_nothing_is_told_in_the_language_of_the_page(world: World, cecilia: Visitor) -> None:
    rules = "".join(
        f'<rule id="r{one}"><inputEntry id="i{one}"><text>&gt; {one}</text></inputEntry>'
        f'<outputEntry id="o{one}"><text>{one}</text></outputEntry></rule>'
        for one in (1, 2)
    )
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:size">'
        '<decision id="size" name="size"><variable id="v" name="size"/><informationRequirement id="q">'
        '<requiredInput href="#amount"/></informationRequirement><decisionTable id="t" hitPolicy="UNIQUE">'
        '<input id="i"><inputExpression id="e"><text>amount</text></inputExpression></input><output id="o"/>'
        f'{rules}</decisionTable></decision><inputData id="amount" name="amount"/></definitions>'
    )
    now = world.clock.now()
    world.here.database.transact(
        lambda unit: save_file(unit.write(), "errand", "errand/size.dmn", table.encode(), 0, "cecilia", now)
    )
    read_finnish(cecilia)
    place = "/processes/errand/tables/size"
    page = unescape(cecilia.post(f"{place}/try", {"try-0": ["3"]}, page=place).get_data(as_text=True))
    assert 'Enintään yksi sääntö saa sopia (UNIQUE), mutta nämä sopivat: 1 ja 2. Päätös: "size".' in page
