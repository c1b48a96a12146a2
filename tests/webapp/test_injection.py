"""No text becomes a statement: sqlmap asks a real server by every parameter of its addresses, forms and JSON bodies."""

import json
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.serving import serving
from tests.sizes import SIZE
from tests.webapp.matrix_world import Matrix

# Addresses with what they are asked by; the first three by the page of each that puts most together for the database.
SMALL = ("/search?q=puu", "/log?person=anna", "/api/v1/instances?process=errand")
FULL = (
    "/search?q=puu&kind=projects",
    "/log?person=anna&kind=viewed&process=errand&body=council&matter=errand/own&since=2026-01-01&until=2027-12-31",
    "/log/export.csv?person=anna&kind=viewed",
    "/inbox?tab=groups&q=asia&due=late",
    "/ideas?q=ruoka&status=open",
    "/knowledge?q=puu&kind=lesson&area=wood&year=2027",
    "/portfolio/list?q=puu&status=active&area=wood&sort=name",
    "/portfolio/export.csv?q=puu&status=active",
    "/projects?show=open",
    "/projects/1/life?kind=task&person=anna&day=2027-01-04",
    "/meetings?show=held&before=9",
    "/notices?before=9",
    "/calendar?year=2027",
    "/operations/instances?status=active&process=errand",
    "/api/v1/instances?process=errand&status=open&after=9&limit=2",
    "/api/v1/projects?q=puu&area=wood&sort=name&limit=2",
    "/api/v1/tasks?tab=groups&limit=2",
    "/api/v1/instances/1/history?after=1&limit=2",
)
SOUGHT = SIZE.pick(SMALL, FULL)
# Forms with what they send; logging in is left out, for it lets nobody try that often.
SMALL_FORMS: tuple[tuple[str, Mapping[str, str]], ...] = (("/log/questions", {"name": "Annan"}),)
FULL_FORMS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("/log/questions", {"name": "Annan", "query": "person=anna&kind=viewed", "whose": "all"}),
    ("/operations/turn", {"case": "1", "verb": "resume", "reason": "Katko"}),
    ("/knowledge/new", {"kind": "lesson", "title": "Opit", "text": "Teksti", "themes": "puuala"}),
)
FORMS = SIZE.pick(SMALL_FORMS, FULL_FORMS)
NOTE = {"note_kind": "observation", "about": "Puu", "note_text": "Hirsi", "areas": "skills"}
FULL_BODIES: tuple[tuple[str, Mapping[str, Any], set[str]], ...] = (
    ("/api/v1/instances/1/messages", {"message": "withdrawal_noticed"}, {"message"}),
    ("/api/v1/processes/foresight_note/instances", {"answers": NOTE}, set(NOTE)),
)
BODIES = SIZE.pick(FULL_BODIES[:1], FULL_BODIES)
LEVEL, RISK = SIZE.pick(("1", "1"), ("3", "2"))


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """An application over HTTP; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


def try_to_inject(address: str, folder: Path, *more: str) -> tuple[set[str], set[str], str]:
    """The parameters that sqlmap tried, those by which it came in, and what it told."""
    asked = [sys.executable, "-m", "sqlmap.sqlmap", "-u", address, "--batch", "--flush-session", "--disable-coloring",
             f"--level={LEVEL}", f"--risk={RISK}", "--technique=BEUS", "--dbms=SQLite", "--threads=4",
             f"--output-dir={folder}", *more]  # fmt: skip
    done = subprocess.run(asked, capture_output=True, text=True, timeout=1800, check=False)
    told = done.stdout
    tried = set(
        re.findall(r"testing for SQL injection on (?:\(custom\) )?(?:GET|POST) parameter '(?:JSON )?([^']+)'", told)
    )
    return tried, set(re.findall(r"^Parameter: (?:JSON )?(\S+) \(", told, re.MULTILINE)), told


def cookies_of(matrix: Matrix, who: str) -> str:
    """What sqlmap is told so that it comes as somebody."""
    return "--cookie=" + "; ".join(f"{name}={value}" for name, value in matrix.guests[who].cookies.items())


def with_keys(app: Callable[..., Any]) -> Callable[..., Any]:
    """The application as a program meets it that gives each of its requests a key of its own."""

    def keyed(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        return app(environ | {"HTTP_IDEMPOTENCY_KEY": uuid.uuid4().hex}, start)

    return keyed


@pytest.fixture(scope="module")
def matrix(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The world of the matrix."""
    made = Matrix(prepared, tmp_path_factory.mktemp("injected"))
    yield made
    made.close()


@pytest.mark.parametrize("path", SOUGHT)
def test_no_parameter_becomes_a_statement(matrix: Matrix, tmp_path: Path, path: str) -> None:
    token = f"--headers=Authorization: Bearer {matrix.able['administrator'].token}"
    with served(matrix.world.app) as site:
        tried, open_to, told = try_to_inject(site + path, tmp_path, token, cookies_of(matrix, "administrator"))
    assert tried == set(parse_qs(path.partition("?")[2])), told[-3000:]
    assert not open_to, told[-3000:]


@pytest.mark.parametrize(("path", "sent"), FORMS)
def test_no_field_of_a_form_becomes_a_statement(
    matrix: Matrix, tmp_path: Path, path: str, sent: Mapping[str, str]
) -> None:
    administrator = matrix.guests["administrator"]
    assert administrator.ask("POST", path, sent).status_code in (200, 303)  # It is a form that is taken.
    data = urlencode({"csrf_token": administrator.mark, **sent})
    with served(matrix.world.app) as site:
        fields = (f"--data={data}", "-p", ",".join(sent), cookies_of(matrix, "administrator"))
        tried, open_to, told = try_to_inject(site + path, tmp_path, "--ignore-redirects", *fields)
    matrix.put_back()
    assert tried == set(sent), told[-3000:]
    assert not open_to, told[-3000:]


@pytest.mark.parametrize(("path", "body", "fields"), BODIES)
def test_nothing_in_a_body_becomes_a_statement(
    matrix: Matrix, tmp_path: Path, path: str, body: Mapping[str, Any], fields: set[str]
) -> None:
    program = matrix.able["coordinator"]
    assert program.post(path.removeprefix("/api/v1"), body).status_code in (201, 403)  # It is read to its end.
    token = f"--headers=Authorization: Bearer {program.token}"
    with served(with_keys(matrix.world.app)) as site:
        tried, open_to, told = try_to_inject(site + path, tmp_path, token, f"--data={json.dumps(body)}")
    matrix.put_back()
    assert tried == fields, told[-3000:]
    assert not open_to, told[-3000:]


@pytest.mark.parametrize("way", SIZE.pick(("address",), ("address", "form", "body")))
def test_where_one_does_it_is_found(tmp_path: Path, way: str) -> None:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE matter (id INTEGER, name TEXT)")
    database.execute("INSERT INTO matter VALUES (1, 'Kaukolämpö')")

    @Request.application
    def careless(request: Request) -> Response:
        sought = str(request.get_json()["id"]) if request.is_json else request.values["id"]
        try:
            rows = database.execute(f"SELECT name FROM matter WHERE id = {sought}")  # noqa: S608 - on purpose
            return Response(str(rows.fetchall()), mimetype="text/html")
        except sqlite3.Error as error:
            return Response(str(error), 500)

    sent = {"address": (), "form": ("--data=id=1",), "body": ('--data={"id": "1"}',)}[way]
    with served(careless) as site:
        tried, open_to, told = try_to_inject(f"{site}/?id=1" if way == "address" else site, tmp_path, *sent)
    assert tried == open_to == {"id"}, told[-3000:]
