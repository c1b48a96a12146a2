"""Web hooks: another system is told what happened, by a request that it can trust, until it says that it knows."""

import base64
import hashlib
import hmac
import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bench.counting import count_statements
from engine import ADMINISTRATOR, Actor, Database, Engine, UnitOfWork
from engine.schema import outbox
from tests.serving import serving
from tests.webapp.conftest import Visitor
from tests.webapp.world import A_MONDAY, ERRAND, World, open_world
from webapp import migrations
from webapp.hook_delivery import ATTEMPTS, lay_out, send_events, tell_hooks
from webapp.hooks.addresses import Allowed, UnfitAddress, find_target, is_open, judge
from webapp.hooks.events import EventKind
from webapp.hooks.schema import web_hook, web_hook_entry
from webapp.hooks.signatures import secret_of, sign
from webapp.hooks.subscriptions import WebHook, end_hook, find_hook, make_hook
from webapp.lifecycle.schema import notice
from webapp.worker import start_worker

SECRET = "a secret of the tests, long enough"


class Receiver:
    """Another system: keeps what it is sent, and answers as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/events?from=us"

    @property
    def events(self) -> list[dict[str, Any]]:
        """What it was told."""
        return [json.loads(body) for _, body in self.got]

    @property
    def kinds(self) -> list[str]:
        """What kinds of events it was told."""
        return [event["type"] for event in self.events]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system on this machine."""
    made = Receiver()
    with serving(made.server):
        yield made


@pytest.fixture
def open_to_loopback(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """The world as a demonstration: its events may go to this machine."""
    built = open_world(prepared, tmp_path, demonstration=True)
    yield built
    built.here.database.close()


def subscribe(world: World, url: str, *kinds: EventKind) -> int:
    """Tell an address of these kinds, or of all."""
    wanted, at = kinds or tuple(EventKind), world.clock.now()
    return world.here.database.transact(
        lambda unit: make_hook(unit.write(), url, wanted, b"0123456789abcdef", "cecilia", at)
    )


def hook_of(world: World, hook_id: int) -> WebHook:
    """A web hook as it stands."""
    with world.here.database.read() as connection:
        found = find_hook(connection, hook_id)
    assert found is not None
    return found


def waiting(world: World) -> int:
    """How many events are in the outbox."""
    with world.here.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.kind == "hook")) or 0


def do_errand(world: World) -> None:
    """An errand is sent, taken and accepted."""
    here, task_id, bo = world.here, world.start_errand(), Actor("bo", frozenset({"advisors"}))
    here.database.transact(lambda unit: here.engine.complete(unit, task_id, ERRAND, by=Actor("anna")))
    here.database.transact(lambda unit: here.engine.claim(unit, task_id + 1, by=bo))


def test_what_happens_is_told_signed_and_once(open_to_loopback: World, receiver: Receiver) -> None:
    world = open_to_loopback
    hook_id = subscribe(world, receiver.url)
    do_errand(world)
    assert tell_hooks(world.here) == 3
    assert receiver.kinds == ["instance.started", "task.completed", "task.claimed"]
    assert tell_hooks(world.here) == 0
    event = receiver.events[1]
    assert event["data"]["instance"] == "http://127.0.0.1:8000/api/v1/instances/1"
    assert (event["data"]["actor"], event["data"]["process"], event["data"]["element"]) == (
        "anna",
        "errand",
        "describe",
    )
    assert ERRAND["subject"][0] not in json.dumps(event, ensure_ascii=False)
    headers, body = receiver.got[1]
    key = base64.b64decode(secret_of(SECRET, b"0123456789abcdef").removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{proof}"
    assert int(headers["webhook-timestamp"]) == int(A_MONDAY.timestamp())
    assert hook_of(world, hook_id).delivered_at == A_MONDAY


def test_a_signature_is_as_standard_webhooks_has_it() -> None:
    # The example of the specification's own libraries.
    at = datetime.fromtimestamp(1614265330, tz=A_MONDAY.tzinfo)
    headers = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_only_what_was_asked_for_is_told_and_the_end_too(open_to_loopback: World, receiver: Receiver) -> None:
    world, here = open_to_loopback, open_to_loopback.here
    subscribe(world, receiver.url, EventKind.INSTANCE_ENDED)
    do_errand(world)
    here.database.transact(
        lambda unit: here.engine.cancel(unit, 1, by=Actor("cecilia", frozenset({ADMINISTRATOR})), reason="Peruttu")
    )
    assert tell_hooks(here) == 1
    assert receiver.kinds == ["instance.ended"]
    assert receiver.events[0]["data"]["status"] == "cancelled"


def test_without_a_web_hook_nothing_is_laid_out(open_to_loopback: World, receiver: Receiver) -> None:
    world, here = open_to_loopback, open_to_loopback.here
    do_errand(world)
    hook_id = subscribe(world, receiver.url)
    here.database.transact(lambda unit: end_hook(unit.write(), hook_id, here.clock.now()))
    world.start_errand("bo")
    with here.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(web_hook_entry)) == 0
    assert (lay_out(here), send_events(here)) == (0, 0)


def test_an_event_that_is_not_taken_is_tried_again_later_and_keeps_its_id(
    open_to_loopback: World, receiver: Receiver
) -> None:
    world = open_to_loopback
    hook_id = subscribe(world, receiver.url, EventKind.INSTANCE_STARTED)
    receiver.status = 500
    world.start_errand()
    assert tell_hooks(world.here) == 0
    assert "500" in (hook_of(world, hook_id).failure or "")
    assert tell_hooks(world.here) == 0
    receiver.status = 200
    world.clock.travel(timedelta(minutes=1))
    assert tell_hooks(world.here) == 1
    assert [headers["webhook-id"] for headers, _ in receiver.got] == ["1.1.instance.started"] * 2
    assert receiver.got[0][0]["webhook-timestamp"] != receiver.got[1][0]["webhook-timestamp"]
    assert hook_of(world, hook_id).failure is None


def test_a_system_that_cannot_prove_who_it_is_is_told_nothing(open_to_loopback: World, receiver: Receiver) -> None:
    world = open_to_loopback
    hook_id = subscribe(world, receiver.url.replace("http://", "https://"), EventKind.INSTANCE_STARTED)
    world.start_errand()
    assert tell_hooks(world.here) == 0
    assert receiver.got == []
    assert "SSL" in (hook_of(world, hook_id).failure or "")


@pytest.mark.parametrize("status", [301, 307, 404, 500])
def test_a_redirection_is_followed_nowhere(open_to_loopback: World, receiver: Receiver, status: int) -> None:
    world = open_to_loopback
    subscribe(world, receiver.url, EventKind.INSTANCE_STARTED)
    receiver.status = status
    world.start_errand()
    assert tell_hooks(world.here) == 0
    assert len(receiver.got) == 1


def test_what_nobody_takes_is_given_up_and_administrators_are_told_once(
    open_to_loopback: World, receiver: Receiver
) -> None:
    world = open_to_loopback
    hook_id = subscribe(world, receiver.url, EventKind.INSTANCE_STARTED)
    receiver.status = 503
    for _ in range(2):
        world.start_errand()
    for _ in range(4 * ATTEMPTS):
        tell_hooks(world.here)
        world.clock.travel(timedelta(hours=12))
    assert waiting(world) == 0
    assert len(receiver.got) == 2 * ATTEMPTS
    assert hook_of(world, hook_id).given_up == 2
    with world.here.database.read() as connection:
        told = connection.execute(select(notice.c.person_id, notice.c.about)).all()
    assert [tuple(one) for one in told if one.about.startswith("hook/")] == [("cecilia", f"hook/{hook_id}")]
    page = Visitor(world.app.test_client()).log_in("cecilia").get("/disturbances").get_data(as_text=True)
    assert f'href="/web-hooks/{hook_id}"' in page
    assert "2 events" in page


def test_an_address_that_says_it_is_gone_is_told_no_more(open_to_loopback: World, receiver: Receiver) -> None:
    world = open_to_loopback
    hook_id = subscribe(world, receiver.url)
    receiver.status = 410
    world.start_errand()
    tell_hooks(world.here)
    assert hook_of(world, hook_id).ended_at is not None
    world.start_errand("bo")
    tell_hooks(world.here)
    assert (len(receiver.got), waiting(world)) == (1, 0)


def test_one_that_fails_does_not_hold_up_another(open_to_loopback: World, receiver: Receiver) -> None:
    world = open_to_loopback
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    subscribe(world, nobody, EventKind.INSTANCE_STARTED)
    subscribe(world, receiver.url, EventKind.INSTANCE_STARTED)
    for _ in range(3):
        world.start_errand()
    assert tell_hooks(world.here) == 3
    with world.here.database.read() as connection:
        attempts = connection.scalars(select(outbox.c.attempts).where(outbox.c.kind == "hook").order_by(outbox.c.id))
        assert list(attempts) == [1, 0, 0]


def test_the_worker_tells_web_hooks(open_to_loopback: World, receiver: Receiver) -> None:
    world = open_to_loopback
    subscribe(world, receiver.url)
    world.start_errand()
    arrived = threading.Event()
    scheduler = start_worker(world.here)
    for _ in range(100):
        if receiver.got or arrived.wait(0.1):
            break
    scheduler.shutdown()
    assert receiver.kinds[0] == "instance.started"


@pytest.mark.parametrize(
    "url",
    ["http://example.fi/", "https://", "ftp://example.fi", "https://anna:salasana@example.fi/", "https://example.fi/#a",
     "https://example.fi:99999/", "https://exa mple.fi/", "https://example.fi/\n", "https://example.fi\\@127.0.0.1/",
     "https://" + "a" * 3000, "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(UnfitAddress):
        judge(url, Allowed())


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - nothing is bound
     "[::1]", "[::ffff:127.0.0.1]", "[fd00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433",
     "0x7f.1", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_an_address_of_ones_own_network_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(UnfitAddress):
        find_target(f"https://{host}/", Allowed())


def test_what_an_operator_names_and_what_is_everybodys_is_not() -> None:
    assert find_target("https://localhost/x?y", Allowed(hosts=("localhost",))).path == "/x?y"
    assert is_open("193.166.0.1")
    assert is_open("2001:708::1")
    with pytest.raises(UnfitAddress):
        find_target("http://93.184.216.34/", Allowed(loopback=True))


def test_outside_a_demonstration_nothing_goes_to_this_machine(world: World, receiver: Receiver) -> None:
    hook_id = subscribe(world, receiver.url)
    world.start_errand()
    assert tell_hooks(world.here) == 0
    assert receiver.got == []
    assert "https" in (hook_of(world, hook_id).failure or "")


def test_a_web_hook_is_made_tried_and_ended_on_its_page(
    open_to_loopback: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = open_to_loopback
    cecilia = Visitor(world.app.test_client()).log_in("cecilia")
    wrong = cecilia.post("/web-hooks/new", {"url": ["http://example.fi/"], "kinds": []})
    assert wrong.status_code == 422
    made = cecilia.post("/web-hooks/new", {"url": [receiver.url], "kinds": ["instance.started"]})
    secret = re.findall(r'value="(whsec_[^"]+)"', made.get_data(as_text=True))
    assert len(secret) == 1
    assert "whsec_" not in cecilia.get("/web-hooks/1").get_data(as_text=True)
    cecilia.post("/web-hooks/1/try", page="/web-hooks/1")
    assert tell_hooks(world.here) == 1
    assert receiver.kinds == ["trial"]
    renewed = cecilia.post("/web-hooks/1/secret", page="/web-hooks/1").get_data(as_text=True)
    assert re.findall(r'value="(whsec_[^"]+)"', renewed) != secret
    assert cecilia.post("/web-hooks/1/end", page="/web-hooks/1").status_code == 303
    assert cecilia.post("/web-hooks/1/try", page="/web-hooks").status_code == 409


def test_the_secret_stands_nowhere_in_the_database(open_to_loopback: World, receiver: Receiver) -> None:
    hook_id = subscribe(open_to_loopback, receiver.url)
    with open_to_loopback.here.database.read() as connection:
        row = connection.execute(select(web_hook).where(web_hook.c.id == hook_id)).one()
    assert base64.b64decode(secret_of(SECRET, row.salt).removeprefix("whsec_")) not in [bytes(row.salt)]


def test_an_entry_is_laid_out_by_the_database_itself(empty: Database) -> None:
    migrations.upgrade(empty)

    def write(unit: UnitOfWork, sequence: int) -> None:
        unit.write().execute(text(_ENTRY), {"sequence": sequence})

    def begin(unit: UnitOfWork) -> None:
        connection = unit.write()
        for statement in _BEFORE:
            connection.execute(text(statement))

    empty.transact(begin)
    empty.transact(lambda unit: write(unit, 1))
    hook = empty.transact(
        lambda unit: make_hook(unit.write(), "https://a.fi/", [EventKind.INSTANCE_STARTED], bytes(16), "x", A_MONDAY)
    )
    empty.transact(lambda unit: write(unit, 2))
    empty.transact(lambda unit: end_hook(unit.write(), hook, A_MONDAY))
    empty.transact(lambda unit: write(unit, 3))
    with empty.read() as connection:
        assert list(connection.scalars(select(web_hook_entry.c.sequence))) == [2]


_BEFORE = (
    "INSERT INTO deployment (id, deployed_at, deployed_by, note) VALUES (1, 0, 'x', 'x')",
    "INSERT INTO definition (id, key, version, digest, deployment_id, name, path) VALUES (1, 'a', 1, 'x', 1, 'x', 'x')",
    """INSERT INTO instance (id, definition_id, business_key, status, title, phase, started_at)
    VALUES (1, 1, 'x', 'active', 'x', '', 0)""",
)
_ENTRY = """INSERT INTO history (instance_id, sequence, at, kind, actor, definition_id, hash)
    VALUES (1, :sequence, 0, 'started', 'anna', 1, '00000000000000000000000000000000')"""


def test_a_step_says_as_many_statements_whether_somebody_listens_or_not(world: World) -> None:
    counts = []
    for _ in range(4):  # The first two find out what is remembered afterwards; the last is listened to.
        here, task_id = world.here, world.start_errand()
        if len(counts) == 3:
            subscribe(world, "https://jems.example.fi/")
        with count_statements(here.database) as counted:
            here.database.transact(partial(complete_errand, here.engine, task_id))
        counts.append((counted.statements, counted.commits))
    assert counts[2] == counts[3]
    assert counts[3][1] == 1


def complete_errand(engine: Engine, task_id: int, unit: UnitOfWork) -> None:
    """Anna describes her errand."""
    engine.complete(unit, task_id, ERRAND, by=Actor("anna"))
