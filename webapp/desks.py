"""The desk of a process: its draft, for those who may change it, and what the check says of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, url_for
from sqlalchemy import Connection

from engine.feel import FeelError
from engine.lint import Finding, Severity
from webapp.auth import current_person, demand
from webapp.drafting.drafts import Draft, EditedMeanwhile, read_draft
from webapp.drafting.names import name_in_files, said
from webapp.drafting.owners import owner_of, relations
from webapp.drafting.publishing import findings_of
from webapp.drafting.refusals import told_refusal
from webapp.lifecycle.phrases import Speaker
from webapp.localisation import gettext, language, moment
from webapp.naming import person_name, recall_names
from webapp.rights import Right
from webapp.runtime import runtime


@dataclass(frozen=True)
class Desk:
    """A folder's draft as its owner has it before them."""

    draft: Draft
    name: str
    owner: str | None

    @property
    def folder(self) -> str:
        """The folder, as addresses name it."""
        return self.draft.folder

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """The desk's pages: endpoint (which takes `folder`), label."""
        return [
            ("drafts.show", gettext("Files")),
            ("diagram_editor.show", gettext("Drawing")),
            ("table_editor.show", gettext("Steps")),
            ("forms.index", gettext("Forms")),
            ("tables.index", gettext("Tables")),
            ("comparison.show", gettext("Compare")),
            ("trials.show", gettext("Try")),
            ("publishing.show", gettext("Publish")),
            ("migration.show", gettext("Running cases")),
        ]

    def text(self, text: str) -> str:
        """A text of the folder's diagrams or forms in the language of the page, as the draft has it."""
        return said(self.draft, text, language())

    @property
    def refusal(self) -> str:
        """Why the draft came back; empty where it did not."""
        return told_refusal(self.draft, Speaker(language()))

    @property
    def diagrams(self) -> list[str]:
        """The paths of the folder's diagrams."""
        return sorted(path for path in self.draft.files if path.endswith(".bpmn"))

    @property
    def diagram(self) -> str | None:
        """The path of the folder's first diagram."""
        return next(iter(self.diagrams), None)

    def naming(self, path: str) -> str | None:
        """A diagram's name as addresses have it; None for the folder's first, which needs no naming."""
        return None if path == self.diagram else path.rpartition("/")[2]

    def choose_diagram(self, endpoint: str, here: str) -> list[tuple[str, str, bool]]:
        """Where there are more than one: the name of each, its address, and whether it is this one."""
        named = [
            (path.rpartition("/")[2], url_for(endpoint, folder=self.folder, diagram=self.naming(path)), path == here)
            for path in self.diagrams
        ]
        return named if len(named) > 1 else []


def open_desk(connection: Connection, folder: str) -> Desk:
    """A folder's desk.  404 where nothing is deployed or drafted there, 403 for whoever may not change it."""
    draft = read_draft(connection, folder)
    if not draft.deployed and not draft.id:
        abort(404)
    definitions = runtime().engine.definitions
    demand(Right.EDIT_PROCESSES, *relations(connection, definitions, current_person().groups, folder))
    return Desk(draft, name_of(draft), owner_of(connection, definitions, folder))


def name_of(draft: Draft) -> str:
    """What people call a folder in the language of the page."""
    return said(draft, name_in_files(draft), language())


def told_findings(connection: Connection, draft: Draft) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """What the check says in the language of the page: errors, which keep the draft from being published; warnings."""
    found = [one.in_language(language()) for one in findings_of(connection, runtime().engine, draft)]
    errors = [one for one in found if one.severity is Severity.ERROR]
    return errors, [one for one in found if one.severity is not Severity.ERROR]


def told_feel(error: FeelError) -> str:
    """What the reader of FEEL says, in the language of the page, as a sentence."""
    return f"{error.in_language(language()).rstrip('.')}."


def told_conflict(first: EditedMeanwhile) -> str:
    """Who was first, and when, for whoever finds that another has saved what they were changing."""
    if first.by is None or first.at is None:
        return gettext("Somebody saved this file while you were typing. What you typed is below, and was not saved.")
    recall_names([], [first.by])
    return gettext(
        "%(name)s saved this file at %(moment)s, while you were typing. What you typed is below, and was not saved.",
        name=person_name(first.by),
        moment=moment(first.at),
    )
