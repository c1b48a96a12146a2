"""Process drafts: begun, saved, fought over, taken back, published, refused, and never lost."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from engine import Actor
from engine.deployments import read_deployment
from engine.errors import InvalidResource
from engine.schema import definition
from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.deployment import deploy_folder, export_folder
from webapp.drafting.drafts import (
    EditedMeanwhile,
    newest_deployment,
    read_draft,
    save_file,
    save_files,
    take_back,
)
from webapp.drafting.schema import process_draft
from webapp.drafting.states import OVER, TRANSITIONS, Act, NotInThatState, State, step
from webapp.lifecycle.audit_log import Question, answers
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import group_membership
from webapp.worker import run_round

DIAGRAM = "errand/errand.bpmn"


def diagram(world: World) -> str:
    with world.here.database.read() as connection:
        return read_draft(connection, "errand").files[DIAGRAM].decode()


def renamed(world: World, name: str = "Kerro tarkemmin asiasta") -> bytes:
    """The diagram with its first task called otherwise."""
    return re.sub(r'(<bpmn:userTask [^>]*name=")[^"]*', rf"\g<1>{name}", diagram(world), count=1).encode()


def save(world: World, content: bytes, by: str = "cecilia", base: int = 0) -> int:
    now = world.clock.now()
    return world.here.database.transact(lambda unit: save_file(unit.write(), "errand", DIAGRAM, content, base, by, now))


def state(world: World) -> str:
    with world.here.database.read() as connection:
        return (
            connection.execute(select(process_draft.c.state).order_by(process_draft.c.id.desc())).scalars().first()
            or ""
        )


def versions(world: World) -> int:
    with world.here.database.read() as connection:
        return max(connection.scalars(select(definition.c.version).where(definition.c.key == "errand")))


def say(visitor: Visitor, path: str, **answers: str):  # type: ignore[no-untyped-def]
    page = "/processes/errand/publish" if "publish" in path or "restore" in path else "/processes/errand/draft"
    return visitor.post(path, {name: [value] for name, value in answers.items()}, page=page)


def test_only_what_the_table_of_transitions_says_is_possible() -> None:
    for state_ in State:
        for act in Act:
            for to in State:
                if to in TRANSITIONS.get((state_, act), frozenset()):
                    assert step(state_, act, to) is to
                else:
                    with pytest.raises(NotInThatState):
                        step(state_, act, to)
    assert not any(one in OVER for one, _ in TRANSITIONS), "what is over stays over"


def test_nobody_writes_over_what_another_saved_meanwhile(world: World) -> None:
    first = save(world, renamed(world, "Ensimmäinen"))
    with pytest.raises(EditedMeanwhile) as refused:
        save(world, b"<second/>", by="bo")
    assert (refused.value.by, refused.value.at) == ("cecilia", world.clock.now())
    assert "Ensimmäinen" in diagram(world)
    assert save(world, renamed(world, "Toinen"), by="bo", base=first) == first + 1


def test_a_change_that_was_taken_back_does_not_lend_its_number_to_the_next(world: World) -> None:
    first = save(world, renamed(world, "Ensimmäinen"))
    second = save(world, renamed(world, "Toinen"), base=first)
    assert world.here.database.transact(lambda unit: take_back(unit.write(), "errand")) == [DIAGRAM]
    assert "Ensimmäinen" in diagram(world)
    with pytest.raises(EditedMeanwhile):
        save(world, b"<late/>", base=second)
    assert save(world, renamed(world, "Kolmas"), base=first) == second + 1


def test_a_draft_changes_nothing_before_it_is_published_and_a_running_case_goes_on_in_its_version(
    world: World, cecilia: Visitor
) -> None:
    task = world.start_errand("anna")
    save(world, renamed(world))
    assert versions(world) == 1
    answer = say(cecilia, "/processes/errand/publish", note="Selvempi nimi", when="now")
    assert answer.status_code == 303
    assert versions(world) == 2
    assert state(world) == "published"
    with world.here.database.read() as connection:
        assert world.here.engine.task(connection, task, by=Actor("anna")).element.name != "Kerro tarkemmin asiasta"
    page = cecilia.get("/processes/errand/publish").get_data(as_text=True)
    assert "Selvempi nimi" in page


def test_a_draft_with_an_error_is_not_published_and_keeps_its_note(world: World, cecilia: Visitor) -> None:
    save(world, diagram(world).replace('camunda:formKey="', 'camunda:formKey="no_such_').encode())
    answer = say(cecilia, "/processes/errand/publish", note="Uusi lomake", when="now")
    assert answer.status_code == 422
    assert "Uusi lomake" in answer.get_data(as_text=True)
    assert "no_such_" in answer.get_data(as_text=True), "the finding names what is missing"
    assert (versions(world), state(world)) == (1, "open")


def test_a_day_s_publication_waits_for_its_morning(world: World, cecilia: Visitor) -> None:
    save(world, renamed(world))
    day = (world.clock.now() + timedelta(days=3)).strftime("%d.%m.%Y")
    assert (
        say(cecilia, "/processes/errand/publish", note="Kolmen päivän päästä", when="later", day=day).status_code == 303
    )
    assert state(world) == "scheduled"
    run_round(world.here)
    assert versions(world) == 1
    with pytest.raises(NotInThatState):
        save(world, renamed(world, "Myöhässä"), base=1)
    world.clock.travel(timedelta(days=3))
    run_round(world.here)
    assert (versions(world), state(world)) == (2, "published")


def test_a_process_that_wants_four_eyes_gets_them(world: World, cecilia: Visitor, bo: Visitor) -> None:
    marked = diagram(world).replace(
        "<camunda:properties>", '<camunda:properties><camunda:property name="four_eyes" value="true" />', 1
    )
    assert marked != diagram(world)
    save(world, marked.encode())
    say(cecilia, "/processes/errand/publish", note="Neljä silmää", when="now")
    assert state(world) == "review"
    assert say(cecilia, "/processes/errand/publish/approve").status_code == 403
    belongs = {"person_id": "bo", "group_key": "administrator", "valid_from": world.here.today()}
    world.here.database.transact(lambda unit: unit.write().execute(insert(group_membership).values(**belongs)))
    assert say(bo, "/processes/errand/publish/refuse", why="Nimi puuttuu").status_code == 303
    assert "Nimi puuttuu" in cecilia.get("/processes/errand/draft").get_data(as_text=True)
    say(cecilia, "/processes/errand/publish", note="Neljä silmää", when="now")
    assert say(bo, "/processes/errand/publish/approve").status_code == 303
    assert (versions(world), state(world)) == (2, "published")
    with world.here.database.read() as connection:
        lines = [(line.kind, line.actor, line.value) for line in answers(connection, Question(matter="process/errand"))]
    assert list(reversed(lines)) == [
        (Doing.SUBMITTED, "cecilia", {"note": "Neljä silmää", "due": None}),
        (Doing.REFUSED, "bo", {"reason": "Nimi puuttuu"}),
        (Doing.SUBMITTED, "cecilia", {"note": "Neljä silmää", "due": None}),
        (Doing.APPROVED, "bo", {}),
    ]


def test_an_earlier_version_is_published_again(world: World, cecilia: Visitor) -> None:
    before = diagram(world)
    save(world, renamed(world))
    say(cecilia, "/processes/errand/publish", note="Uusi", when="now")
    assert say(cecilia, "/processes/errand/restore", deployment="1").status_code == 303
    say(cecilia, "/processes/errand/publish", note="Takaisin", when="now")
    with world.here.database.read() as connection:
        now = read_deployment(connection, newest_deployment(connection))[DIAGRAM].decode()
    assert (now, versions(world)) == (before, 3)


def test_what_was_typed_stays_when_another_was_first(world: World, cecilia: Visitor) -> None:
    save(world, renamed(world, "Ensin"), by="anna")
    path = "/processes/errand/source/errand.bpmn"
    answer = cecilia.post(path, {"content": ["<mine/>"], "revision": ["0"]})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "&lt;mine/&gt;" in page
    assert "Anna Ahonen" in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("picture.png", b"\x89PNG", "bpmn"),
        ("broken.bpmn", b"<definitions", "read"),
        ("large.bpmn", b"x" * 2_000_001, "two megabytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    world: World, cecilia: Visitor, name: str, content: bytes, sentence: str
) -> None:
    page = cecilia.get("/processes/errand/draft").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    # Written out by hand: the test client would keep a file of this size open.
    parts = (("csrf_token", token.encode()), (f'file"; filename="{name}', content))
    body = b"".join(
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode() + one + b"\r\n"
        for key, one in parts
    )
    answer = cecilia.client.post(
        "/processes/errand/files", data=body + b"--limit--\r\n", content_type="multipart/form-data; boundary=limit"
    )
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert state(world) == ""


def test_files_of_other_folders_are_not_drafted(world: World) -> None:
    now = world.clock.now()
    with pytest.raises(Exception, match="Expected a diagram"):
        world.here.database.transact(
            lambda unit: save_files(unit.write(), "errand", {"other/x.bpmn": (b"", 0)}, "cecilia", now)
        )


def test_a_folder_does_not_go_over_what_was_published_in_the_browser(
    world: World, cecilia: Visitor, tmp_path: Path
) -> None:
    folder = tmp_path / "bpmn"
    assert DIAGRAM in export_folder(world.here, folder)
    (folder / "README.md").write_text("stays")
    (folder / "gone.dmn").write_text("not deployed")
    save(world, renamed(world))
    say(cecilia, "/processes/errand/publish", note="Uusi nimi", when="now")
    with pytest.raises(InvalidResource, match=r"errand\.bpmn.*hankepolku export"):
        deploy_folder(world.here, folder, by="cecilia", note="Vanha kansio")

    assert export_folder(world.here, folder) == [DIAGRAM, "gone.dmn"]
    assert "Kerro tarkemmin" in (folder / DIAGRAM).read_text()
    assert (folder / "README.md").exists()
    assert export_folder(world.here, folder) == []
    deploy_folder(world.here, folder, by="cecilia", note="Sama")
    assert versions(world) == 2, "nothing changed, so nothing got a version"
