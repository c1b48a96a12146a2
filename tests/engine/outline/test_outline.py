"""A reader of the outline learns what a viewer of the drawing sees."""

import re

import pytest

from engine.errors import InvalidResource
from engine.forms import parse_form
from engine.outline import Step, outline, outline_html, outline_text
from engine.outline.times import time_in_words
from engine.texts import Texts
from tests.engine.lint.cases.deployments import form
from tests.engine.lint.drawn import END, START, TIMER, diagram, flow, one_step, path, properties, task_of, user

POOLS = (
    '<message id="m" name="reply"/><collaboration id="c"><participant id="own" name="Region" processRef="idea"/>'
    '<participant id="funder" name="Funder"/><messageFlow id="mf" name="Application" sourceRef="work" '
    'targetRef="funder"/></collaboration>'
)
LANES = '<laneSet><lane id="owners" name="Owners"><flowNodeRef>work</flowNodeRef></lane></laneSet>'
LATE = f'<boundaryEvent id="late" name="Late" attachedToRef="work" cancelActivity="false">{TIMER}</boundaryEvent>'
CHOICE = diagram(
    LANES,
    START,
    user(inside="<documentation>Read it **well**.</documentation>" + properties(phase="Aihio"), dueDate="P14D"),
    LATE,
    '<exclusiveGateway id="good" name="Good?" default="good_to_no"/>',
    '<exclusiveGateway id="merge"/>',
    END,
    '<endEvent id="no" name="No"/>',
    path("begin", "work", "good"),
    path("late", "merge"),
    flow("good", "merge", "score &gt; 3", name="yes"),
    flow("good", "no", name="no"),
    path("merge", "done"),
    outside=POOLS,
)


def steps(content: bytes, language: str = "en") -> dict[str, Step]:
    return {step.id: step for process in outline(content, language=language).processes for step in process.all_steps()}


def test_steps_are_numbered_as_they_follow_each_other() -> None:
    assert {step.id: step.number for step in steps(CHOICE).values()} == {
        "begin": "1",
        "work": "2",
        "late": "2a",
        "good": "3",
        "no": "4",
        "done": "5",
    }


def test_ways_say_when_they_are_taken_and_where_they_lead() -> None:
    ways = steps(CHOICE)["good"].ways
    assert [(way.words, way.condition, way.number, way.target) for way in ways] == [
        ("if «yes»", "score > 3", "5", "Done"),
        ("otherwise «no»", "", "4", "No"),
    ]


def test_a_gateway_that_only_merges_is_passed_over() -> None:
    assert "merge" not in steps(CHOICE)
    assert [way.number for way in steps(CHOICE)["late"].ways] == ["5"]


def test_a_task_tells_who_does_it_with_which_form_until_when() -> None:
    work = steps(CHOICE)["work"]
    told = {key: work.fact(key) for key in ("who", "form", "due", "phase")}
    assert told == {"who": "Owners; owners", "form": "idea", "due": "after 14 days", "phase": "Aihio"}
    assert work.documentation == "Read it **well**."


def test_a_boundary_event_tells_what_it_waits_for_and_whether_it_interrupts() -> None:
    late = steps(CHOICE)["late"]
    assert (late.fact("waits"), late.fact("edge")) == ("timer: after 1 hour", "does not interrupt the step")


def test_pools_and_messages_are_told() -> None:
    told = outline(CHOICE, language="en")
    assert told.pools == ("Funder",)
    assert told.messages == ("Work → Funder: Application",)
    assert told.processes[0].pool == "Region"


def test_the_inside_of_a_sub_process_has_numbers_of_its_own() -> None:
    inner = user("inner") + '<startEvent id="in"/>' + path("in", "inner")
    found = steps(one_step(task_of("subProcess", "work", inner)))
    assert {found[name].number for name in ("work", "in", "inner")} == {"2", "2.1", "2.2"}


def test_a_repeated_step_says_for_what() -> None:
    loop = '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="= members"/>'
    assert steps(one_step(user(inside=loop)))["work"].fact("repeat") == "in turn for each of members"


def test_links_are_followed_in_reading_order() -> None:
    content = diagram(
        START,
        '<intermediateCatchEvent id="here" name="L"><linkEventDefinition name="L"/></intermediateCatchEvent>',
        '<intermediateThrowEvent id="away" name="L"><linkEventDefinition name="L"/></intermediateThrowEvent>',
        END,
        path("begin", "away"),
        path("here", "done"),
    )
    assert [step.id for step in steps(content).values()] == ["begin", "away", "here", "done"]


def test_what_hangs_in_the_air_is_told_too() -> None:
    content = diagram(user("alone"), flow("alone", "nowhere"), attributes='id="p"')
    assert [way.target for way in steps(content)["alone"].ways] == ["(leads nowhere)"]
    assert not outline(content).processes[0].is_executable


def test_labels_are_told_in_the_readers_language_where_they_are_translated() -> None:
    texts = Texts({"sv": {"Work": "Arbeta", "Owners": "Ägare", "yes": "ja", "Region": "Region", "Aihio": "Utkast"}})
    told = outline(CHOICE, language="sv", texts=texts)
    (work,) = [step for step in told.processes[0].all_steps() if step.id == "work"]
    assert (work.name, work.lane, work.fact("phase")) == ("Arbeta", "Ägare", "Utkast")
    assert "om «ja»: → 5 Done" in outline_text(told)


def test_a_form_that_is_known_tells_what_is_asked() -> None:
    known = parse_form(form("idea", label="Title of the idea"), "idea.form.json")
    told = outline(CHOICE, language="en", forms={"idea": known})
    assert "Form: idea: Title of the idea" in outline_text(told)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_text_and_html_tell_every_step_in_every_language(language: str) -> None:
    told = outline(CHOICE, language=language)
    for written in (outline_text(told), outline_html(told)):
        for step in told.processes[0].all_steps():
            assert step.name in written
            assert step.kind_word in written


def test_the_table_has_a_caption_and_headers() -> None:
    page = outline_html(outline(CHOICE, language="en"))
    assert "<caption>Region as text</caption>" in page.replace("Idea as text", "Region as text")
    assert page.count('<th scope="col">') == 6
    assert page.count('<th scope="row">') == 6


def test_the_links_of_the_table_lead_to_its_rows() -> None:
    page = outline_html(outline(CHOICE))
    rows, links = set(re.findall(r'<tr id="([^"]+)"', page)), set(re.findall(r'href="#([^"]+)"', page))
    assert links <= rows
    assert len(rows) == 6


def test_nothing_that_a_diagram_says_becomes_html() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos;"
    content = diagram(START, user(name=evil, formKey=evil), flow("begin", "work", evil, name=evil))
    page = outline_html(outline(content))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 3


@pytest.mark.parametrize(
    ("text", "fi", "sv", "en"),
    [
        ("P30D", "30 päivän kuluttua", "efter 30 dagar", "after 30 days"),
        ("P1Y2M", "1 vuoden 2 kuukauden kuluttua", "efter 1 år 2 månader", "after 1 year 2 months"),
        ("PT1H", "1 tunnin kuluttua", "efter 1 timme", "after 1 hour"),
        ("R3/P1W", "1 viikon välein, 3 kertaa", "varje 1 vecka, 3 gånger", "every 1 week, 3 times"),
        ("2027-01-31T09:05:00", "31.1.2027 klo 9.05", "31.1.2027 kl. 9.05", "31 January 2027 at 9:05"),
        ("2027-01-31", "31.1.2027", "31.1.2027", "31 January 2027"),
        ("= day", "laskettuna: day", "beräknat: day", "computed: day"),
        ("soon", "soon", "soon", "soon"),
    ],
)
def test_times_are_told_in_words(text: str, fi: str, sv: str, en: str) -> None:
    assert [time_in_words(text, language) for language in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"PK\x03\x04", b"<definitions>"])
def test_what_is_no_diagram_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(InvalidResource, match=r"^Expected "):
        outline(content)
