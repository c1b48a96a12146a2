"""The filters of the inbox: what an address asks for, and the rows of a tab that are of that kind.

A tab is walked in its own order until a page is full; what nobody can look up by an index is compared here, in the
reader's language, and the walk ends after MOST rows: the page then says so, and goes on from there when asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import Connection

from engine import Actor, Row, Tab
from engine.definitions import Definitions
from webapp.lifecycle.people import names_of
from webapp.lifecycle.stems import stems
from webapp.localisation import language, local
from webapp.naming import process_text
from webapp.processes import newest_ids
from webapp.runtime import runtime

PAGE = 25
BATCH = 400
MOST = 2_000
"""How many rows one request looks at."""

FORMS_BATCH, MOST_WITH_FORMS = 100, 300
"""The same where what was written in forms is read as well."""

MOST_ANSWERS = 1_000
"""How many answered forms of a batch are read, the newest first."""

LONGEST = 200
DUES = ("late", "week", "none")
_EPOCH_MICROS = 1_000_000
_NO_DATE = 2**63 - 1


@dataclass(frozen=True)
class Sieve:
    """What a list is narrowed down to; an empty text narrows nothing."""

    q: str = ""
    forms: str = ""
    process: str = ""
    phase: str = ""
    group: str = ""
    due: str = ""
    unread: str = ""

    def given(self) -> dict[str, str]:
        """What is asked for, as the address has it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def narrows(self) -> bool:
        """Whether any row may be left out."""
        return any(value for name, value in self.given().items() if name != "forms")


@dataclass(frozen=True)
class Sifted:
    """A page; `after` is what to ask for the next one; `unfinished`: the walk ended before the page was full."""

    rows: Sequence[Row]
    after: str | None
    unfinished: bool = False


@dataclass(frozen=True)
class Walk:
    """A tab of a person's inbox, and the business keys that the person answers for."""

    connection: Connection
    by: Actor
    tab: Tab
    followed: Sequence[str] = ()

    def page(self, after: str | None, limit: int) -> tuple[tuple[Row, ...], str | None]:
        """Some rows, and what to ask for the next ones."""
        engine = runtime().engine
        page = engine.inbox(self.connection, self.by, self.tab, after=after, limit=limit, followed=self.followed)
        return page.rows, page.after


def read_sieve(arguments: Mapping[str, str]) -> Sieve:
    """What an address asks for; what it cannot mean narrows nothing."""
    values = {one.name: arguments.get(one.name, "").strip()[:LONGEST] for one in fields(Sieve)}
    values["due"] = values["due"] if values["due"] in DUES else ""
    return Sieve(**values)


def sift(walk: Walk, sieve: Sieve, after: str | None) -> Sifted:
    """A page of the rows that the sieve lets through."""
    if not sieve.narrows:
        rows, following = walk.page(after, PAGE)
        return Sifted(rows, following)
    now = runtime().clock.now()
    in_forms = bool(sieve.q and sieve.forms)
    batch, most = (FORMS_BATCH, MOST_WITH_FORMS) if in_forms else (BATCH, MOST)
    found: list[Row] = []
    place = after or _beginning(walk.tab, sieve, now)
    for _ in range(most // batch):
        rows, following = walk.page(place, batch)
        for row in _passing(walk.connection, sieve, rows, now):
            if len(found) == PAGE:
                return Sifted(found, found[-1].place)
            found.append(row)
        if following is None or _is_past(sieve, rows, now):
            return Sifted(found, None)
        place = following
    return Sifted(found, place, unfinished=True)


@lru_cache(maxsize=16)
def choices(definitions: Definitions, numbers: tuple[int, ...], spoken: str) -> dict[str, dict[str, str]]:
    """The processes and phases of some definitions, by key, their names in a language."""
    processes, phases = {}, {}
    with runtime().database.read() as connection:
        for one in (definitions.get(connection, number) for number in numbers):
            processes[one.key] = one.texts.text(spoken, one.name)
            for element in one.process.elements.values():
                if phase := element.properties.get("phase"):
                    phases[phase] = one.texts.text(spoken, phase)
    return {"process": _by_name(processes), "phase": _by_name(phases)}


def offered(connection: Connection) -> dict[str, dict[str, str]]:
    """The processes and phases that can be chosen, by key."""
    return choices(runtime().engine.definitions, tuple(newest_ids(connection)), language())


def _by_name(names: dict[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))


def _beginning(tab: Tab, sieve: Sieve, now: datetime) -> str | None:
    """Where the walk begins: due dates are what the tabs of open tasks go by."""
    if tab == "done" or sieve.due in {"", "late"}:
        return None
    return f"{_NO_DATE}.0" if sieve.due == "none" else f"{int(now.timestamp()) * _EPOCH_MICROS}.0"


def _is_past(sieve: Sieve, rows: Sequence[Row], now: datetime) -> bool:
    """Whether no later row can be due as it is asked."""
    limits = {"late": now, "week": _week_ends(now)}
    if not rows or sieve.due not in limits:
        return False
    last = rows[-1].due_at
    return last is None or last >= limits[sieve.due]


def _passing(connection: Connection, sieve: Sieve, rows: Sequence[Row], now: datetime) -> Iterator[Row]:
    texts = _Texts(connection, sieve, rows) if sieve.q else None
    for row in rows:
        if (
            _is_of_kind(connection, sieve, row)
            and _is_due(sieve.due, row.due_at, now)
            and (not texts or texts.hold(row))
        ):
            yield row


def _is_of_kind(connection: Connection, sieve: Sieve, row: Row) -> bool:
    if sieve.phase and row.phase != sieve.phase:
        return False
    if sieve.group and f"group:{sieve.group}" not in row.audience:
        return False
    if sieve.unread and not row.unread:
        return False
    return not sieve.process or sieve.process in _processes(connection, row)


def _processes(connection: Connection, row: Row) -> set[str]:
    """The keys of the process that a task is in, and of the one that called it."""
    definitions = runtime().engine.definitions
    return {definitions.get(connection, number).key for number in {row.definition_id, row.process_id}}


def _is_due(asked: str, due_at: datetime | None, now: datetime) -> bool:
    if not asked:
        return True
    if due_at is None:
        return asked == "none"
    return due_at < now if asked == "late" else asked == "week" and now <= due_at < _week_ends(now)


def _week_ends(now: datetime) -> datetime:
    """The first moment of next Monday, in the organisation's zone."""
    today = local(now).date()
    monday = today + timedelta(days=7 - today.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=runtime().config.zone)


class _Texts:
    """What the rows of a batch say, for the words that are looked for: all must be there, in whatever form."""

    def __init__(self, connection: Connection, sieve: Sieve, rows: Sequence[Row]) -> None:
        self._connection = connection
        self._words = sieve.q.casefold().split()
        self._people = names_of(connection, {row.assignee for row in rows if row.assignee})
        numbers = {row.instance_id for row in rows} if sieve.forms else set()
        self._answers = runtime().engine.answers(connection, numbers, MOST_ANSWERS) if numbers else {}

    def hold(self, row: Row) -> bool:
        name = process_text(self._connection, row.definition_id, row.name)
        person = self._people.get(row.assignee or "", "")
        said = [name, row.subject or "", row.title, person, *self._answers.get(row.instance_id, ())]
        text = "\n".join(said).casefold()
        missing = [word for word in self._words if word not in text]
        return not missing or set(stems(" ".join(missing), "fi")) <= set(stems(text, "fi"))
