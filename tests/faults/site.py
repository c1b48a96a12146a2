"""The web application as it is served: real processes on a port of their own, and people who press its buttons."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from engine import Actor, UnitOfWork
from tests.engine.drawings import after, drawing, element, end, flows, start, user_task
from webapp import migrations
from webapp.accounts.sessions import open_session
from webapp.config import Config
from webapp.lifecycle.schema import group_membership, person, person_group
from webapp.runtime import Runtime, open_runtime

SECRET = "a secret of the tests, long enough"
PATIENCE = 30.0
STARTING = 120.0  # Seconds for two processes to start on a machine that does much else.
CECILIA = Actor("cecilia", frozenset({"administrator"}))
TURNS = {
    "turns/turns.bpmn": drawing(
        "turns",
        start(),
        element("parallelGateway", "split"),
        user_task("turn"),
        element("exclusiveGateway", "turned"),
        element("intermediateCatchEvent", "wait", after("PT0.05S")),
        element("exclusiveGateway", "waited"),
        element("parallelGateway", "join"),
        end(),
        flows(
            "begin > split > turn > turned > [go_on] turn",
            "turned > [not(go_on)] join",
            "split > wait > waited > [go_on] wait",
            "waited > [not(go_on)] join",
            "join > over",
        ),
    ),
    "once/once.bpmn": drawing("once", start(), user_task("decide"), end(), flows("begin > decide > over")),
}


def open_house(url: str) -> Runtime:
    """An empty database with the newest schema and two processes."""
    here = open_runtime(Config(secret_key=SECRET, database_url=url))
    migrations.upgrade(here.database)
    files = {path: text.encode() for path, text in TURNS.items()}
    here.database.transact(lambda unit: here.engine.deploy(unit, files, by=CECILIA, note="turns"))
    return here


def begin(here: Runtime, key: str, **data: object) -> int:
    """A new instance's number."""
    return here.database.transact(
        lambda unit: here.engine.start(unit, key, business_key=f"{key}/1", data=data, by=CECILIA)
    )


def log_in(here: Runtime, count: int) -> list[str]:
    """That many advisors, each with a session of the moment; the cookies' secrets."""

    def act(unit: UnitOfWork) -> list[str]:
        connection, now = unit.write(), here.clock.now()
        connection.execute(sa.insert(person_group).values(key="advisors", name="Neuvojat"))
        secrets = []
        for number in range(count):
            who = {"id": f"user{number}", "name": f"User {number}", "email": f"user{number}@example.fi"}
            connection.execute(sa.insert(person).values(**who, language="fi", active=True, is_demo=False))
            belongs = {"person_id": who["id"], "group_key": "advisors", "valid_from": date(2026, 1, 1)}
            connection.execute(sa.insert(group_membership).values(**belongs))
            secrets.append(open_session(connection, who["id"], now))
        return secrets

    return here.database.transact(act)


class Site:
    """`hankepolku serve` and `hankepolku worker` on a database, until the end of a `with`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.port = _free_port()
        self._folder = folder
        self._environment = os.environ | {
            "HANKEPOLKU_SECRET_KEY": SECRET,
            "HANKEPOLKU_DATABASE_URL": url,
            "HANKEPOLKU_BASE_URL": f"http://127.0.0.1:{self.port}",
        }

    def __enter__(self) -> "Site":
        self._worker = self._run("worker")
        self.start_web()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in (self._web, self._worker):
            process.terminate()
            process.wait(PATIENCE)

    @property
    def said(self) -> str:
        """What the processes wrote on their standard error."""
        return "".join(path.read_text() for path in sorted(self._folder.glob("*.err")))

    def start_web(self) -> None:
        """Answer from now on, on the port that it was before."""
        self._web = self._run("serve", "--bind", f"127.0.0.1:{self.port}", "--processes", "2")
        deadline = time.monotonic() + STARTING
        while not self._answers():
            if self._web.poll() is not None or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise AssertionError(f"the site does not come up: {self.said}")
            time.sleep(0.05)

    def kill_web(self) -> None:
        """Kill one of the processes that answer; the one above them starts another."""
        for child in self._answering()[:1]:
            os.kill(child, 9)

    def kill_all_web(self) -> None:
        """Kill every process that answers and the one above them, as when a machine loses its power."""
        below = self._answering()
        self._web.kill()  # First, or it would start others.
        for child in below:
            os.kill(child, 9)
        self._web.wait()

    def kill_worker(self) -> None:
        """Kill the worker, and start another as an operator's supervisor does."""
        self._worker.kill()
        self._worker.wait()
        self._worker = self._run("worker")

    def _answering(self) -> list[int]:
        return [int(one) for one in Path(f"/proc/{self._web.pid}/task/{self._web.pid}/children").read_text().split()]

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{words[0]}.err").open("ab") as errors:
            command = [sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())", *words]
            return subprocess.Popen(command, env=self._environment, stdout=errors, stderr=errors)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@dataclass
class User:
    """A logged-in person's browser without scripts: opens a page, and sends its form."""

    port: int
    secret: str
    cookies: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies["session_id"] = self.secret

    def open(self, task_id: int) -> int:
        """Open a task's page and keep its form's hidden fields; the answer's status."""
        status, page = self._send("GET", f"/tasks/{task_id}", "")
        self.form = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', page))
        return status

    def press(self, task_id: int) -> tuple[int, str]:
        """Press the button of the page that was opened; status and page of the answer.

        Raises OSError or HTTPException when there is no answer: then nobody knows whether it was done.
        """
        return self._send("POST", f"/tasks/{task_id}/complete", urllib.parse.urlencode(self.form))

    def _send(self, method: str, path: str, body: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
