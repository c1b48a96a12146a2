"""Telling web hooks: what happened goes from the histories into the outbox, and from there to its addresses.

An event that nobody takes rests and is tried again, as letters are; after ATTEMPTS it is given up, and administrators
are told.  A web hook that fails is left alone for the rest of the round, and one that says it is gone ends.
"""

import http.client
import json
import logging
import socket
import ssl
from collections.abc import Iterable

from engine import UnitOfWork, outbox
from engine.actors import ADMINISTRATOR
from engine.outbox import Letter, Taken
from engine.schema import OutboxKind
from webapp.hooks.addresses import Allowed, Target, UnfitAddress, find_target
from webapp.hooks.events import Event, anything_waits, take_events
from webapp.hooks.signatures import secret_of, sign
from webapp.hooks.subscriptions import WebHook, end_hook, find_hook, hooks_told, note_arrival, note_failure
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.people import members_of
from webapp.noticing import leave_letters
from webapp.runtime import Runtime

ATTEMPTS = 6
"""How often an event is tried: at once, then after 1 and 5 minutes, half an hour, 2 and 12 hours."""

A_ROUND = 100
TIMEOUT = 10.0  # Seconds, for each of connecting, sending and answering.
INTERFACE = "/api/v1"
_GONE = 410
_log = logging.getLogger(__name__)


class NotTaken(Exception):
    """The address did not say that it has the event."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


def allowed_by(here: Runtime) -> Allowed:
    """Where this installation may send events to."""
    return Allowed(here.config.hook_hosts, here.config.demonstration)


def tell_hooks(here: Runtime) -> int:
    """Lay out what happened, and send what is due; how many events arrived."""
    lay_out(here)
    return send_events(here)


def lay_out(here: Runtime) -> int:
    """Put what happened into the outbox, for each web hook that wants it; how many events that makes."""
    with here.database.read() as connection:
        if not anything_waits(connection):
            return 0
    return here.database.transact(lambda unit: _lay_out(here, unit))


def leave_event(unit: UnitOfWork, hook: WebHook, event: Event, here: Runtime) -> None:
    """Put one event for one web hook into the outbox."""
    content = {"hook": hook.id, "id": event.id, "event": event.content()}
    statement, values = Letter(OutboxKind.HOOK, content).statement(here.clock.now())
    statement.run(unit.write(), **values)


def send_events(here: Runtime) -> int:
    """Send the events that are due; how many arrived."""
    with here.database.read() as connection:
        due = outbox.waiting(connection, {OutboxKind.HOOK}, here.clock.now(), A_ROUND)
    resting: set[int] = set()
    return sum(_send(here, outbox_id, resting) for outbox_id in due)


def _lay_out(here: Runtime, unit: UnitOfWork) -> int:
    connection, count = unit.write(), 0
    hooks = hooks_told(connection)
    for event in take_events(connection, f"{here.config.base_url}{INTERFACE}"):
        for hook in hooks:
            if event.kind in hook.kinds:
                leave_event(unit, hook, event, here)
                count += 1
    return count


def _send(here: Runtime, outbox_id: int, resting: set[int]) -> bool:
    """Whether the event arrived; `resting` are the web hooks that failed in this round."""
    with here.database.read() as connection:
        row = outbox.read(connection, outbox_id)
    if row is None or int(row.letter.content["hook"]) in resting:
        return False
    now = here.clock.now()
    taken = here.database.transact(lambda unit: outbox.take(unit.write(), outbox_id, now))
    if taken is None:
        return False
    with here.database.read() as connection:
        hook = find_hook(connection, int(taken.letter.content["hook"]))
    if hook is None or hook.ended_at is not None:
        here.database.transact(lambda unit: outbox.settle(unit.write(), taken))
        return False
    try:
        _post(here, hook, taken)
    except NotTaken as error:
        resting.add(hook.id)
        failure = error
        here.database.transact(lambda unit: _note_failure(here, unit, hook, taken, failure))
        return False
    here.database.transact(lambda unit: _note_arrival(here, unit, hook, taken))
    return True


def _note_arrival(here: Runtime, unit: UnitOfWork, hook: WebHook, taken: Taken) -> None:
    outbox.settle(unit.write(), taken)
    note_arrival(unit.write(), hook.id, here.clock.now())


def _note_failure(here: Runtime, unit: UnitOfWork, hook: WebHook, taken: Taken, error: NotTaken) -> None:
    connection, now, sentence = unit.write(), here.clock.now(), str(error)[:500]
    _log.warning("Web hook %s was not told: %s", hook.id, sentence)
    if not error.gone and taken.attempts < ATTEMPTS:
        outbox.put_back(connection, taken, sentence, now)
        note_failure(connection, hook.id, sentence, lost=0)
        return
    outbox.settle(connection, taken)
    note_failure(connection, hook.id, sentence, lost=1)
    if error.gone:
        end_hook(connection, hook.id, now)
    if hook.given_up and not error.gone:
        return  # They were told when it began.
    administrators = members_of(connection, ADMINISTRATOR, here.today())
    _tell(unit, [Telling(person, Kind.DISTURBANCE, f"hook/{hook.id}") for person in administrators], here)


def _tell(unit: UnitOfWork, told: Iterable[Telling], here: Runtime) -> None:
    now = here.clock.now()
    leave_letters(unit.write(), tell(unit.write(), told, now), now)


def _post(here: Runtime, hook: WebHook, taken: Taken) -> None:
    """Send an event.  Raises NotTaken."""
    content = taken.letter.content
    body = json.dumps(content["event"], ensure_ascii=False, separators=(",", ":")).encode()
    secret = secret_of(here.config.secret_key, hook.salt)
    headers = {"Content-Type": "application/json", "User-Agent": "Hankepolku"}
    headers |= sign(secret, str(content["id"]), here.clock.now(), body)
    try:
        status = _exchange(find_target(hook.url, allowed_by(here)), body, headers)
    except UnfitAddress as error:
        raise NotTaken(str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(f"{type(error).__name__}: {error}") from error
    if not 200 <= status < 300:
        raise NotTaken(f"Expected an answer 2xx, but it was {status}.", gone=status == _GONE)


def _exchange(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, whose content nobody reads; a redirection is followed nowhere."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT)
    try:
        plain = socket.create_connection((target.address, target.port), TIMEOUT)
        connection.sock = _secured(plain, target.host) if target.secure else plain
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _secured(plain: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
