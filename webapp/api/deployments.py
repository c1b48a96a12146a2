"""Deployments: what was deployed, and deploying a whole set of files."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import UnitOfWork
from engine.deployments import processes_in, read_deployment
from engine.resources import folder_of
from engine.schema import definition, deployment, deployment_resource
from webapp.accounts.service_accounts import Scope
from webapp.api.archives import read_archive
from webapp.api.operations import PREFIX, Act, Call, Done, operation, say
from webapp.api.paging import ByNumber, next_page
from webapp.api.problems import Refused
from webapp.auth import current_person, may
from webapp.deployment import published_otherwise
from webapp.drafting.drafts import newest_deployment
from webapp.drafting.owners import relations
from webapp.drafting.publishing import FOUR_EYES
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime


@dataclass(frozen=True)
class DeploymentRow:
    """A deployment in a list."""

    id: int
    deployed_at: datetime
    deployed_by: str
    note: str


@dataclass(frozen=True)
class DeploymentPage:
    """Some deployments, the newest first, and the address of those that follow."""

    items: list[DeploymentRow]
    next: str | None


@dataclass(frozen=True)
class Version:
    """A process that got a new version."""

    definition_id: int
    process: str
    version: int
    name: str
    path: str


@dataclass(frozen=True)
class Resource:
    """A file, and the SHA-256 of its content in hexadecimal digits."""

    path: str
    digest: str


@dataclass(frozen=True)
class DeploymentView:
    """A deployment with all of its files; `versions` are the processes that it changed."""

    id: int
    deployed_at: datetime
    deployed_by: str
    note: str
    versions: list[Version]
    resources: list[Resource]


@operation("GET", "/deployments", say("List the deployments"), Scope.READ, DeploymentPage, query=ByNumber)
def list_deployments(call: Call) -> DeploymentPage:
    """What was deployed, when, by whom, and why."""
    asked: ByNumber = call.query
    wanted = select(deployment).order_by(deployment.c.id.desc()).limit(asked.limit + 1)
    if asked.after is not None:
        wanted = wanted.where(deployment.c.id < asked.after)
    with runtime().database.read() as connection:
        rows = connection.execute(wanted).all()
    shown = [DeploymentRow(row.id, row.deployed_at, row.deployed_by, row.note) for row in rows[: asked.limit]]
    return DeploymentPage(shown, next_page(shown[-1].id if len(rows) > asked.limit else None, asdict(asked)))


@operation("GET", "/deployments/{deployment_id}", say("Read a deployment"), Scope.READ, DeploymentView)
def read_one_deployment(call: Call, deployment_id: int) -> DeploymentView:
    """One deployment: never altered."""
    with runtime().database.read() as connection:
        return _shown(connection, deployment_id)


@operation("POST", "/deployments", say("Deploy a zip archive of processes"), Scope.DEPLOY, DeploymentView,
           takes_archive=True, status=201, refusals=(409,))  # fmt: skip
def deploy_archive(call: Call) -> Act:
    """Deploy all processes as one: what the archive leaves out is no longer deployed.

    The account must be of the group that owns each process it changes, or an administrator.  A process that wants a
    second person's approval is published on its page.
    """
    content, note = call.body
    resources = read_archive(content)

    def act(unit: UnitOfWork) -> Done:
        _demand_right(unit.connection, resources)
        behind = published_otherwise(unit.connection, resources)
        if behind:
            told = ", ".join(behind)
            raise Refused(409, gettext("These files were published in the browser meanwhile: %(paths)s", paths=told))
        done = runtime().engine.deploy(unit, resources, by=call.by, note=note)
        return Done(_shown(unit.connection, done.id), f"{PREFIX}/deployments/{done.id}")

    return act


def _demand_right(connection: Connection, resources: Mapping[str, bytes]) -> None:
    """Raises Refused when a folder changes that the account may not change, or that wants four eyes."""
    now = read_deployment(connection, newest_deployment(connection))
    changed = {path for path in now.keys() | resources.keys() if now.get(path) != resources.get(path)}
    for folder in sorted({folder_of(path) for path in changed}):
        mine = relations(connection, runtime().engine.definitions, current_person().groups, folder)
        if not may(Right.EDIT_PROCESSES, *mine):
            raise Refused(403, gettext("This account may not change what lies in %(folder)s.", folder=folder or "/"))
    for files in (now, resources):
        for process in processes_in(files).values():
            if process.properties.get(FOUR_EYES) == "true" and folder_of(process.path) in map(folder_of, changed):
                sentence = gettext(
                    "The process %(key)s wants a second person: publish it on its page.", key=process.key
                )
                raise Refused(403, sentence)


def _shown(connection: Connection, deployment_id: int) -> DeploymentView:
    row: Any = connection.execute(select(deployment).where(deployment.c.id == deployment_id)).one_or_none()
    if row is None:
        raise Refused(404, gettext("There is no deployment of this number."))
    added = select(definition).where(definition.c.deployment_id == deployment_id).order_by(definition.c.key)
    files = select(deployment_resource).where(deployment_resource.c.deployment_id == deployment_id)
    return DeploymentView(
        row.id,
        row.deployed_at,
        row.deployed_by,
        row.note,
        [Version(one.id, one.key, one.version, one.name, one.path) for one in connection.execute(added)],
        [Resource(one.path, one.digest) for one in connection.execute(files.order_by(deployment_resource.c.path))],
    )
