"""A form's page over HTTP: files, searched lists, sums, and what is told of them afterwards."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine as AnyEngine
from sqlalchemy import event, select

from engine.schema import instance
from tests.webapp.conftest import Visitor
from tests.webapp.survey import ANSWERS, offer_survey, start_survey
from tests.webapp.world import World
from webapp.lifecycle.documents import find_document
from webapp.lifecycle.schema import document

PDF = b"%PDF-1.7 suunnitelma"


@pytest.fixture
def task_id(world: World) -> int:
    return start_survey(world)


def values_of(world: World) -> dict[str, object]:
    with world.here.database.read() as connection:
        entries = world.here.engine.timeline(connection, 1)
    return next(entry.value["values"] for entry in entries if entry.value and "values" in entry.value)


def numbers(world: World) -> list[int]:
    with world.here.database.read() as connection:
        return list(connection.scalars(select(document.c.id)))


def test_a_file_becomes_a_document_of_the_matter_and_the_answer_is_its_number(
    world: World, anna: Visitor, task_id: int
) -> None:
    page = f"/tasks/{task_id}"
    assert 'enctype="multipart/form-data"' in anna.get(page).get_data(as_text=True)

    done = anna.post(f"{page}/complete", ANSWERS | {"plan": (BytesIO(PDF), "suunnitelma.pdf")}, page=page)

    assert done.status_code == 303
    (number,) = numbers(world)
    assert values_of(world)["plan"] == number
    with world.here.database.read() as connection:
        kept = find_document(connection, number)
    assert (kept.business_key, kept.name, kept.created_by) == ("survey/1", "suunnitelma.pdf", "anna")
    assert "suunnitelma.pdf" in anna.get("/projects/1").get_data(as_text=True)


def test_a_file_survives_a_refusal_and_a_draft_and_is_kept_once(world: World, anna: Visitor, task_id: int) -> None:
    page = f"/tasks/{task_id}"
    refused = anna.post(f"{page}/complete", {"plan": (BytesIO(PDF), "suunnitelma.pdf")}, page=page)
    (number,) = numbers(world)
    kept = f'name="plan" value="{number}" checked'
    assert refused.status_code == 422
    assert kept in refused.get_data(as_text=True)

    anna.post(f"{page}/draft", {"plan": (BytesIO(PDF), "suunnitelma.pdf")}, page=page)

    assert kept in anna.get(page).get_data(as_text=True)
    assert numbers(world) == [number]
    assert anna.post(f"{page}/complete", ANSWERS | {"plan": [str(number)]}, page=page).status_code == 303
    assert values_of(world)["plan"] == number


def test_the_same_request_with_a_file_sent_twice_counts_once(world: World, anna: Visitor, task_id: int) -> None:
    page = f"/tasks/{task_id}"
    key = {"request_key": ["0123456789abcdef" * 2]}
    for _ in range(2):
        sent = anna.post(f"{page}/complete", ANSWERS | key | {"plan": (BytesIO(PDF), "suunnitelma.pdf")}, page="/inbox")
        assert sent.status_code == 303
    assert len(numbers(world)) == 1


def test_a_program_is_no_file_of_a_form_and_says_so_at_the_field(world: World, anna: Visitor, task_id: int) -> None:
    page = f"/tasks/{task_id}"
    for way in ("complete", "draft"):
        answer = anna.post(f"{page}/{way}", ANSWERS | {"plan": (BytesIO(b"MZ\x00\x90"), "laskuri.exe")}, page=page)
        told = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert 'href="#field-plan"' in told
        assert "laskuri.exe" in told
        assert 'value="Kysely"' in told
    assert numbers(world) == []


def test_a_file_is_kept_only_where_the_form_asks_for_one_of_who_may_answer(
    world: World, anna: Visitor, as_person: Callable[[str], Visitor], task_id: int
) -> None:
    page = f"/tasks/{task_id}"
    anna.post(f"{page}/draft", {"name": (BytesIO(PDF), "suunnitelma.pdf")}, page=page)
    as_person("david").post(f"{page}/draft", {"plan": (BytesIO(PDF), "suunnitelma.pdf")}, page="/inbox")
    assert numbers(world) == []


def test_a_name_is_typed_an_id_is_kept_and_the_history_tells_the_name(
    world: World, anna: Visitor, task_id: int
) -> None:
    page = f"/tasks/{task_id}"
    assert '<datalist id="field-owner-list">' in anna.get(page).get_data(as_text=True)

    anna.post(f"{page}/complete", ANSWERS | {"owner": ["henkilö 3 (poke)"], "body": ["poke"]}, page=page)

    assert {key: values_of(world)[key] for key in ("owner", "body")} == {"owner": "p3", "body": "poke"}
    told = anna.get("/projects/1").get_data(as_text=True)
    assert "Henkilö 3" in told
    assert "Pohjoisen Keski-Suomen oppimiskeskus" in told
    assert "Pisteet 0–5: 5 – hyvin" in told


def test_a_draft_tells_a_script_what_the_server_counted(world: World, anna: Visitor, task_id: int) -> None:
    found = anna.get(f"/tasks/{task_id}").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', found))
    answers = {"costs.0.amount": "12 500,50", "scores.0.criterion": "need", "scores.0.score": "5"}
    told = anna.client.post(
        f"/tasks/{task_id}/draft", data=hidden | answers, headers={"Accept": "application/json"}
    ).get_json()
    assert {key: text.replace("\u00a0", " ") for key, text in told["computed"].items()} == {
        "field-costs-sum-amount": "12 500,50",
        "field-total": "12 500,50",
        "field-scores-mean": "5,00",
    }


def test_an_error_in_a_row_is_linked_with_its_place(world: World, anna: Visitor, task_id: int) -> None:
    page = f"/tasks/{task_id}"
    wrong = {"costs.0.line": ["pay"], "costs.0.amount": ["1"], "costs.1.line": ["buy"], "costs.1.amount": ["paljon"]}
    told = anna.post(f"{page}/complete", ANSWERS | wrong, page=page).get_data(as_text=True)
    assert re.search(r'<a href="#field-costs-1-amount">Kustannusarvio, rivi 2: Euroa: anna luku', told)
    assert 'id="field-costs-1-amount"' in told


def test_whoever_may_only_read_sees_the_rows_and_points_of_a_form(
    world: World, anna: Visitor, bo: Visitor, task_id: int
) -> None:
    anna.post(f"/tasks/{task_id}/claim", page=f"/tasks/{task_id}")
    told = bo.get(f"/tasks/{task_id}").get_data(as_text=True)
    assert "Kustannusarvio" in told
    assert "Tarve" in told
    assert 'name="costs' not in told


def test_the_number_of_statements_does_not_grow_with_rows(world: World, anna: Visitor, task_id: int) -> None:
    page, statements = f"/tasks/{task_id}", list[str]()

    def hear(*told: Any) -> None:
        statements.append(told[2])

    anna.get(page)  # Writes down that she has seen it.
    event.listen(AnyEngine, "before_cursor_execute", hear)
    anna.get(page)
    few = len(statements)
    rows = {f"costs.{number}.{key}": [text] for number in range(40) for key, text in (("line", "pay"), ("amount", "1"))}
    anna.post(f"{page}/draft", rows, page=page)
    anna.get(page)  # Says that the draft is kept.
    statements.clear()
    anna.get(page)
    event.remove(AnyEngine, "before_cursor_execute", hear)
    assert len(statements) == few > 0


def test_a_start_asks_for_names_and_rows_before_there_is_a_matter(world: World, anna: Visitor) -> None:
    offer_survey(world)
    assert "Anna Ahonen" in anna.get("/start/asked").get_data(as_text=True)

    again = anna.post("/start/asked", {"more_rows": ["days"], "days.0.day": ["1.2.2027"]}, page="/start/asked")

    assert again.status_code == 200
    assert 'name="days.1.day"' in again.get_data(as_text=True)
    with world.here.database.read() as connection:
        assert connection.scalars(select(instance.c.id)).all() == []
    begun = anna.post("/start/asked", {"owner": ["bo"], "days.0.day": ["1.2.2027"]})
    assert begun.status_code == 303
    with world.here.database.read() as connection:
        assert world.here.engine.instance(connection, 1).data["owner"] == "bo"
