"""Definitions: what was deployed, found again by its number, parsed once and kept.

A definition is one version of one process, with the diagram, forms, tables and texts it was deployed with.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from engine.decisions import Model, parse_decisions
from engine.errors import NotFound
from engine.flows import Flow, read_flows, read_repeated
from engine.forms import Form, parse_form
from engine.resources import decision_path, folder_of, form_path, imports_for
from engine.schema import definition, deployment_resource, resource
from engine.spiff import Call, Process, parse
from engine.statements import Statement
from engine.texts import Texts, parse_texts

KEPT = 256
"""How many parsed definitions stay in memory."""

NO_TEXTS = Texts({})

_BY_ID = Statement(select(definition).where(definition.c.id == bindparam("id")))
_NEWEST = Statement(
    select(definition.c.id).where(definition.c.key == bindparam("key")).order_by(definition.c.version.desc()).limit(1)
)
_AT_DEPLOYMENT = Statement(
    select(definition.c.id)
    .where(definition.c.key == bindparam("key"), definition.c.deployment_id <= bindparam("deployment_id"))
    .order_by(definition.c.version.desc())
    .limit(1)
)
_VERSION = Statement(
    select(definition.c.id).where(definition.c.key == bindparam("key"), definition.c.version == bindparam("version"))
)
_RESOURCES = Statement(
    select(deployment_resource.c.path, resource.c.content)
    .join(resource, resource.c.digest == deployment_resource.c.digest)
    .where(deployment_resource.c.deployment_id == bindparam("deployment_id"))
)


@dataclass(frozen=True)
class Definition:
    """One version of a process, and what it uses."""

    id: int
    key: str
    version: int
    deployment_id: int
    name: str
    path: str
    process: Process
    resources: Mapping[str, bytes]
    """By path; all of its deployment's, for a table or a form may be shared between folders."""

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms that its user tasks name, by key; a key without a form is absent."""
        paths = {key: form_path(key, self.resources, self.folder) for key in self.process.forms}
        return {key: parse_form(self.resources[path], path) for key, path in paths.items() if path is not None}

    @cached_property
    def texts(self) -> Texts:
        """The diagram's and the forms' texts in other languages."""
        mine = {path: content for path, content in self.resources.items() if folder_of(path) == self.folder}
        return parse_texts(mine).get(self.folder, NO_TEXTS)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The sequence flows of its diagram."""
        return read_flows(self.resources[self.path], self.path)

    @cached_property
    def repeated(self) -> Mapping[str, bool]:
        """The activities that are done several times; True: one after the other."""
        return read_repeated(self.resources[self.path], self.path)

    @property
    def folder(self) -> str:
        """Where its diagram lies; empty for the top."""
        return folder_of(self.path)

    def decision_model(self, name: str) -> Model:
        """The tables and graphs that hold a decision.

        Raises NotFound when the deployment has none, DecisionError when they cannot be read.
        """
        if name not in self._models:
            path = decision_path(name, self.resources, self.folder)
            if path is None:
                raise NotFound(f"Expected a decision {name!r} in the deployment of {self.path}, but there is none.")
            self._models[name] = parse_decisions(self.resources[path], path, imports_for(self.resources, path))
        return self._models[name]

    @cached_property
    def _models(self) -> dict[str, Model]:
        return {}

    def form(self, key: str) -> Form:
        """The form with a key.

        Raises NotFound when the deployment has none.
        """
        try:
            return self.forms[key]
        except KeyError:
            raise NotFound(f"Expected a form {key!r} in the deployment of {self.path}, but there is none.") from None


class Definitions:
    """Reads definitions, and remembers the last ones used: they are never altered."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Definition] = OrderedDict()
        self._lock = Lock()

    def get(self, connection: Connection, definition_id: int) -> Definition:
        """The definition with a number.

        Raises NotFound when there is none.
        """
        with self._lock:
            known = self._kept.get(definition_id)
            if known is not None:
                self._kept.move_to_end(definition_id)
                return known
        read = _read(connection, definition_id)
        with self._lock:
            # Another thread may have read it meanwhile: all must share one, for its specs are compared by identity.
            read = self._kept.setdefault(definition_id, read)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return read

    def newest(self, connection: Connection, key: str) -> int:
        """The number of the newest version of a process.

        Raises NotFound when it was never deployed.
        """
        return _only(
            _NEWEST.rows(connection, key=key), f"Expected a deployed process, but there is none named {key!r}."
        )

    def called(self, connection: Connection, caller_id: int, call: Call) -> int:
        """The definition that a stage begins with: the newest, its caller's contemporary, or the version it names.

        Raises NotFound when there is none.
        """
        missing = f"Expected a deployed process {call.key!r} to call, but there is none ({call.binding})."
        if call.binding == "deployment":
            caller = self.get(connection, caller_id)
            return _only(_AT_DEPLOYMENT.rows(connection, key=call.key, deployment_id=caller.deployment_id), missing)
        if call.binding == "version":
            return _only(_VERSION.rows(connection, key=call.key, version=int(call.version or 0)), missing)
        return self.newest(connection, call.key)


def _only(rows: list[object], missing: str) -> int:
    if not rows:
        raise NotFound(missing)
    number: int = rows[0].id  # type: ignore[attr-defined]
    return number


def _read(connection: Connection, definition_id: int) -> Definition:
    found = _BY_ID.rows(connection, id=definition_id)
    if not found:
        raise NotFound(f"Expected a definition, but there is none numbered {definition_id}.")
    row = found[0]
    resources = {one.path: one.content for one in _RESOURCES.rows(connection, deployment_id=row.deployment_id)}
    process = parse({row.path: resources[row.path]})[row.key]
    return Definition(row.id, row.key, row.version, row.deployment_id, row.name, row.path, process, resources)
