"""What a role does in a year, as the region's own diagrams, clock and history tell it."""

import re

import pytest

from tests.journeys.steps import OWNER, filter_idea, propose_idea
from tests.journeys.test_pages import log_in, speak
from webapp.demonstration import Stage
from webapp.lifecycle.roles import duties_of
from webapp.lifecycle.schema import person_group
from webapp.processes import newest_ids


def page_of(stage: Stage, person: str, path: str) -> str:
    """A page's text."""
    page = log_in(stage, person).get(path).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def duties(stage: Stage, group: str) -> set[str]:
    with stage.database.read() as connection:
        newest = [stage.engine.definitions.get(connection, one) for one in newest_ids(connection)]
    return {f"{one.definition.key}.{one.element.id}" for one in duties_of(newest, group)}


def test_the_tasks_of_a_role_are_those_that_the_diagrams_give_it(stage: Stage) -> None:
    assert {"idea.filter_idea", "idea.prepare_proposal", "project.appoint_team"} < duties(stage, "area_owner_witas")
    assert {"reporting.write_report", "project.plan_project"} < duties(stage, "project_manager")
    assert {"meeting.plan_meeting", "foresight.invite_group"} < duties(stage, "convenor_ks")
    assert {"year.check_days", "renewal.renew_terms"} < duties(stage, "coordinator")
    assert "onboarding.learn" not in duties(stage, "coordinator")  # It is for the newcomer, whose lane has no group.
    assert duties(stage, "elected_official") == set()


def test_every_user_task_of_the_diagrams_belongs_to_a_role(stage: Stage) -> None:
    """But those that are for one person whatever the role: who learns, who corrects, who does what was agreed."""
    with stage.database.read() as connection:
        newest = [stage.engine.definitions.get(connection, one) for one in newest_ids(connection)]
        groups = connection.scalars(person_group.select().with_only_columns(person_group.c.key)).all()
    given = {(one.definition.key, one.element.id) for group in groups for one in duties_of(newest, group)}
    tasks = {(one.key, each.id) for one in newest for each in one.process.elements.values() if each.kind == "userTask"}
    assert tasks - given == {("action", "do_action"), ("correction", "write_correction"), ("onboarding", "learn")}


def test_a_roles_page_tells_when_how_often_and_what_the_form_asks(stage: Stage) -> None:
    propose_idea(stage, "Puualan verkosto", 1)
    filter_idea(stage, "Puualan verkosto", "prepare")

    page = page_of(stage, OWNER, "/roles/area_owner_witas")
    assert "Tehtäväsi vuoden aikana: Kehittämisalueen omistaja, WITAS" in page
    assert "1 kerta viimeisen vuoden aikana" in page
    assert "Lomake kysyy" in page
    assert "Pisteytä idea yhteisillä kriteereillä" in page
    assert "Tehtävät vuoden aikana" in page_of(stage, "koordinaattori", "/roles/area_owner_witas")


def test_what_never_happened_yet_is_counted_from_the_annual_clock(stage: Stage) -> None:
    page = page_of(stage, "koordinaattori", "/roles/rmg_secretary")
    held = page.partition("Pidä kokous")[2].partition("Kuinka usein")[2][:40]
    count = re.search(r"noin (\d+) kertaa vuodessa", held)
    assert count is not None
    assert int(count[1]) >= 11  # The management group meets monthly, not in July; and the Assembly.
    assert "tammikuu" in page


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Dina uppgifter under ett år"), ("en", "Your tasks in a year")]
)
def test_the_page_speaks_the_readers_language(stage: Stage, language: str, heading: str) -> None:
    speak(stage, OWNER, language)
    assert heading in page_of(stage, OWNER, "/roles/area_owner_witas")


def test_the_list_begins_with_ones_own_and_leaves_out_roles_without_tasks(stage: Stage) -> None:
    page = page_of(stage, OWNER, "/roles")
    own, others = page.partition("Omasi")[2].split("Muut")[:2]
    assert "Kehittämisalueen omistaja, WITAS" in own
    assert "Seutukoordinaattori" in others
    assert "Seudun luottamushenkilöt" not in others
    assert log_in(stage, OWNER).get("/roles/nowhere").status_code == 404
