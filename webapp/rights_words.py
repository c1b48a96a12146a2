"""The table of rights in the reader's language."""

from collections.abc import Iterable, Mapping

from webapp.localisation import gettext
from webapp.naming import names_by_key
from webapp.rights import GROUP, Everybody, Relation, Right, Scope, Verb


def verb_names() -> Mapping[Verb, str]:
    """What kind of right it is."""
    return {
        Verb.SEE: gettext("see"),
        Verb.DO: gettext("do"),
        Verb.EXPORT: gettext("export"),
        Verb.ADMINISTER: gettext("administer"),
    }


def scope_names() -> Mapping[Scope, str]:
    """What a right is a right to."""
    return {
        Scope.SITE: gettext("The whole site"),
        Scope.MATTER: gettext("Projects and other matters"),
        Scope.PROCESS: gettext("Processes"),
        Scope.DOCUMENT: gettext("Documents and knowledge"),
        Scope.MEETING: gettext("Meetings and the annual clock"),
        Scope.PERSON: gettext("People"),
    }


def right_names() -> Mapping[Right, str]:
    """What somebody may do."""
    return {
        Right.READ: gettext("Read what is open to all who are logged in"),
        Right.TAKE_PART: gettext("Take part: begin matters, do tasks, comment, add documents"),
        Right.KEEP_OWN: gettext("Keep one's own account, notices, filters and deputies"),
        Right.EXPORT_PORTFOLIO: gettext("Take the portfolio out in a file"),
        Right.READ_SECRET_DOCUMENTS: gettext("Read secret documents"),
        Right.CLASSIFY_DECISIONS: gettext("Change what is public of a decision"),
        Right.WRITE_KNOWLEDGE: gettext("Write into the knowledge bank"),
        Right.CHANGE_KNOWLEDGE: gettext("Change an entry of the knowledge bank"),
        Right.KEEP_CALLS: gettext("Keep the calls of funders"),
        Right.MOVE_DAYS: gettext("Move a day of the annual clock"),
        Right.CHANGE_MANAGER: gettext("Name another project manager"),
        Right.IMPORT_PROJECTS: gettext("Bring in projects from a file"),
        Right.KEEP_PROGRAMMES: gettext("Keep programmes, and what is public of a project"),
        Right.STEER_MATTERS: gettext("Hold a matter, let it go on, end it"),
        Right.EDIT_PROCESSES: gettext("Change, try and publish a process"),
        Right.ADD_BODIES: gettext("Add a body"),
        Right.KEEP_STATIONERY: gettext("Keep the templates of papers"),
        Right.KEEP_PEOPLE: gettext("Keep people, their groups, deputies and sessions"),
        Right.MEND: gettext("See disturbances and try again"),
        Right.READ_LOG: gettext("Read the audit log"),
        Right.EXPORT_LOG: gettext("Take the audit log out in a file"),
        Right.READ_VERIFICATION: gettext("Read what verifications found"),
        Right.VERIFY: gettext("Have the history verified"),
        Right.READ_EVIDENCE: gettext("Read a matter's evidence"),
        Right.EXPORT_EVIDENCE: gettext("Take a matter's evidence out in a file"),
        Right.READ_RIGHTS: gettext("See this table"),
        Right.KEEP_PROGRAMS: gettext("Keep service accounts, tokens and web hooks"),
        Right.DISPOSE: gettext("Hold matters back from disposal, and dispose of what is due"),
    }


def holder_names(holders: Iterable[str]) -> Mapping[str, str]:
    """Whom each column of the table means."""
    named = {
        str(Everybody.EVERYBODY): gettext("everybody"),
        str(Everybody.PERSON): gettext("whoever is logged in"),
        str(Everybody.STAFF): gettext("all but those who are auditors only"),
        str(Everybody.MEMBER): gettext("members of any group but the auditors"),
        str(Relation.AUTHOR): gettext("who made it"),
        str(Relation.BODY): gettext("bodies that it comes before"),
        str(Relation.OWNER): gettext("owner of the process"),
        str(Relation.MANAGER): gettext("project manager"),
        str(Relation.AREA_OWNER): gettext("owner of the area"),
        str(Relation.CONVENOR): gettext("who calls the meeting"),
    }
    groups = [holder.removeprefix(GROUP) for holder in holders if holder.startswith(GROUP)]
    return named | {GROUP + key: name for key, name in names_by_key(groups).items()}
