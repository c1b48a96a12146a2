"""Processes that the account may start, and starting one."""

from dataclasses import dataclass

from engine import UnitOfWork
from webapp.accounts.service_accounts import Scope
from webapp.api.operations import PREFIX, Act, Call, Done, operation, say
from webapp.api.problems import Refused
from webapp.api.tasks import Answers, Field, as_submitted, fields_of
from webapp.auth import actor, current_person
from webapp.localisation import gettext, language
from webapp.processes import Startable, startable
from webapp.runtime import runtime
from webapp.starting import begin_start, read_start, start_fields


@dataclass(frozen=True)
class Process:
    """A process that this account may start, and what starting it asks."""

    key: str
    name: str
    version: int
    start: str
    help: str
    fields: list[Field]


@dataclass(frozen=True)
class ProcessPage:
    """All of them, by name: `next` is always null."""

    items: list[Process]
    next: str | None


@dataclass(frozen=True)
class Started:
    """The instance that began."""

    instance_id: int
    business_key: str


@operation("GET", "/processes", say("List the processes that may be started"), Scope.READ, ProcessPage)
def list_processes(call: Call) -> ProcessPage:
    """What the account may start, with the fields of each start's form."""
    return ProcessPage([_shown(one) for one in _startable()], None)


@operation("POST", "/processes/{key}/instances", say("Start a process"), Scope.TASKS, Started, body=Answers, status=201)
def start_process(call: Call, key: str) -> Act:
    """Start the newest version with the answers that its start asks for; 404 when the account may not."""
    found = next((one for one in _startable() if one.key == key), None)
    if found is None:
        raise Refused(404, gettext("There is no process of this key that this account may start."))
    data = read_start(found, as_submitted(call.body.answers), actor())

    def act(unit: UnitOfWork) -> Done:
        instance_id = begin_start(unit, found, data, call.by, call.asked)
        business_key = runtime().engine.instance(unit.connection, instance_id).business_key
        return Done(Started(instance_id, business_key), f"{PREFIX}/instances/{instance_id}")

    return act


def _startable() -> list[Startable]:
    with runtime().database.read() as connection:
        return startable(connection, runtime().engine.definitions, current_person().groups)


def _shown(found: Startable) -> Process:
    texts = found.definition.texts
    return Process(
        found.key,
        texts.text(language(), found.definition.name),
        found.definition.version,
        texts.text(language(), found.start.name),
        texts.text(language(), found.start.documentation),
        fields_of(start_fields(found)),
    )
