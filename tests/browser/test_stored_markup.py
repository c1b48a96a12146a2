"""What people type stays text, wherever it comes out: pages, letters, spreadsheets, calendars, archives."""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from lxml import etree, html
from openpyxl import load_workbook
from playwright.sync_api import Browser
from sqlalchemy import select, update

from engine import Actor, OutboxKind, UnitOfWork, outbox
from tests.browser.conftest import Served
from tests.engine.drawings import drawing, end, flows, start, user_task
from tests.sizes import SIZE
from tests.webapp.matrix_world import Matrix, Thing
from tests.webapp.payloads import CORPUS, MARK
from tests.webapp.survey import CRITERIA, FORM
from tests.webapp.test_matrix import ROWS, Row, address
from tests.webapp.typing_in import forms_on
from tests.webapp.world import ERRAND
from webapp.accounts.schema import service_account, web_session
from webapp.lifecycle.schema import body, document, person, person_group, project
from webapp.mail import _compose

TYPISTS = ("assignee", "advisor", "owner", "administrator")
READERS = ("assignee", "administrator")
ROUNDS = SIZE.pick(1, len(CORPUS))
LEADS_AWAY = re.compile(
    r"log-?out|deactivate|erase|discard|cancel|dispose|delete|password|/end$|sessions|suspend|theme|/source/"
)
"""What would end the typist's session, take away what was typed or put a text in the place of a whole drawing."""

ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background"}
RUNS = re.compile(r"^[\s\x00-\x20]*(javascript|data:text|vbscript)", re.IGNORECASE)


@pytest.fixture(scope="module")
def typed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The world of the matrix, after people have typed the corpus into every form that they find."""
    matrix = Matrix(prepared, tmp_path_factory.mktemp("typed"))
    words, sent = itertools.cycle(CORPUS), set[str]()
    matrix.world.here.database.transact(lambda unit: sow(matrix, unit, words))
    _send_by_program(matrix, words)
    for name in TYPISTS:
        for row in [*ROWS, *SOWN]:
            if name in row.who and row.method == "GET":
                where = address(matrix, row)
                answer = matrix.guests[name].ask("GET", where)
                if answer.mimetype == "text/html" and answer.status_code == 200:
                    _type_in(matrix, name, where, answer.get_data(as_text=True), words, sent)
    matrix.typed_into = sent  # type: ignore[attr-defined]
    yield matrix
    matrix.close()


NAMES = ((person, "name"), (person_group, "name"), (body, "name"), (project, "name"), (web_session, "agent"),
         (service_account, "name"), (document, "title"), (document, "name"))  # fmt: skip
"""What comes from elsewhere than a form: from a log-in service, a browser, an import, a file."""


def sow(matrix: Matrix, unit: UnitOfWork, words: Iterator[str]) -> None:
    """Names of people, groups, bodies, projects, programs, files and browsers; labels of a diagram and of its form."""
    connection, engine = unit.write(), matrix.world.here.engine
    for table, column in NAMES:
        (key,) = table.primary_key
        for value in connection.scalars(select(key)).all():
            connection.execute(update(table).where(key == value).values({column: next(words)}))
    by, parts = Actor("assignee"), [start(), user_task("answer", formKey="sown"), end(), flows("begin > answer > over")]
    diagram = drawing("sown", *parts)
    for name in ("Sown", "Answer", "Begin", "Over"):
        diagram = diagram.replace(f'name="{name}"', f"name={quoteattr(next(words))}")
    text = json.dumps(FORM | {"id": "sown"}, ensure_ascii=False)
    form = re.sub(r'"(label|description)": "[^"]*"', lambda found: f'"{found[1]}": {json.dumps(next(words))}', text)
    files = {"sown/sown.bpmn": diagram.encode(), "sown/sown.form.json": form.encode()}
    engine.deploy(unit, files, by=Actor("administrator"), note=next(words))
    data = {"criteria": [one | {"label": next(words), "levels": next(words)} for one in CRITERIA]}
    number = engine.start(unit, "sown", business_key="sown/1", data=data, by=by)
    matrix.things["sown task"] = Thing({"task_id": engine.instance(connection, number).tasks[0].task_id})
    matrix.things["sown matter"] = Thing({"instance_id": number})


def _send_by_program(matrix: Matrix, words: Iterator[str]) -> None:
    program = matrix.able["advisor"]
    program.post("/processes/errand/instances", {"answers": {}})
    task_id = program.get("/tasks?tab=mine").get_json()["items"][0]["id"]
    given = {name: next(words) if name in ("subject", "need") else values[0] for name, values in ERRAND.items()}
    done = program.post(f"/tasks/{task_id}/complete", {"answers": given | {"cost": 1, "sure": True}})
    assert done.status_code == 200, done.get_data(as_text=True)


SOWN = [
    Row("GET", "tasks.show", "sown task", frozenset({"administrator", "advisor"})),
    Row("GET", "instances.show", "sown matter", frozenset({"administrator", "advisor"})),
    Row("GET", "lives.show", "sown matter", frozenset({"administrator", "advisor"})),
]


def _type_in(matrix: Matrix, name: str, where: str, page: str, words: Iterator[str], sent: set[str]) -> None:
    for _ in range(ROUNDS):
        for form in forms_on(page, where, lambda: next(words)):
            place = re.sub(r"\d+", "0", form.action.partition("?")[0])
            if LEADS_AWAY.search(form.action) or (ROUNDS == 1 and place in sent):
                continue
            sent.add(place)
            values = {key: value for key, value in form.values.items() if key not in ("csrf_token", "request_key")}
            answer = matrix.guests[name].ask("POST", form.action, values)
            assert answer.status_code < 500, (form.action, values)
            if answer.mimetype == "text/html" and answer.status_code != 303:
                assert not wrong_in_page(answer.get_data(as_text=True)), form.action


def wrong_in_page(page: str) -> list[str]:
    """The elements, attributes and addresses of a page that no template of ours makes."""
    found = []
    for one in html.fromstring(page).iter():
        if not isinstance(one.tag, str):
            if MARK in (one.text or ""):
                found.append(f"a comment {one.text}")
            continue
        if MARK in one.tag or (one.tag in ("script", "style") and MARK in (one.text or "")):
            found.append(f"<{one.tag}> {one.text}")
        if one.tag in STRANGE or (one.tag == "meta" and one.get("http-equiv")):
            found.append(f"<{one.tag}>")
        found += [f'<{one.tag} {name}="{value}">' for name, value in one.attrib.items() if _acts(name, value)]
    return found + (["a worked out expression"] if "1337xq7" in page else [])


STRANGE = {"iframe", "object", "embed", "base", "math"}


def _acts(name: str, value: str) -> bool:
    """Whether an attribute does something, or leads somewhere, that only what was typed can have meant."""
    place = value.partition("?")[0]  # What is asked of an address of ours does not change where it leads.
    leads = RUNS.match(value) or "//xq7.example" in place or value.startswith(MARK)
    marked = name in ("style", "id", "class") and MARK in value
    return name.startswith("on") or MARK in name or marked or (name in ADDRESSES and bool(leads))


def look_into(name: str, content: bytes) -> list[str]:  # noqa: C901 - one kind of file after another
    """What is wrong in a file, by what it is; also that it can be read at all."""
    kind = name.rpartition(".")[2]
    if kind in ("json", "ocel"):
        json.loads(content)
    elif kind == "jsonl":
        [json.loads(line) for line in content.splitlines()]
    elif kind in ("xml", "xes", "bpmn", "dmn", "rels"):
        etree.fromstring(content)
    elif kind == "ics":
        Calendar.from_ical(content)
    elif kind == "html":
        return wrong_in_page(content.decode())
    elif kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";" if b";" in content[:200] else ",")
        return [cell for row in rows for cell in row if MARK in cell and cell[0] in "=+-@\t\r"]
    elif kind == "xlsx":
        cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
        return [str(cell.value) for cell in cells if cell.data_type == "f"]
    elif kind in ("zip", "docx"):
        with ZipFile(io.BytesIO(content)) as archive:
            return [wrong for one in archive.namelist() for wrong in look_into(one, archive.read(one))]
    return []


ENDINGS = {
    "text/html": "html", "application/json": "json", "text/csv": "csv", "text/calendar": "ics",
    "application/zip": "zip", "application/xml": "xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip


def answers(matrix: Matrix) -> Iterator[tuple[Row, Any]]:
    """Whatever can be read, by those who see most."""
    for name in READERS:
        for row in [*ROWS, *SOWN]:
            if name in row.who and row.method == "GET":
                yield row, matrix.guests[name].ask("GET", address(matrix, row))


def test_markup_that_came_through_would_be_seen() -> None:
    seen = [one for one in CORPUS if wrong_in_page(f"<p>{one}</p>") or wrong_in_page(f'<p title="{one}">x</p>')]
    assert len(seen) >= 26
    assert look_into("x.csv", b'a\n"=1+xq7"\n') == ["=1+xq7"]


def test_what_was_typed_is_text_on_every_page_and_in_every_file(typed: Matrix) -> None:
    wrong, shown = [], set[str]()
    for row, answer in answers(typed):
        assert answer.status_code < 500, row.name
        content = answer.get_data()
        wrong += [(row.name, one) for one in look_into(f"x.{ENDINGS.get(answer.mimetype, 'txt')}", content)]
        if answer.mimetype == "text/html":
            tree = html.fromstring(content.decode())
            texts = [tree.text_content(), *(value for one in tree.iter() for value in one.attrib.values())]
            shown |= {one for one in CORPUS if any(one in text for text in texts)}
    assert wrong == []
    assert len(shown) > len(CORPUS) // 2  # What people typed was kept, as they typed it.
    assert len(typed.typed_into) > 60  # type: ignore[attr-defined]


def test_letters_tell_what_was_typed_as_text(typed: Matrix) -> None:
    here = typed.world.here
    with here.database.read() as connection:
        waiting = outbox.waiting(connection, {OutboxKind.MAIL}, here.clock.now(), 500)
    count = 0
    for number in waiting:
        taken = here.database.transact(lambda unit, number=number: outbox.take(unit.write(), number, here.clock.now()))
        message = _compose(here, taken) if taken else None
        if message is None:
            continue
        count += 1
        assert "\n" not in str(message["Subject"])
        for part in message.walk():
            if part.get_content_type() == "text/html":
                assert not wrong_in_page(part.get_content())
            elif part.get_content_type() == "text/calendar":
                Calendar.from_ical(part.get_content())
    assert count


LOOKED_AT = (
    "inbox.show", "instances.show", "instances.index", "lives.show", "tasks.show", "meetings.show", "search.show",
    "knowledge.index", "knowledge.show", "ideas.index", "ideas.show", "portfolio.entries", "calendar.show",
    "audit_log.show", "people.index", "people.show", "remarks.show", "drafts.show", "table_editor.show",
    "diagram_editor.show", "service_accounts.index", "notices.show",
)  # fmt: skip


def test_nothing_that_was_typed_runs_in_a_browser(typed: Matrix, chromium: Browser) -> None:
    served, complaints = Served(typed.world), list[str]()
    site = f"http://127.0.0.1:{served.port}"
    context = chromium.new_context(base_url=site)
    cookies = typed.guests["administrator"].cookies
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
    context.add_init_script("window.xq7 = () => { throw new Error('xq7 ran') }")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda asked: complaints.append(asked.url) if MARK in asked.url.partition("?")[0] else None)
    page.on("console", lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None)
    for row in [*ROWS, *SOWN]:
        if row.endpoint in LOOKED_AT and "administrator" in row.who:
            page.goto(address(typed, row))
    context.close()
    served.stop()
    assert complaints == []
