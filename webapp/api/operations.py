"""Operations: what a program may ask for, each described where it is written; the document is read from them.

A view that changes nothing returns its answer.  A view that changes something returns what is to be done within one
transaction, so that the same request sent twice does it once (`webapp.api.repeating`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine import Actor, Request, UnitOfWork
from webapp.accounts.service_accounts import Scope

PREFIX = "/api/v1"
REFUSALS = (401, 403, 429, 500)
"""What any operation may answer."""


@dataclass(frozen=True)
class Done:
    """What came of an operation that changes something; `location` is where its result lies."""

    answer: Any
    location: str | None = None


V = TypeVar("V", bound=Callable[..., Any])
Act = Callable[[UnitOfWork], Done]


@dataclass(frozen=True)
class Call:
    """One request as its view gets it: who asks, the shapes that were read, and what makes it repeatable."""

    by: Actor
    query: Any = None
    body: Any = None
    request: Request | None = None

    @property
    def asked(self) -> Request:
        """The request's key; every operation that changes something has one."""
        if self.request is None:
            raise RuntimeError("Expected an operation that changes something, but this one only reads.")
        return self.request


@dataclass(frozen=True)
class Operation:
    """One operation: how it is reached, what it takes, and all that it may answer."""

    name: str
    method: str
    path: str
    summary: str
    scope: Scope
    view: Callable[..., Any]
    answer: Any
    query: Any = None
    body: Any = None
    takes_archive: bool = False
    status: int = 200
    refusals: tuple[int, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def statuses(self) -> list[int]:
        """Every refusal that it may answer."""
        found = {*self.refusals, *REFUSALS}
        if self.changes:
            found |= {400, 422, 503}
        if self.query is not None:
            found.add(422)
        if self.body is not None or self.takes_archive:
            found |= {413, 415}
        if "{" in self.path:
            found.add(404)
        return sorted(found)


OPERATIONS: list[Operation] = []
"""All of them, in the order of the document."""


def say(text: str) -> str:
    """Mark a text that is translated when it is shown."""
    return text


def operation(method: str, path: str, summary: str, scope: Scope, answer: Any, **more: Any) -> Callable[[V], V]:
    """Make a view an operation; `more` are the fields of Operation."""

    def register(view: V) -> V:
        OPERATIONS.append(Operation(view.__name__, method, path, summary, scope, view, answer, **more))
        return view

    return register
