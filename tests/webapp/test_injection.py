"""No text becomes a statement: sqlmap asks a real server by every parameter of its addresses."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

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
LEVEL, RISK = SIZE.pick(("1", "1"), ("3", "2"))


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """An application over HTTP; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def try_to_inject(address: str, folder: Path, headers: str = "", cookies: str = "") -> tuple[set[str], set[str], str]:
    """The parameters that sqlmap tried, those by which it came in, and what it told."""
    asked = [sys.executable, "-m", "sqlmap.sqlmap", "-u", address, "--batch", "--flush-session", "--disable-coloring",
             f"--level={LEVEL}", f"--risk={RISK}", "--technique=BEUS", "--dbms=SQLite", "--threads=4",
             f"--output-dir={folder}"]  # fmt: skip
    asked += [f"--headers={headers}"] if headers else []
    asked += [f"--cookie={cookies}"] if cookies else []
    done = subprocess.run(asked, capture_output=True, text=True, timeout=1800, check=False)
    told = done.stdout
    tried = set(re.findall(r"testing for SQL injection on (?:GET|POST) parameter '([^']+)'", told))
    return tried, set(re.findall(r"^Parameter: (\S+) \(", told, re.MULTILINE)), told


@pytest.fixture(scope="module")
def matrix(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The world of the matrix."""
    made = Matrix(prepared, tmp_path_factory.mktemp("injected"))
    yield made
    made.close()


@pytest.mark.parametrize("path", SOUGHT)
def test_no_parameter_becomes_a_statement(matrix: Matrix, tmp_path: Path, path: str) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in matrix.guests["administrator"].cookies.items())
    token = matrix.able["administrator"].token
    with served(matrix.world.app) as site:
        headers = f"Authorization: Bearer {token}"
        tried, open_to, told = try_to_inject(site + path, tmp_path, headers=headers, cookies=cookies)
    assert tried == set(parse_qs(path.partition("?")[2])), told[-3000:]
    assert not open_to, told[-3000:]


def test_where_one_does_it_is_found(tmp_path: Path) -> None:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE matter (id INTEGER, name TEXT)")
    database.execute("INSERT INTO matter VALUES (1, 'Kaukolämpö')")

    @Request.application
    def careless(request: Request) -> Response:
        try:
            rows = database.execute(f"SELECT name FROM matter WHERE id = {request.args['id']}")  # noqa: S608 - on purpose
            return Response(str(rows.fetchall()), mimetype="text/html")
        except sqlite3.Error as error:
            return Response(str(error), 500)

    with served(careless) as site:
        tried, open_to, told = try_to_inject(f"{site}/?id=1", tmp_path)
    assert tried == open_to == {"id"}, told[-3000:]
