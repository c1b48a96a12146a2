"""The audit log in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine import Event, Kind
from engine.places import Places
from webapp.asked_words import Forms
from webapp.drafting.refusals import told_obstacle
from webapp.drafting.states import Obstacle
from webapp.life_grounds import Ground, grounds_of
from webapp.lifecycle.audit_log import LogLine, definitions_used
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.phrases import Speaker
from webapp.localisation import gettext, language
from webapp.matters import matters_of
from webapp.naming import group_names, know_people, person_name, process_text
from webapp.runtime import runtime
from webapp.telling import Vocabulary, facts, tell


@dataclass(frozen=True)
class Told:
    """A line as the page shows it: who, what, of which matter or person, and with which values."""

    line: LogLine
    who: str
    for_whom: str
    sentence: str
    facts: Sequence[tuple[str, str]]
    instance_id: int
    about: str
    process: str
    grounds: Sequence[Ground] = ()


def tell_lines(connection: Connection, lines: Sequence[LogLine]) -> list[Told]:
    """The lines, with the names that they need asked for at once."""
    matters = matters_of(connection, {line.subject for line in lines if line.subject and not _person(line)})
    people = {line.actor for line in lines} | {line.on_behalf_of for line in lines if line.on_behalf_of}
    know_people(people | {person for line in lines if (person := _person(line))})
    reasons = _Reasons(connection, lines)
    return [
        _tell_step(connection, line, reasons)
        if line.place.instance_id
        else _tell_doing(line, matters.get(line.subject or ""))
        for line in lines
    ]


class _Reasons:
    """Why steps went on as they did, in the words of the forms of all versions that their instances went through."""

    def __init__(self, connection: Connection, lines: Sequence[LogLine]) -> None:
        self._connection, self._forms = connection, Forms(connection)
        self._used = definitions_used(connection, {line.place.instance_id for line in lines if _is_reasoned(line)})

    def of(self, event: Event, line: LogLine) -> list[Ground]:
        """What decided, of a step; nothing where nothing had to be decided."""
        if not _is_reasoned(line):
            return []
        # What the step's own version calls an element or a value goes before what others do.
        used = [*self._used[line.place.instance_id], *line.value.get("called", ()), event.definition_id]
        places = Places(runtime().engine.definitions, self._connection, used)
        return grounds_of(self._connection, event, places, self._forms.words(reversed(places.definitions)))


def _is_reasoned(line: LogLine) -> bool:
    followed = line.value.get("followed", ()) if line.place.instance_id and line.value else ()
    return any(what in ("condition", "rules") for _, what, _ in followed)


def _tell_step(connection: Connection, line: LogLine, reasons: _Reasons) -> Told:
    number = line.definition_id or 0
    process = runtime().engine.definitions.get(connection, number)
    event = Event(
        line.place.sequence, line.place.at, Kind(line.kind), line.actor, line.on_behalf_of, number, process.name,
        line.version or 0, line.element, "", line.value, line.hash,
    )  # fmt: skip
    told = tell(event, Vocabulary([process]))
    name = f"{process_text(connection, number, process.name)} {line.version}"
    return Told(
        line, person_name(line.actor), person_name(line.on_behalf_of), told.sentence, told.facts,
        line.place.instance_id, line.title, name, reasons.of(event, line),
    )  # fmt: skip


def _tell_doing(line: LogLine, matter: tuple[int, str] | None) -> Told:
    who = gettext("somebody who had not logged in") if line.actor == "stranger" else person_name(line.actor)
    person = _person(line)
    number, about = matter or (0, person_name(person) if person else _about(line.subject))
    return Told(line, who, person_name(line.on_behalf_of), doing_name(line.kind), _facts(line.value), number, about, "")


def _about(subject: str | None) -> str:
    return gettext("the whole log") if subject == "log" else subject or ""


def _person(line: LogLine) -> str:
    kind, _, name = (line.subject or "").partition("/")
    return name if kind == "person" else ""


def _facts(value: Any) -> list[tuple[str, str]]:
    if value is None:
        return [(gettext("Values"), gettext("erased"))]
    if "obstacle" in value:
        why = told_obstacle(Obstacle(value["obstacle"]), value["what"], Speaker(language()))
        return [(gettext("Reason"), why)]
    told = {"groups": gettext("Groups"), "before": gettext("Groups before"), "after": gettext("Groups after")}
    told |= {"address": gettext("Network address"), "note": gettext("Note"), "files": gettext("SHA-256 of the files")}
    told |= {
        "format": gettext("File format"),
        "rows": gettext("Rows"),
        "letters": gettext("Letters"),
        "reason": gettext("Reason"),
    }
    told |= {"way": gettext("Way of logging in"), "page": gettext("Page")}
    told |= {"openness_before": gettext("Openness before"), "openness_after": gettext("Openness after")}
    return facts({told.get(key, key): _said(key, one) for key, one in value.items()})


def _said(key: str, value: Any) -> Any:
    if key in {"groups", "before", "after"}:
        return ", ".join(group_names(value)) or "–"
    return page_name(value) if key == "page" else value


def doing_name(kind: str) -> str:
    """What somebody did, as a sentence without its subject."""
    return {
        Doing.LOGGED_IN: gettext("Logged in"),
        Doing.LOG_IN_FAILED: gettext("Wrong password at log-in"),
        Doing.CODE_FAILED: gettext("Wrong code at log-in"),
        Doing.FACTOR_ADDED: gettext("Second step at log-in put into use"),
        Doing.FACTOR_REMOVED: gettext("Second step at log-in given up"),
        Doing.CODES_RENEWED: gettext("New recovery codes made"),
        Doing.LOGGED_OUT: gettext("Logged out"),
        Doing.LOGGED_OUT_EVERYWHERE: gettext("Logged out on every device"),
        Doing.SESSION_ENDED: gettext("Session of another device ended"),
        Doing.PASSWORD_CHANGED: gettext("Password changed"),
        Doing.IDENTITY_LINKED: gettext("Account linked with the log-in service"),
        Doing.INVITED: gettext("Person invited"),
        Doing.GROUPS_CHANGED: gettext("Groups changed"),
        Doing.PARTICIPATION_CHANGED: gettext("Way to take part in meetings changed"),
        Doing.ACCOUNT_ENDED: gettext("Account ended"),
        Doing.PSEUDONYMISED: gettext("Person's name erased"),
        Doing.ACCOUNT_OPENED: gettext("Account opened again"),
        Doing.VIEWED: gettext("Personal data viewed"),
        Doing.EXPORTED: gettext("Data exported"),
        Doing.DEPLOYED: gettext("Processes put into use"),
        Doing.SUBMITTED: gettext("Draft sent to be published"),
        Doing.APPROVED: gettext("Draft approved"),
        Doing.REFUSED: gettext("Draft sent back"),
        Doing.HINDERED: gettext("Draft not published when its time came"),
        Doing.DIARY_NUMBER_KEPT: gettext("Diary number written down"),
        Doing.DIARY_NUMBER_GIVEN: gettext("Diary number given"),
        Doing.DECISION_CLASSIFIED: gettext("Openness of a decision changed"),
        Doing.HELD: gettext("Matter held back from disposal"),
        Doing.HOLD_LIFTED: gettext("Hold on a matter lifted"),
        Doing.DISPOSED: gettext("Disposed of"),
        Doing.VERIFIED: gettext("History verified"),
        Doing.SERVICE_ACCOUNT_MADE: gettext("Service account made"),
        Doing.SERVICE_ACCOUNT_CHANGED: gettext("Service account changed"),
        Doing.SERVICE_ACCOUNT_ENDED: gettext("Service account ended"),
        Doing.TOKEN_MADE: gettext("Token made"),
        Doing.TOKEN_REVOKED: gettext("Token revoked"),
        Doing.WEB_HOOK_MADE: gettext("Web hook made"),
        Doing.WEB_HOOK_SECRET_CHANGED: gettext("Web hook got a new secret"),
        Doing.WEB_HOOK_ENDED: gettext("Web hook ended"),
        Doing.RESTORED: gettext("A backup was put back"),
        Doing.HELD_STILL: gettext("Timers and letters held still"),
        Doing.LET_GO_ON: gettext("Timers and letters let go on"),
        Doing.LETTERS_DROPPED: gettext("Letters left out that had gathered"),
        Doing.BLANKED: gettext("Made a copy for training"),
        Doing.TRIED_NOW: gettext("Outbox tried at once"),
    }.get(Doing(kind), kind)


def page_name(page: str) -> str:
    """What readers call a page on which somebody looked at personal data; other words stand for themselves."""
    return {
        "person": gettext("The person's page"),
        "data": gettext("Personal data"),
        "deputies": gettext("Absences and deputies"),
        "hand over": gettext("Hand over tasks"),
        "idea": gettext("The idea's page"),
        "history": gettext("The interface for programs"),
    }.get(page, page)


def kind_names() -> dict[str, str]:
    """Every kind of line, by its word in the log, with what people call it."""
    steps = {
        Kind.STARTED: gettext("Instance begun"),
        Kind.COMPLETED: gettext("Task done"),
        Kind.MESSAGE: gettext("Message received"),
        Kind.SIGNAL: gettext("Signal received"),
        Kind.TIMER: gettext("Time was up"),
        Kind.RETRIED: gettext("Tried again after a disturbance"),
        Kind.CANCELLED: gettext("Ended before its end"),
        Kind.SUSPENDED: gettext("Put on hold"),
        Kind.RESUMED: gettext("Let go on"),
        Kind.CLAIMED: gettext("Task taken"),
        Kind.RELEASED: gettext("Task given back"),
        Kind.HANDED_OVER: gettext("Task handed over"),
        Kind.WITHDRAWN: gettext("Task no longer needed"),
        Kind.FAILED: gettext("Could not go on"),
        Kind.UNDONE: gettext("Task undone"),
        Kind.ATTACHED: gettext("A document was added"),
        Kind.MIGRATED: gettext("Moved to another version of the process"),
        Kind.REPAIRED: gettext("Put right by hand"),
    }
    return {str(kind): name for kind, name in steps.items()} | {str(doing): doing_name(doing) for doing in Doing}
