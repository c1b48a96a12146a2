"""Documents of meetings and matters: added, replaced, read by those who may, and by no browser as a page."""

import hashlib
import io
import re
from datetime import timedelta

import pytest
from docx import Document as WordDocument
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.journeys.asking import incidents
from tests.journeys.meetings import COORDINATOR, call_peloton
from tests.journeys.test_meeting_pages import MEMBERS, number_of
from tests.journeys.test_pages import log_in
from tests.journeys.test_project import propose_two_ideas
from tests.webapp.conftest import Visitor
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.lifecycle.documents import (
    CHUNK,
    LARGEST,
    Filing,
    Kind,
    Publicity,
    Retention,
    TooLarge,
    add_document,
    find_document,
    read_content,
)
from webapp.lifecycle.schema import document, document_chunk
from webapp.runtime import Runtime

PDF = b"%PDF-1.7\n" + b"x" * 3000
FIELDS = {"title": "Liite 1", "kind": "annex", "publicity": "internal", "retention": "ten_years"}


def stranger(stage: Stage) -> Visitor:
    """Somebody who is not logged in."""
    config = Config(secret_key="a secret of the tests, long enough", database_url="sqlite:///unused")
    return Visitor(create_app(Runtime(config, stage.clock, stage.database, stage.engine)).test_client())


def called(stage: Stage) -> int:
    """A meeting of Peloton with its agenda; its number."""
    propose_two_ideas(stage)
    call_peloton(stage)
    return number_of(stage)


def add(
    visitor: Visitor, place: dict[str, str], content: bytes = PDF, name: str = "liite.pdf", **fields: str
) -> TestResponse:
    """Fill in the form and press its button."""
    query = "&".join(f"{key}={value}" for key, value in place.items())
    page = visitor.get(f"/documents/new?{query}").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    data = {**hidden, **FIELDS, **fields, "file": (io.BytesIO(content), name)}
    return visitor.client.post("/documents/new", data=data, content_type="multipart/form-data")


def test_a_paper_of_a_meeting_is_added_listed_and_read_back_whole(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    answer = add(secretary, {"meeting": str(number)})
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert f'{address}">Liite 1</a>' in secretary.get(f"/meetings/{number}").get_data(as_text=True)
    file = log_in(stage, MEMBERS[0]).get(f"{address}/file")
    assert file.get_data() == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_a_page_in_disguise_is_kept_as_text_and_a_program_not_at_all(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    answer = add(secretary, {"meeting": str(number)}, b"<script>alert(1)</script>", "liite.html")
    file = secretary.get(f"{answer.headers['Location']}/file")
    assert file.mimetype == "text/plain"
    assert 'filename="liite.html.txt"' in file.headers["Content-Disposition"]
    refused = add(secretary, {"meeting": str(number)}, b"MZ\x90\x00\x03\x00", "liite.pdf")
    assert refused.status_code == 422
    assert 'href="#file"' in refused.get_data(as_text=True)
    with stage.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(document)) == 1


def test_a_word_file_is_known_by_what_is_in_it(stage: Stage) -> None:
    number, secretary, saved = called(stage), log_in(stage, COORDINATOR), io.BytesIO()
    WordDocument().save(saved)
    answer = add(secretary, {"meeting": str(number)}, saved.getvalue(), "esitys")
    file = secretary.get(f"{answer.headers['Location']}/file")
    assert file.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert 'filename="esitys.docx"' in file.headers["Content-Disposition"]


def test_a_new_version_stands_in_the_place_of_the_one_before(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    first = add(secretary, {"meeting": str(number)}).headers["Location"].rpartition("/")[2]
    second = add(secretary, {"meeting": str(number), "replaces": first}, PDF + b"2").headers["Location"]
    page = secretary.get(f"/meetings/{number}").get_data(as_text=True)
    assert f'{second}"' in page
    assert f'/documents/{first}"' not in page
    versions = secretary.get(second).get_data(as_text=True)
    assert "versio 1" in versions
    assert secretary.get(f"/documents/{first}/file").get_data() == PDF


@pytest.mark.parametrize(("publicity", "may"), [("public", True), ("internal", False), ("secret", False)])
def test_a_stranger_reads_only_what_is_public(stage: Stage, publicity: str, may: bool) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    address = add(secretary, {"meeting": str(number)}, publicity=publicity, publicity_reason="JulkL 24 §").headers[
        "Location"
    ]
    answers = [stranger(stage).get(path).status_code for path in (address, f"{address}/file")]
    assert answers == ([200, 200] if may else [303, 303])


def test_what_is_secret_is_for_the_body_that_it_comes_before(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    assert add(secretary, {"meeting": str(number)}, publicity="secret").status_code == 422
    kept = add(secretary, {"meeting": str(number)}, publicity="secret", publicity_reason="JulkL 24 §: liikesalaisuus")
    address = kept.headers["Location"]
    assert log_in(stage, MEMBERS[0]).get(f"{address}/file").status_code == 200
    assert log_in(stage, "projekti.ks").get(f"{address}/file").status_code == 403
    assert address not in log_in(stage, "projekti.ks").get(f"/meetings/{number}").get_data(as_text=True)


def test_what_is_public_later_opens_with_its_event(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    address = add(secretary, {"meeting": str(number)}, publicity="later", public_from="minutes").headers["Location"]
    assert stranger(stage).get(address).status_code == 303
    stage.travel(timedelta(days=10))
    first = MEMBERS[0]
    stage.do(COORDINATOR, "hold_meeting", present=MEMBERS, chair=first, quorate=True, inspectors=[first])
    for _ in range(2):
        stage.do(COORDINATOR, "decide_item", item_outcome="support", item_grounds="Rohkea.")
    stage.do(COORDINATOR, "write_minutes", minutes_text="Muistio")
    stage.do(first, "inspect_minutes", inspection="accept")
    assert stranger(stage).get(address).status_code == 200
    assert incidents(stage) == []


def test_a_document_of_a_matter_is_among_the_papers_of_its_meeting(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    with stage.database.read() as connection:
        asked = stage.engine.instance(connection, 1)
    address = add(secretary, {"matter": asked.business_key}).headers["Location"]
    assert address in secretary.get("/projects/1").get_data(as_text=True)
    assert address in secretary.get(f"/meetings/{number}").get_data(as_text=True)


def test_nothing_is_added_to_what_is_not_there(stage: Stage) -> None:
    secretary = log_in(stage, COORDINATOR)
    assert secretary.get("/documents/new?matter=project/999").status_code == 404
    assert secretary.get("/documents/new?meeting=999").status_code == 404


def test_a_large_file_is_kept_in_pieces_and_one_that_is_too_large_not_at_all(stage: Stage) -> None:
    filing = Filing("Liite", Kind.ANNEX, "liite.pdf", Publicity.INTERNAL, Retention.PROJECT, business_key="idea/1")
    content, now = b"%PDF-1.7\n" + bytes(range(256)) * (3 * CHUNK // 256), stage.clock.now()

    def keep(source: bytes) -> int:
        return stage.database.transact(
            lambda unit: add_document(unit.write(), filing, io.BytesIO(source), COORDINATOR, now)
        )

    number = keep(content)
    with pytest.raises(TooLarge):
        keep(b"%PDF-" + bytes(LARGEST))
    with stage.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(document_chunk)) == 4
        assert b"".join(read_content(connection, number)) == content
        kept = find_document(connection, number)
    assert (kept.size, kept.digest) == (len(content), hashlib.sha256(content).digest())
