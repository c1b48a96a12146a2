"""The rows of the annual clock in the reader's language: this year's days beside last year's."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from engine.expressions import Present
from webapp.lifecycle.bodies import Convenor
from webapp.lifecycle.calendar import Clock, Occasion, State
from webapp.lifecycle.calls import FundingCall
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.schema import body as bodies
from webapp.lifecycle.schema import organisation
from webapp.lifecycle.sittings import Sitting
from webapp.localisation import day, due, gettext, local, moment
from webapp.naming import group_names, process_text
from webapp.runtime import runtime

OTHER = "other"
"""The series of what no body meets for."""


@dataclass(frozen=True)
class Side:
    """One year's half of a row: its mark's number, when, how it stands in words and as a kind, and where it leads."""

    number: int
    on: date
    when: str
    state: str
    kind: str
    begun: bool
    instance_id: int | None
    occasion: Occasion | None = None
    call: FundingCall | None = None


@dataclass(frozen=True)
class Row:
    """What has its day: what it is, whose, who calls it, this year's day and last year's."""

    what: str
    who: str
    convenes: str
    series: str
    this: Side | None
    last: Side | None

    @property
    def month(self) -> int:
        """The month that it stands under."""
        side = self.this or self.last
        return side.on.month if side else 0


class Words:
    """Names and states in the reader's language, asked for once a page."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        self.bodies: dict[str, str] = dict(list(connection.execute(select(bodies.c.key, bodies.c.name))))
        names = select(organisation.c.key, organisation.c.short_name)
        self._organisations: dict[str, str] = dict(list(connection.execute(names)))

    def what(self, one: Occasion) -> str:
        """A process's name, and which of its days."""
        if one.sitting is not None:
            return one.sitting.title
        return ": ".join(
            process_text(self._connection, one.definition_id, text) for text in (one.name, one.part) if text
        )

    def who(self, one: Occasion) -> str:
        """The body, or who answers for it as the diagram's lane says."""
        if one.body:
            return self.bodies[one.body]
        return process_text(self._connection, one.definition_id, one.lane) if one.lane else ""

    def convenor(self, convenor: Convenor | None) -> str:
        """Who calls it: an organisation by its turn, or the holders of an office."""
        if convenor is None:
            return ""
        if convenor.organisation:
            return self._organisations.get(convenor.organisation, convenor.organisation)
        return group_names([convenor.group])[0]

    def state(self, one: Occasion) -> str:
        """How it stands, in words."""
        if one.state is State.LATE and one.instance_id is None:
            return gettext("could not begin")
        if one.state is State.LATE and one.overdue_since:
            return gettext("under way, %(late)s", late=due(one.overdue_since, self._now))
        if one.state is State.LEFT_OUT and one.sitting is not None:
            return gettext("cancelled")
        if one.sitting is not None and one.state in (State.PLANNED, State.UNDER_WAY):
            return self._sitting(one.sitting)
        if one.state is State.MOVED:
            return gettext("moved from %(day)s", day=day(one.occurs_at))
        return {
            State.PLANNED: gettext("planned"),
            State.LEFT_OUT: gettext("left out"),
            State.UNDER_WAY: gettext("under way"),
            State.HELD: gettext("took place"),
        }.get(one.state, str(one.state))

    def _sitting(self, sitting: Sitting) -> str:
        if sitting.starts_at is not None and sitting.starts_at <= self._now:
            return gettext("under way")
        return {
            MeetingStatus.OPEN: gettext("being convened"),
            MeetingStatus.PLANNED: gettext("agreed"),
        }.get(sitting.status, gettext("called"))

    def call_state(self, call: FundingCall) -> str:
        """How a call stands, in words."""
        today = local(self._now).date()
        if call.closes_on < today:
            return gettext("closed")
        if call.opens_on and call.opens_on > today:
            return gettext("opens %(day)s", day=day(call.opens_on))
        return gettext("open") if call.opens_on else gettext("closes")


def rows_of(
    words: Words, this: Sequence[Occasion], last: Sequence[Occasion], calls: Sequence[FundingCall]
) -> list[Row]:
    """All rows of a year in order, its marks numbered from 1; the same turn of last year stands beside each."""
    sides = [_side(words, one) for one in this] + [_call_side(words, one) for one in calls]
    numbers = {id(side): number for number, side in enumerate(sorted(sides, key=lambda one: one.on), 1)}
    earlier = dict(zip(_turns(last), last, strict=True))
    rows = []
    for turn, one, side in zip(_turns(this), this, sides, strict=False):
        before = earlier.pop(turn, None)
        rows.append(_row(words, one, _numbered(side, numbers[id(side)]), _side(words, before) if before else None))
    rows += [_row(words, one, None, _side(words, one)) for one in earlier.values()]
    for call, side in zip(calls, sides[len(this) :], strict=True):
        about = " · ".join(part for part in (call.theme, call.fund) if part)
        rows.append(Row(f"{call.funder}: {call.name}", about, "", "call", _numbered(side, numbers[id(side)]), None))
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[int, int, int, str]:
    """By the day in the year, then as the marks are numbered."""
    side = row.this or row.last
    return (side.on.month, side.on.day, row.this.number if row.this else 0, row.what) if side else (0, 0, 0, row.what)


def when(at: datetime) -> str:
    """A day, and its time unless that is a day's beginning."""
    return day(at) if local(at).time() == datetime.min.time() else moment(at)


def _row(words: Words, one: Occasion, this: Side | None, last: Side | None) -> Row:
    return Row(words.what(one), words.who(one), words.convenor(one.convenor), one.body or OTHER, this, last)


def _side(words: Words, one: Occasion) -> Side:
    return Side(
        0, local(one.at).date(), when(one.at), words.state(one), one.state.value, one.begun, one.instance_id, one
    )


def _call_side(words: Words, call: FundingCall) -> Side:
    return Side(0, call.closes_on, day(call.closes_on), words.call_state(call), "call", True, None, None, call)


def _numbered(side: Side, number: int) -> Side:
    return Side(
        number, side.on, side.when, side.state, side.kind, side.begun, side.instance_id, side.occasion, side.call
    )


def _turns(found: Iterable[Occasion]) -> list[tuple[str, str, str | None, int]]:
    """Which one of its kind in the year each is, so that two years' rows meet."""
    counts: Counter[tuple[str, str, str | None]] = Counter()
    turns = []
    for one in found:
        # A body's meeting is the same thing whether the clock proposed it or somebody called it.
        meets = one.body is not None and (one.sitting is not None or one.key == one.body)
        kind = ("", "", one.body) if meets else (one.key, one.element, one.body)
        counts[kind] += 1
        turns.append((*kind, counts[kind]))
    return turns


def clock_of(connection: Connection) -> Clock:
    """The clock as this request finds it."""
    here = runtime()
    return Clock(connection, here.engine.definitions, Present(here.clock.now(), here.config.zone))


def zone_year(year: int) -> tuple[datetime, datetime]:
    """A year's first moment and the next one's, in the organisation's zone."""
    zone = runtime().config.zone
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
