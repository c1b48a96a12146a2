"""Verifying everything that is chained: every night by the worker, and whenever somebody asks.

The journal keeps what was found.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from engine import SYSTEM, Actor, UnitOfWork
from engine.actors import ADMINISTRATOR
from engine.audit import Flaw, read_journal_value
from engine.journal import JournalEntry, write
from engine.schema import history, journal, journal_value, seal
from engine.seals import verify_all
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.people import members_of
from webapp.lifecycle.schema import seal_stamp
from webapp.noticing import leave_letters
from webapp.runtime import Runtime
from webapp.time_stamps import verify_stamps

MOST_TOLD = 50
"""How many flaws an entry of the journal names; the first of a hundred lead to the rest."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verification:
    """What a verification found, and when; `places` name the first flaws, each with its sentence."""

    at: datetime
    by: str
    entries: int
    flaws: int
    places: Sequence[tuple[str, str]]
    milliseconds: int


@dataclass(frozen=True)
class KeptSeal:
    """A seal's line to keep elsewhere, and the time stamp it was given, if it was."""

    line: str
    stamped_at: datetime | None
    authority: str | None


def verify_history(here: Runtime, by: Actor = SYSTEM) -> list[Flaw]:
    """Verify histories, journal, deployments and seals; what is found is written into the journal, and logged."""
    began = time.monotonic()
    with here.database.read() as connection:
        flaws = [*verify_all(connection), *verify_stamps(connection, here.config)]
        entries = _count(connection)
    value = {
        "entries": entries,
        "flaws": len(flaws),
        "places": [[flaw.place, flaw.sentence] for flaw in flaws[:MOST_TOLD]],
        "milliseconds": round((time.monotonic() - began) * 1000),
    }
    entry = JournalEntry(Doing.VERIFIED, here.clock.now(), by, "log", value)
    here.database.transact(lambda unit: _write(here, unit, entry, flaws))
    for flaw in flaws[:MOST_TOLD]:
        _log.error("%s: %s", flaw.place, flaw.sentence)
    return flaws


def _write(here: Runtime, unit: UnitOfWork, entry: JournalEntry, flaws: Sequence[Flaw]) -> None:
    """What was found; administrators are told once of the same finding, however many nights it is found again."""
    if flaws:
        connection = unit.write()
        places = "\n".join(sorted({flaw.place for flaw in flaws}))
        number = int.from_bytes(hashlib.sha256(places.encode()).digest()[:6])
        administrators = members_of(connection, ADMINISTRATOR, here.today())
        told = [Telling(person, Kind.DISTURBANCE, f"altered/{number}", once=True) for person in administrators]
        leave_letters(connection, tell(connection, told, entry.at), entry.at)
    write(unit.write(), entry)


def last_verifications(connection: Connection, most: int = 10) -> list[Verification]:
    """The last ones, the newest first; those whose values were erased are left out."""
    rows = connection.execute(
        select(journal.c.at, journal.c.actor, journal_value.c.content)
        .join(journal_value, journal_value.c.sequence == journal.c.sequence)
        .where(journal.c.subject == "log", journal.c.kind == str(Doing.VERIFIED), journal_value.c.content.is_not(None))
        .order_by(journal.c.sequence.desc())
        .limit(most)
    )
    found = []
    for row in rows:
        value = read_journal_value(row.content)
        places = [(place, sentence) for place, sentence in value["places"]]
        counts = value["entries"], value["flaws"]
        found.append(Verification(row.at, row.actor, *counts, places, value["milliseconds"]))
    return found


def last_seals(connection: Connection, most: int = 10) -> list[KeptSeal]:
    """The last seals, the newest first."""
    rows = connection.execute(
        select(seal.c.id, seal.c.at, seal.c.hash, seal_stamp.c.at.label("stamped_at"), seal_stamp.c.authority)
        .outerjoin(seal_stamp, seal_stamp.c.seal_id == seal.c.id)
        .order_by(seal.c.id.desc())
        .limit(most)
    )
    return [
        KeptSeal(f"{row.id} {row.at.isoformat(timespec='seconds')} {row.hash.hex()}", row.stamped_at, row.authority)
        for row in rows
    ]


def _count(connection: Connection) -> int:
    counts = (connection.scalar(select(func.count()).select_from(table)) for table in (history, journal))
    return sum(count or 0 for count in counts)
