"""The table of rights: what it says, what is wrong with one, and how people see it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.webapp.conftest import Visitor
from tests.webapp.world import World, open_world
from webapp.accounts.account import keep_group
from webapp.accounts.memberships import change_groups
from webapp.rights import AUDITOR, SHIPPED, InvalidRights, Relation, Right, read_rights

NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def eva(world: World, as_person: Callable[[str], Visitor]) -> Visitor:
    """David as an auditor and nothing else."""
    make_auditor(world)
    return as_person("david")


def make_auditor(world: World) -> None:
    """Let David audit."""
    world.here.database.transact(lambda unit: keep_group(unit.write(), AUDITOR, "Tarkastajat"))
    world.here.database.transact(lambda unit: change_groups(unit.write(), "david", [AUDITOR], world.here.today()))


def test_an_auditor_sees_and_takes_out_and_changes_nothing() -> None:
    rights, groups = read_rights(), frozenset({AUDITOR})
    held = {right for right in Right if rights.allow(right, groups)}
    assert held == {
        Right.READ, Right.KEEP_OWN, Right.EXPORT_PORTFOLIO, Right.READ_LOG, Right.EXPORT_LOG, Right.READ_VERIFICATION,
        Right.VERIFY, Right.READ_EVIDENCE, Right.EXPORT_EVIDENCE, Right.READ_RIGHTS,
    }  # fmt: skip


def test_who_audits_beside_other_work_takes_part_as_before() -> None:
    assert read_rights().allow(Right.TAKE_PART, frozenset({AUDITOR, "advisors"}))


def test_a_right_may_come_from_what_one_is_to_the_object() -> None:
    rights = read_rights()
    assert rights.allow(Right.EDIT_PROCESSES, NOBODY, [Relation.OWNER])
    assert not rights.allow(Right.EDIT_PROCESSES, NOBODY, [Relation.AUTHOR])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[mend]", "[mending]", "a row for each right"),
        ('"person"', '"anybody"', "holders as person or group:KEY under read"),
        ('verb = "see"', 'verb = "look"', "verb, object and who under read"),
        ('object = "person"\nwho = ["group:administrator"]', 'object = "person"\nwho = []', "let people in"),
        ("[read]", "[read", "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    path = tmp_path / "rights.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InvalidRights, match=told):
        read_rights(path)


def test_an_organisation_keeps_its_own_table(prepared: Path, tmp_path: Path) -> None:
    own = tmp_path / "rights.toml"
    shipped = SHIPPED.read_text(encoding="utf-8")
    head, tail = shipped.split("[read_log]")
    own.write_text(head + "[read_log]" + tail.replace("group:auditor", "group:advisors", 1), encoding="utf-8")
    world = open_world(prepared, tmp_path, rights=own)
    anna = Visitor(world.app.test_client()).log_in("anna")
    assert anna.get("/log").status_code == 200
    assert anna.get("/log/verification").status_code == 403
    world.here.database.close()


def test_an_auditor_finds_the_pages_and_may_not_act(world: World, eva: Visitor) -> None:
    menu = eva.get("/inbox").get_data(as_text=True)
    assert 'href="/log"' in menu
    assert 'href="/people"' not in menu
    assert 'href="/start"' not in menu
    assert eva.get("/rights").status_code == 200
    refused = eva.post("/start/errand", {"subject": ["x"]}, page="/inbox")
    assert refused.status_code == 403
    assert eva.post("/account/theme", {"theme": ["dark"]}, page="/account").status_code == 303


def test_an_auditors_first_page_says_where_questions_are_answered(world: World, eva: Visitor, anna: Visitor) -> None:
    first = eva.get("/inbox").text
    assert "Luet, mutta et muuta mitään" in first
    assert 'href="/log/verification"' in first
    assert 'href="/ideas/new"' not in first
    assert "Luet, mutta et muuta mitään" not in anna.get("/inbox").text
    assert 'href="/processes/new/stage"' not in eva.get("/processes").text
    assert 'href="/start"' not in eva.get("/projects").text


def test_every_page_of_the_menus_opens_for_an_auditor(world: World, eva: Visitor) -> None:
    seen, asked = set[str](), ["/inbox", "/calendar/calls"]
    while asked:
        path = asked.pop()
        seen.add(path)
        page = eva.get(path)
        assert page.status_code == 200, path
        menus = "".join(re.findall(r"<nav.*?</nav>", page.text, re.DOTALL))
        asked += set(re.findall(r'href="(/[a-z/]+)"', menus)) - seen - set(asked)
    assert {"/log", "/rights", "/portfolio", "/meetings", "/roles"} <= seen


def test_a_matter_leads_an_auditor_to_its_life_and_evidence(world: World, eva: Visitor, anna: Visitor) -> None:
    world.start_errand()
    for path in ("/projects/1", "/projects/1/life", "/projects/1/evidence"):
        page = eva.get(path).text
        assert 'href="/projects/1/life"' in page
        assert 'href="/projects/1/evidence"' in page
    assert 'href="/projects/1/life"' in anna.get("/projects/1").text
    assert 'href="/projects/1/evidence"' not in anna.get("/projects/1").text


def test_the_matrix_names_every_right_and_holder(world: World, cecilia: Visitor) -> None:
    page = cecilia.get("/rights").get_data(as_text=True)
    assert page.count('<th scope="row">') == len(Right)
    assert "who made it" in page
    assert "Ylläpito" in page
