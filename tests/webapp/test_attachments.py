"""Files that are added on a task's page: by their content, looked at, in versions, with their digest in the history."""

import hashlib
import re
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import EnvironBuilder
from werkzeug.test import TestResponse

from engine import Kind, verify
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World, open_world
from webapp.lifecycle.documents import LARGEST, Document, matter_documents

PAGE = b"%PDF-1.7 a plan"


def send(visitor: Visitor, path: str, page: str, files: list[tuple[bytes, str]], **answers: str) -> TestResponse:
    """Post the task's form with files, as a browser does."""
    found = visitor.get(page).get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', found))
    chosen = [(BytesIO(content), name) for content, name in files]
    builder = EnvironBuilder(
        visitor.client.application, path, method="POST", data=hidden | answers | {"attachments": chosen}
    )
    environ = builder.get_environ()
    with environ["wsgi.input"]:  # What is large lies in a file of its own.
        return visitor.client.open(environ, buffered=True)


def documents(world: World) -> list[Document]:
    with world.here.database.read() as connection:
        return matter_documents(connection, "errand/1")


def test_a_file_is_added_and_what_was_typed_is_kept(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()

    answer = send(anna, f"/tasks/{task_id}/files", f"/tasks/{task_id}", [(PAGE, "suunnitelma.pdf")], subject="Puolikas")

    assert answer.status_code == 303
    page = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert 'value="Puolikas"' in page
    assert "1 tiedosto on lisätty" in page
    assert ">suunnitelma</a>" in page
    assert [(one.title, one.media_type) for one in documents(world)] == [("suunnitelma", "application/pdf")]


def test_the_history_holds_the_digest_and_is_whole(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    send(anna, f"/tasks/{task_id}/files", f"/tasks/{task_id}", [(PAGE, "suunnitelma.pdf")])

    with world.here.database.read() as connection:
        event = world.here.engine.timeline(connection, 1)[-1]
        assert event.kind is Kind.ATTACHED
        assert event.value is not None
        assert event.value["sha256"] == hashlib.sha256(PAGE).hexdigest()
        assert (event.actor, event.value["title"], event.value["version"]) == ("anna", "suunnitelma", 1)
        assert verify(connection) == []
        assert world.here.engine.replay(connection, 1) == world.here.engine.state(connection, 1)
    assert hashlib.sha256(PAGE).hexdigest() in anna.get("/projects/1").get_data(as_text=True)


def test_a_file_of_the_same_name_is_its_next_version(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    for content in (PAGE, PAGE + b", mended"):
        send(anna, f"/tasks/{task_id}/files", f"/tasks/{task_id}", [(content, "suunnitelma.pdf")])
    (newest,) = documents(world)
    assert (newest.version, newest.digest) == (2, hashlib.sha256(PAGE + b", mended").digest())


def test_files_that_were_chosen_go_with_the_completed_task(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    answers = {name: values[0] for name, values in ERRAND.items()}
    files = [(PAGE, "suunnitelma.pdf"), (b"Muistio", "muistio.txt")]

    assert send(anna, f"/tasks/{task_id}/complete", f"/tasks/{task_id}", files, **answers).status_code == 303

    assert [one.title for one in documents(world)] == ["suunnitelma", "muistio"]
    with world.here.database.read() as connection:
        kinds = [event.kind for event in world.here.engine.timeline(connection, 1)]
    assert kinds == [Kind.STARTED, Kind.ATTACHED, Kind.ATTACHED, Kind.COMPLETED]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00 a program", "lasku.pdf", "Tiedosto ei ole sisällöltään mikään näistä"),
        (PAGE + bytes(LARGEST), "suuri.pdf", "Tiedosto on suurempi kuin 50 Mt"),
    ],
    ids=["a program that calls itself a PDF", "larger than 50 MB"],
)
def test_an_unfit_file_is_refused_at_its_field_and_nothing_typed_is_lost(
    world: World, anna: Visitor, content: bytes, name: str, sentence: str
) -> None:
    task_id = world.start_errand()
    for verb in ("files", "complete"):
        answers = {name: values[0] for name, values in ERRAND.items()} if verb == "complete" else {"subject": "Pitkä"}
        answer = send(anna, f"/tasks/{task_id}/{verb}", f"/tasks/{task_id}", [(content, name)], **answers)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'<a href="#attachments">{sentence}' in page
        assert f'value="{answers["subject"]}"' in page
    assert documents(world) == []


@pytest.fixture
def scanned(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A world with a scanner: a real script that reads the file."""
    script = tmp_path / "scanner"
    script.write_text(
        "#!/bin/sh\ncontent=$(cat)\ncase $content in\n"
        "*EICAR*) echo found; exit 1 ;;\n*BROKEN*) exit 2 ;;\n*) exit 0 ;;\nesac\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    built = open_world(prepared, tmp_path, scan_command=f"{script} --quiet")
    yield built
    built.here.database.close()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"x EICAR x", "haitallista"), (b"BROKEN", "ei pystynyt tarkistamaan"), (b"fine", "")],
)
def test_a_scanner_decides_by_its_exit_code(scanned: World, content: bytes, sentence: str) -> None:
    anna = Visitor(scanned.app.test_client()).log_in("anna")
    task_id = scanned.start_errand()

    answer = send(anna, f"/tasks/{task_id}/files", f"/tasks/{task_id}", [(content, "liite.txt")], subject="Säilyy")

    assert answer.status_code == (422 if sentence else 303)
    assert sentence in answer.get_data(as_text=True)
    assert len(documents(scanned)) == (0 if sentence else 1)


def test_the_page_of_documents_asks_the_scanner_too(scanned: World) -> None:
    anna = Visitor(scanned.app.test_client()).log_in("anna")
    scanned.start_errand()
    said = {"title": "Liite", "kind": "annex", "publicity": "internal", "retention": "project", "matter": "errand/1"}
    path = "/documents/new?matter=errand/1"
    for content, status in ((b"x EICAR x", 422), (b"fine", 303)):
        found = re.findall(r'name="csrf_token" value="([^"]*)"', anna.get(path).get_data(as_text=True))
        sent = said | {"csrf_token": found[0], "file": (BytesIO(content), "liite.txt")}
        assert anna.client.post("/documents/new", data=sent).status_code == status
    with scanned.here.database.read() as connection:
        assert scanned.here.engine.timeline(connection, 1)[-1].kind is Kind.ATTACHED


def test_a_scanner_that_is_not_there_lets_nothing_in(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path, scan_command="/no/such/scanner")
    anna = Visitor(world.app.test_client()).log_in("anna")
    task_id = world.start_errand()
    assert send(anna, f"/tasks/{task_id}/files", f"/tasks/{task_id}", [(PAGE, "a.pdf")]).status_code == 422
    assert documents(world) == []
    world.here.database.close()


def test_who_may_not_do_the_task_adds_no_files_to_it(world: World) -> None:
    task_id = world.start_errand()
    david = Visitor(world.app.test_client()).log_in("david")
    assert send(david, f"/tasks/{task_id}/files", "/inbox", [(PAGE, "a.pdf")]).status_code == 403
    assert documents(world) == []
