"""Rights as data: who may what stands in a table, and whoever wants to know asks `Rights.allow`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.actors import ADMINISTRATOR

AUDITOR = "auditor"
SHIPPED = Path(__file__).with_name("rights.toml")


class Right(StrEnum):
    """What somebody may do; the table says who."""

    READ = "read"
    TAKE_PART = "take_part"
    KEEP_OWN = "keep_own"
    EXPORT_PORTFOLIO = "export_portfolio"
    READ_SECRET_DOCUMENTS = "read_secret_documents"  # noqa: S105 - a right, no password
    CLASSIFY_DECISIONS = "classify_decisions"
    WRITE_KNOWLEDGE = "write_knowledge"
    CHANGE_KNOWLEDGE = "change_knowledge"
    KEEP_CALLS = "keep_calls"
    MOVE_DAYS = "move_days"
    CHANGE_MANAGER = "change_manager"
    IMPORT_PROJECTS = "import_projects"
    KEEP_PROGRAMMES = "keep_programmes"
    STEER_MATTERS = "steer_matters"
    EDIT_PROCESSES = "edit_processes"
    ADD_BODIES = "add_bodies"
    KEEP_STATIONERY = "keep_stationery"
    KEEP_PEOPLE = "keep_people"
    MEND = "mend"
    READ_LOG = "read_log"
    EXPORT_LOG = "export_log"
    READ_VERIFICATION = "read_verification"
    VERIFY = "verify"
    READ_EVIDENCE = "read_evidence"
    EXPORT_EVIDENCE = "export_evidence"
    READ_RIGHTS = "read_rights"
    KEEP_PROGRAMS = "keep_programs"
    DISPOSE = "dispose"


class Verb(StrEnum):
    """The kinds of what one may do."""

    SEE = "see"
    DO = "do"
    EXPORT = "export"
    ADMINISTER = "administer"


class Scope(StrEnum):
    """The kinds of what one may do it to."""

    SITE = "site"
    MATTER = "matter"
    PROCESS = "process"
    DOCUMENT = "document"
    MEETING = "meeting"
    PERSON = "person"


class Relation(StrEnum):
    """What somebody is to the object at hand."""

    AUTHOR = "author"
    BODY = "body"
    OWNER = "owner"
    MANAGER = "manager"
    AREA_OWNER = "area_owner"
    CONVENOR = "convenor"


class Everybody(StrEnum):
    """Holders that are neither groups nor bound to an object, from the widest to the narrowest."""

    EVERYBODY = "everybody"
    PERSON = "person"
    STAFF = "staff"
    MEMBER = "member"


GROUP = "group:"


class InvalidRights(ValueError):
    """The table of rights cannot be used."""


@dataclass(frozen=True)
class Grant:
    """A row of the table."""

    right: Right
    verb: Verb
    scope: Scope
    who: frozenset[str]


@dataclass(frozen=True)
class Rights:
    """The whole table."""

    grants: Mapping[Right, Grant]

    def allow(self, right: Right, groups: frozenset[str], relations: Iterable[Relation] = ()) -> bool:
        """Whether somebody who is logged in, of these groups and these relations to the object, has the right."""
        return not self.grants[right].who.isdisjoint(holders(groups) | {str(one) for one in relations})

    @property
    def columns(self) -> list[str]:
        """Every holder that some right names, the widest first, as a matrix has them."""
        named = {holder for grant in self.grants.values() for holder in grant.who}
        known = [*Everybody, *Relation]
        return [str(one) for one in known if one in named] + sorted(named - {str(one) for one in known})


def holders(groups: frozenset[str]) -> frozenset[str]:
    """What somebody who is logged in is, whatever the object: an auditor and nothing else is no staff."""
    found = {str(Everybody.EVERYBODY), str(Everybody.PERSON), *(GROUP + group for group in groups)}
    if groups != {AUDITOR}:
        found.add(str(Everybody.STAFF))
    if groups - {AUDITOR}:
        found.add(str(Everybody.MEMBER))
    return frozenset(found)


def read_rights(path: Path = SHIPPED) -> Rights:
    """Read the table.  Raises InvalidRights with a sentence that says what is wrong."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRights(f"Expected a table of rights in {path}, but it cannot be read: {error}.") from error
    if differing := sorted(set(found) ^ set(Right)):
        raise InvalidRights(f"Expected a row for each right and no other in {path}, but {differing[0]} differs.")
    grants = {Right(key): _grant(Right(key), row) for key, row in found.items()}
    if GROUP + ADMINISTRATOR not in grants[Right.KEEP_PEOPLE].who:
        raise InvalidRights(f"Expected {GROUP}{ADMINISTRATOR} under keep_people: somebody must let people in.")
    return Rights({right: grants[right] for right in Right})


def _grant(right: Right, row: Any) -> Grant:
    try:
        grant = Grant(right, Verb(row["verb"]), Scope(row["object"]), frozenset(map(str, row["who"])))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRights(f"Expected verb, object and who under {right}, but got {row!r}.") from error
    known = {*map(str, Everybody), *map(str, Relation)}
    for holder in sorted(grant.who):
        if holder not in known and not holder.startswith(GROUP):
            raise InvalidRights(f"Expected holders as person or group:KEY under {right}, but got {holder!r}.")
    return grant
