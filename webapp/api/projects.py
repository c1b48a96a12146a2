"""Projects and the ideas on their way, with the portfolio's columns."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from sqlalchemy import RowMapping

from webapp.accounts.service_accounts import Scope
from webapp.api.operations import Call, operation, say
from webapp.api.paging import USUAL, Limit, Place, next_page
from webapp.api.problems import Refused
from webapp.api.shapes import LARGEST, Limits
from webapp.lifecycle.portfolio import Filters, one_project, page
from webapp.localisation import gettext
from webapp.runtime import runtime

Text = Annotated[str, Limits(longest=200)]
Digits = Annotated[str, Limits(pattern="^[0-9]{1,9}$", description="The number of a classification.")]
Year = Annotated[str, Limits(pattern="^[12][0-9]{3}$", description="In which it runs.")]


@dataclass(frozen=True)
class Project:
    """A project, or an idea (`kind`); sums are euros."""

    kind: str
    id: int
    name: str
    acronym: str | None
    area: str | None
    status: str
    origin: str
    manager: str | None
    implementer: str | None
    summary: str | None
    project_code: str | None
    instance_id: int | None
    phase: str | None
    phase_since: datetime | None
    starts_on: date | None
    ends_on: date | None
    started_on: date | None
    ended_on: date | None
    total_cost: Decimal | None
    applied: Decimal | None
    granted: Decimal | None
    granted_elsewhere: Decimal | None
    spent: Decimal | None
    report_due: date | None


@dataclass(frozen=True)
class ProjectPage:
    """Some projects and ideas, and the address of those that follow."""

    items: list[Project]
    next: str | None


@dataclass(frozen=True)
class ProjectsQuery:
    """The portfolio's filters; all that are given must hold."""

    q: Text = ""
    kind: Literal["project", "idea", ""] = ""
    phase: Text = ""
    area: Text = ""
    status: Text = ""
    municipality: Text = ""
    programme: Digits | None = None
    strategy: Digits | None = None
    theme: Digits | None = None
    fund: Digits | None = None
    year: Year | None = None
    reports: Literal["late", "due", ""] = ""
    sort: Literal["name", "end", "cost", "wait"] = "name"
    after: Place | None = None
    limit: Limit = USUAL


_PLACES: dict[str, Callable[[str], object]] = {"name": str, "end": date.fromisoformat, "cost": Decimal, "wait": int}
"""What the values are by which each order sorts: what somebody made up is refused before a database sees it."""


@operation("GET", "/projects", say("List the projects and ideas"), Scope.READ, ProjectPage, query=ProjectsQuery)
def list_projects(call: Call) -> ProjectPage:
    """The portfolio, page by page."""
    asked: ProjectsQuery = call.query
    here, after = runtime(), _after(asked)
    names = {one.name for one in fields(Filters)}
    wanted = Filters(**{name: value or "" for name, value in asdict(asked).items() if name in names})
    with here.database.read() as connection:
        rows = page(connection, wanted, here.today(), asked.sort, after, asked.limit + 1)
    shown = rows[: asked.limit]
    last = shown[-1] if len(rows) > asked.limit else None
    following = f"{last['place']}~{last['kind']}~{last['id']}" if last else None
    return ProjectPage([_shown(row) for row in shown], next_page(following, asdict(asked)))


@operation("GET", "/projects/{project_id}", say("Read a project"), Scope.READ, Project)
def read_project(call: Call, project_id: int) -> Project:
    """One project with its money."""
    with runtime().database.read() as connection:
        row = one_project(connection, project_id)
    if row is None:
        raise Refused(404, gettext("There is no project of this number."))
    return _shown(row)


def _after(asked: ProjectsQuery) -> tuple[str, str, int] | None:
    if asked.after is None:
        return None
    value, _, rest = asked.after.partition("~")
    kind, _, number = rest.rpartition("~")
    try:
        _PLACES[asked.sort](value)
        if int(number) > LARGEST:
            raise ValueError
    except (ValueError, InvalidOperation, OverflowError):
        raise Refused(422, gettext("Go on from what the page before told.")) from None
    return value, kind, int(number)


def _shown(row: RowMapping) -> Project:
    known: dict[str, Any] = {one.name: row[one.name] for one in fields(Project)}
    return Project(**known)
