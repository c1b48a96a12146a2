"""What happened to a matter beside its histories, in the reader's language; and how long things took."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from webapp.lifecycle.lives import Fact, FactKind, Gathering
from webapp.localisation import day, gettext, moment, ngettext, number
from webapp.naming import person_name
from webapp.runtime import runtime
from webapp.sittings import ANY_KIND, criterion_names, outcome_names
from webapp.telling import options_of

RECOMMENDATION = "meeting", "give_opinion", "recommendation"
DECIDER = "funding", "decide_share", "legal_decider"
"""Which form offers the words: process, task and field."""

_MOST_MINUTES, _MOST_HOURS = timedelta(hours=2), timedelta(days=2)


@dataclass
class Bodies:
    """The words of bodies: their outcomes, criteria and recommendations; each asked for once a page."""

    connection: Connection
    _outcomes: dict[str, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    _criteria: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _choices: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)

    def outcome(self, fact: Fact) -> str:
        """What a body's answer is called."""
        said = str(fact.values.get("outcome") or "")
        if not fact.body:
            return said
        if fact.body not in self._outcomes:
            self._outcomes[fact.body] = outcome_names(self.connection, fact.body)
        names = self._outcomes[fact.body]
        return names.get((fact.item_kind, said)) or names.get((ANY_KIND, said)) or said

    def points(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Criterion and points."""
        if fact.body not in self._criteria:
            self._criteria[fact.body] = criterion_names(self.connection, fact.body)
        names = self._criteria[fact.body]
        asked = [*names, *(one for one in sorted(fact.points) if one not in names)]
        yield from ((names.get(one, one), number(fact.points[one])) for one in asked if one in fact.points)

    def choice(self, asked: tuple[str, str, str], value: str) -> str:
        """What an option is called that the newest version of a process asks: its key, the task and the field."""
        if asked not in self._choices:
            definitions = runtime().engine.definitions
            newest = definitions.get(self.connection, definitions.newest(self.connection, asked[0]))
            self._choices[asked] = options_of(newest, asked[1], asked[2])
        return self._choices[asked].get(value, value)


def fact_sentence(fact: Fact, bodies: Bodies) -> str:
    """What happened."""
    name = fact.meeting.title if fact.meeting else fact.body_name
    match fact.kind:
        case FactKind.PROPOSED:
            return gettext("Brought before %(body)s: %(title)s", body=fact.body_name, title=fact.title)
        case FactKind.EXCUSED:
            return gettext("Excluded from handling it, %(body)s", body=name)
        case FactKind.OPINION:
            return gettext(
                "Opinion, %(body)s: %(said)s",
                body=name,
                said=bodies.choice(RECOMMENDATION, str(fact.values["recommendation"])),
            )
        case FactKind.ANSWERED:
            return gettext("%(body)s said: %(outcome)s", body=name, outcome=bodies.outcome(fact))
        case FactKind.WITHDRAWN:
            return gettext("Taken back from %(body)s", body=fact.body_name)
        case FactKind.DECIDED:
            return gettext("Decision recorded: %(outcome)s", outcome=_plain_outcome(fact))


def fact_values(fact: Fact, bodies: Bodies) -> Iterator[tuple[str, str]]:
    """Label and value of what belongs to it."""
    labels = {
        "statement": gettext("Statement"),
        "grounds": gettext("Grounds"),
        "conditions": gettext("Conditions"),
        "diary_number": gettext("Diary number"),
        "error": gettext("What was wrong"),
    }
    if fact.kind is FactKind.EXCUSED and not fact.values["grounds"]:
        yield labels["grounds"], gettext("not stated")
    if fact.points:
        yield from bodies.points(fact)
    yield from ((label, str(fact.values[key])) for key, label in labels.items() if fact.values.get(key))
    if fact.values.get("legal_decider"):
        yield gettext("Decider in law"), bodies.choice(DECIDER, str(fact.values["legal_decider"]))


def meeting_values(met: Gathering) -> Iterator[tuple[str, str]]:
    """Label and value of a meeting that took something up: when it was, who was there, whether they could decide."""
    if met.starts_at:
        yield gettext("Meeting"), moment(met.starts_at)
    if met.present:
        yield gettext("Present"), ", ".join(sorted(_attendee(*one) for one in met.present))
    if met.quorate is not None:
        yield gettext("Quorum"), gettext("found lawful and quorate") if met.quorate else gettext("not quorate")


def _attendee(person: str, role: str | None) -> str:
    roles = {"deputy": gettext("deputy"), "expert": gettext("expert")}
    return f"{person_name(person)} ({roles[role]})" if role in roles else person_name(person)


def _plain_outcome(fact: Fact) -> str:
    told = {"granted": gettext("granted"), "refused": gettext("refused")}
    return told.get(fact.values["outcome"], str(fact.values["outcome"]))


def duration(length: timedelta) -> str:
    """How long something took, in words: "12 days", "3 hours", "less than a minute"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return gettext("less than a minute")
    if length < _MOST_MINUTES:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes)
    if length < _MOST_HOURS:
        return ngettext("%(count)s hour", "%(count)s hours", minutes // 60)
    return ngettext("%(count)s day", "%(count)s days", length.days)


def when(at: datetime, whole_day: bool) -> str:
    """A moment, or a day where no more is known."""
    return day(at) if whole_day else moment(at)
