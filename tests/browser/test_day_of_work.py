"""A day of work: forty tasks of twelve people, one of them away, with the mishaps of a day; nothing typed is lost."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from engine import Actor, Kind, UnitOfWork, settle, verify
from engine.history import read_value
from engine.schema import history, history_value, incident, instance
from tests.browser.colleagues import Colleague, Deed, as_typed, task_in
from tests.browser.conftest import Tab
from tests.browser.day_answers import (
    ADVISORS,
    AGREED,
    AWAY,
    COORDINATOR,
    EVERYBODY,
    FILTER,
    LOST,
    PREPARE,
    SSYP,
    WITAS,
    agreed_with,
    filtering,
    idea,
    proposal,
    spoken,
    titled,
)
from tests.browser.day_plans import Day, advise, coordinate, do_actions, own
from tests.databases import make_database
from tests.faults.site import SECRET, Site
from tests.webapp.world import PASSWORD
from webapp import migrations
from webapp.accounts.account import change_password
from webapp.config import DIAGRAMS, Config
from webapp.demonstration import DEMONSTRATORS, load_people, load_region
from webapp.deployment import deploy_folder
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import next_convenor, open_meeting
from webapp.runtime import Runtime, open_runtime


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """The region, its people and the diagrams of `bpmn/`, once on SQLite and once on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'hankepolku.db'}"
    if request.param == "postgresql":
        url = make_database(request.getfixturevalue("postgresql"), "day")
    opened = open_runtime(Config(secret_key=SECRET, database_url=url))
    with closing(opened.database):
        migrations.upgrade(opened.database)
        opened.database.transact(lambda unit: settle_in(unit, opened.today()))
        deploy_folder(opened, DIAGRAMS, by="yllapito", note="A day of work")
        agree_on_actions(opened)
        yield opened


@pytest.fixture
def site(here: Runtime, tmp_path: Path) -> Iterator[Site]:
    """The region, served by real processes."""
    with Site(here.config.database_url, tmp_path) as served:
        yield served


@pytest.fixture
def address(site: Site) -> str:
    """Where the region is served."""
    return f"http://127.0.0.1:{site.port}"


def settle_in(unit: UnitOfWork, today: date) -> None:
    """The region and its people, the twelve with a password each."""
    load_region(unit.write())
    load_people(unit.write(), since=today - timedelta(days=30))
    for person in EVERYBODY:
        change_password(unit.write(), person, PASSWORD)


def agree_on_actions(here: Runtime) -> None:
    """What a meeting agreed last week, for those whose day does not begin with an idea."""

    def act(unit: UnitOfWork) -> None:
        body = find_body(unit.write(), "rmg")
        meeting = open_meeting(unit.write(), body, next_convenor(unit.write(), body, here.today()), "meeting")
        for person, count in AGREED.items():
            for number in range(1, count + 1):
                agreed = {"title": agreed_with(person, number), "person": person, "meeting": meeting.id}
                due = {"due_on": here.today() + timedelta(days=7)}
                key = f"action/{person}/{number}"
                payload = {"action": agreed | due}
                here.engine.send(
                    unit, "action_agreed", correlation="", payload=payload, business_key=key, by=Actor("yllapito")
                )

    here.database.transact(act)
    settle(here.database, here.engine)


def test_a_day_of_work_with_its_mishaps_loses_nothing_that_was_typed(
    here: Runtime, site: Site, address: str, open_tab: Callable[..., Tab]
) -> None:
    day = Day(address)
    somebody_goes_on_leave(day.colleague(AWAY), here.today())
    plans: list[tuple[Callable[[Day, Colleague], None], str]] = [(advise, name) for name in ADVISORS]
    plans += [(own, WITAS), (own, SSYP), (coordinate, COORDINATOR), *((do_actions, name) for name in AGREED)]
    with ThreadPoolExecutor(len(plans)) as desks:
        colleagues = [day.colleague(name) for _, name in plans]
        work = [desks.submit(plan, day, one) for (plan, _), one in zip(plans, colleagues, strict=True)]
        try:
            the_connection_is_lost_mid_form(day, open_tab())
            two_people_do_one_task(day, open_tab())
            the_server_is_killed_mid_form(day, open_tab(), site)
        finally:
            day.afternoon.set()  # Whatever went wrong, nobody waits for ever.
        for each in work:
            each.result()

    assert any(one.unanswered for one in colleagues)
    the_history_tells_who_did_what(here, day.deeds)
    the_page_tells_who_did_it_for_whom(day)
    assert "ERROR" not in site.said
    assert "Traceback" not in site.said


def somebody_goes_on_leave(away: Colleague, today: date) -> None:
    """The owner of an area names another owner as the deputy for two weeks."""
    leave = {"deputy": [SSYP], "begins_on": [today.isoformat()], "ends_on": [(today + timedelta(days=14)).isoformat()]}
    page = away.press("/account/deputies", {**leave, "scope": ["everything"]}, on="/account/deputies")
    assert f"{DEMONSTRATORS[SSYP]} on sijaisena henkilölle {DEMONSTRATORS[AWAY]}" in page.text


def the_connection_is_lost_mid_form(day: Day, tab: Tab) -> None:
    """An advisor types on without a connection, and presses the button without one."""
    name, _ = LOST
    answers, page = idea(*LOST), log_in(tab, name)
    page.goto("/start")
    page.get_by_role("listitem").filter(has_text="Ideasta päätökseen").locator("a.button, button").click()
    page.wait_for_url("**/tasks/*")
    task = task_in(page.url)
    typed = as_typed(answers)
    type_in(page, {key: typed[key] for key in ("title", "area", "direction")})
    expect(status(page)).to_contain_text("Luonnos tallennettu")

    page.context.set_offline(True)
    type_in(page, {"need": typed["need"]})
    expect(status(page)).to_contain_text("Yhteys on poikki")
    page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(status(page)).to_contain_text("Mitään ei lähetetty")
    assert tab.violations() == []
    page.context.set_offline(False)

    page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()
    day.deeds.append(Deed(task, name, answers))


def two_people_do_one_task(day: Day, tab: Tab) -> None:
    """Who is on leave cannot leave it alone; the deputy was first."""
    title = titled(ADVISORS[1], 1)
    task = day.colleague(AWAY).task_called(FILTER, title)
    page = log_in(tab, AWAY)
    page.goto(f"/tasks/{task}")
    type_in(page, as_typed(filtering(ADVISORS[1], "toinen näkemys", "drop")))
    deputy = day.colleague(SSYP)
    assert deputy.task_called(FILTER, title, DEMONSTRATORS[AWAY]) == task
    day.deeds.append(deputy.do(task, filtering(ADVISORS[1], title, "prepare"), AWAY))

    page.get_by_role("button", name="Hylkää").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tehtävä on jo tehty")
    expect(page.get_by_text(DEMONSTRATORS[SSYP])).to_be_visible()
    expect(page.locator("dd").filter(has_text="toinen näkemys")).to_have_text(spoken("Perustelu", "toinen näkemys"))
    assert tab.violations() == []


def the_server_is_killed_mid_form(day: Day, tab: Tab, site: Site) -> None:
    """The owner of an area writes a proposal while everything that answers dies, and comes back."""
    title = titled(ADVISORS[0], 1)
    task, answers = day.colleague(WITAS).task_called(PREPARE, title), proposal(title)
    page, typed = log_in(tab, WITAS), as_typed(answers)
    page.goto(f"/tasks/{task}")
    type_in(page, {name: values for name, values in typed.items() if name != "summary"})
    expect(status(page)).to_contain_text("Luonnos tallennettu")

    day.afternoon.set()
    site.kill_all_web()
    type_in(page, {"summary": typed["summary"]})
    expect(status(page)).to_contain_text("Yhteys on poikki")
    site.start_web()
    expect(status(page)).to_contain_text("Luonnos tallennettu", timeout=30_000)

    page.get_by_role("button", name="Merkitse valmiiksi").click()
    expect(page.get_by_text("Tehtävä on valmis. Asia etenee.")).to_be_visible()
    day.deeds.append(Deed(task, WITAS, answers))


def the_history_tells_who_did_what(here: Runtime, deeds: Sequence[Deed]) -> None:
    """Forty completions, none twice, each by whom it was and with what they typed; and the chains hold."""
    asked = sa.select(
        history.c.instance_id, history.c.task_id, history.c.actor, history.c.on_behalf_of, history_value.c.content
    ).join(
        history_value,
        (history_value.c.instance_id == history.c.instance_id) & (history_value.c.sequence == history.c.sequence),
    )
    with here.database.read() as connection:
        rows = connection.execute(asked.where(history.c.kind == Kind.COMPLETED)).all()
        assert verify(connection) == []
        assert connection.scalars(sa.select(incident.c.sentence)).all() == []
        for number in connection.scalars(sa.select(instance.c.id)).all():
            assert here.engine.replay(connection, number) == here.engine.state(connection, number)
    assert len(deeds) == 40
    assert {one.on_behalf_of or one.person for one in deeds} == set(EVERYBODY)
    assert Counter((row.task_id, row.actor, row.on_behalf_of) for row in rows) == Counter(
        (one.task_id, one.person, one.on_behalf_of) for one in deeds
    )
    kept = {row.task_id: read_value(row.content)["values"] for row in rows}
    for one in deeds:
        values = {key: value for key, value in kept[one.task_id].items() if value not in (None, "", [], False)}
        assert values == one.typed


def the_page_tells_who_did_it_for_whom(day: Day) -> None:
    """The deputy finds it among what was done, and on the matter's page both names."""
    reader, done = day.colleague(SSYP), next(one for one in day.deeds if one.on_behalf_of)
    page = reader.open(f"/tasks/{done.task_id}")
    matter = re.search(r"/projects/\d+", page.text)
    assert matter
    assert f"henkilön {DEMONSTRATORS[AWAY]} puolesta" in reader.open(matter[0]).text


def log_in(tab: Tab, person: str) -> Page:
    """Somebody at a browser of their own."""
    tab.page.goto("/login")
    tab.page.fill("#email", f"{person}@esimerkki.invalid")
    tab.page.fill("#password", PASSWORD)
    tab.page.press("#password", "Enter")
    tab.page.wait_for_url("**/inbox")
    return tab.page


def status(page: Page) -> Locator:
    """What the form says of its draft."""
    return page.locator("#draft-status")


def type_in(page: Page, typed: Mapping[str, list[str]]) -> None:
    """Answer the open form's questions by the names of their controls; a decision's button is not pressed."""
    form = page.locator("#task-form")
    for name, values in typed.items():
        controls = form.locator(f'[name="{name}"]:not(button)')
        if not controls.count():
            if form.locator(f'button[name="{name}"]').count():
                continue
            form.locator(f'button[name="more_rows"][value="{name.split(".")[0]}"]').click()
        kind = controls.first.evaluate("control => control.type || control.tagName")
        if kind in ("checkbox", "radio"):
            for value in values:
                form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            controls.select_option(values)
        elif kind != "hidden":
            controls.fill(values[0])
