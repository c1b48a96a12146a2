"""Completing a task through the served site, beside the engine's own time and a bare site's."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from urllib.parse import urlencode

import sqlalchemy as sa

from bench.databases import Target
from bench.figures import Figure, at_most
from bench.ours import GROUPS, Ours
from bench.samples import Samples, ratio_of
from bench.sizes import Sizes
from bench.workload import submitted
from engine import SystemClock, UnitOfWork
from webapp import migrations
from webapp.accounts.sessions import open_session
from webapp.lifecycle.schema import group_membership, person, person_group

SECRET = "a secret of the bench's, long enough"  # noqa: S105 - it guards nothing
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 20.0  # Seconds for a site to come up.
_OURS = "import sys; from webapp.cli import main; sys.exit(main())"
_HIDDEN = re.compile(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"')


def measure_http(target: Target, sizes: Sizes) -> Iterator[Figure]:
    """POST complete, until its 303 is there; the page that holds the form is opened before, untimed."""
    ours = Ours(target.make("http"), make=migrated)
    session = ours.database.transact(partial(account, ours))
    posts, steps, floors = Samples(), Samples(), Samples()
    with _serve([_OURS, "serve", "--processes", "1"], ours.url) as port, _serve([_BARE], ours.url) as bare_port:
        browser, bare = Browser(port, {"session_id": session}), Browser(bare_port)
        served, direct = ours.start("bench_loop"), ours.start("bench_loop")
        for _ in range(sizes.rounds + 1):
            for samples in (posts, steps, floors):
                samples.begin_round()
            for _ in range(sizes.samples):
                _press(ours, browser, served, posts)
                steps.time(partial(ours.complete, ours.open_tasks(direct)[0], submitted(rework=True)))
                assert floors.time(partial(bare.send, "POST", "/", submitted(rework=True)))[0] == 303
    ours.close()
    sums = [step + floor for step, floor in zip(steps.per_round()[1:], floors.per_round()[1:], strict=True)]
    floor = f"{steps.p50:.2f} ms engine + {floors.p50:.2f} ms bare site"
    name = f"{target.name}: POST complete / (engine + HTTP floor)"
    yield at_most(name, f"{posts.p50:.2f} ms", floor, ratio_of(posts.per_round()[1:], sums), 1.3)


@dataclass
class Browser:
    """One connection that is kept, and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def send(self, method: str, path: str, form: dict[str, list[str]] | None = None) -> tuple[int, str]:
        """Status and page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(form, doseq=True) if form else None
        self._connection.request(method, path, body, headers | (FORM_TYPE if form else {}))
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, page


def _press(ours: Ours, browser: Browser, instance_id: int, samples: Samples) -> None:
    path = f"/tasks/{ours.open_tasks(instance_id)[0][0]}"
    status, page = browser.send("GET", path)
    assert status == 200, page
    form = {name: [value] for name, value in _HIDDEN.findall(page)} | submitted(rework=True)
    status, page = samples.time(partial(browser.send, "POST", f"{path}/complete", form))
    assert status == 303, page


def migrated(url: str) -> None:
    """All of the application's tables in a new database."""
    ours = Ours.opened(url)
    migrations.upgrade(ours.database)
    ours.close()


def account(ours: Ours, unit: UnitOfWork) -> str:
    """Somebody of every group, logged in; the session's secret."""
    connection = unit.write()
    who = {"id": "bertta", "name": "Bertta", "email": "bertta@example.fi", "language": "fi"}
    connection.execute(sa.insert(person).values(**who, active=True, is_demo=True))
    for group in GROUPS:
        connection.execute(sa.insert(person_group).values(key=group, name=group))
        belongs = {"person_id": "bertta", "group_key": group, "valid_from": date(2020, 1, 1)}
        connection.execute(sa.insert(group_membership).values(**belongs))
    return open_session(connection, "bertta", SystemClock(ours.clock.zone).now())


@contextmanager
def _serve(words: list[str], url: str) -> Generator[int]:
    """A site in a process of its own, on the port that is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {"HANKEPOLKU_SECRET_KEY": SECRET, "HANKEPOLKU_DATABASE_URL": url}
    command = [sys.executable, "-c", *words, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=environment) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("Expected the site to come up, but it does not.")


# The least that an application of this kind does: the same server, a form, a signed cookie, a redirection.
_BARE = """
import sys
from flask import Flask, redirect, request, session
from gunicorn.app.base import BaseApplication

app = Flask("bare")
app.secret_key = "bare"

@app.post("/")
def act():
    session["seen"] = len(request.form)
    return redirect("/", 303)

class Server(BaseApplication):
    def load_config(self):
        settings = {"bind": sys.argv[-1], "worker_class": "gthread", "threads": 8, "loglevel": "warning"}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self):
        return app

Server().run()
"""
