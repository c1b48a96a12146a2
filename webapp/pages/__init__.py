"""One module a page.  This list is the application's table of contents."""

from dataclasses import dataclass

from webapp.auth import current_person
from webapp.localisation import gettext
from webapp.pages import (
    accessibility,
    account,
    administration,
    appropriation,
    audit_log,
    beginnings,
    calendar,
    calls,
    comments,
    comparison,
    definitions,
    deputies,
    diagram_editor,
    drafts,
    evidence,
    feeds,
    filters,
    follow,
    form_fields,
    forms,
    handing_over,
    health,
    ideas,
    imports,
    inbox,
    instances,
    intake,
    interface,
    knowledge,
    languages,
    login,
    managers,
    meeting_run,
    meetings,
    migration,
    notices,
    occurrences,
    outlook,
    passwords,
    people,
    portfolio,
    preparations,
    programmes,
    publishing,
    questions,
    quick_idea,
    remarks,
    results,
    roles,
    search,
    selected,
    service_accounts,
    sheets,
    sources,
    start,
    stationery,
    table_additions,
    table_columns,
    table_editor,
    tables,
    tasks,
    trial_forms,
    trial_tests,
    trials,
    uploads,
    verification,
    web_hooks,
)

BLUEPRINTS = (
    login.bp,
    passwords.bp,
    account.bp,
    notices.bp,
    deputies.bp,
    handing_over.bp,
    uploads.bp,
    stationery.bp,
    languages.bp,
    inbox.bp,
    filters.bp,
    selected.bp,
    search.bp,
    questions.bp,
    quick_idea.bp,
    tasks.bp,
    comments.bp,
    start.bp,
    instances.bp,
    managers.bp,
    ideas.bp,
    intake.bp,
    follow.bp,
    calendar.bp,
    calls.bp,
    feeds.bp,
    meetings.bp,
    meeting_run.bp,
    knowledge.bp,
    portfolio.bp,
    appropriation.bp,
    imports.bp,
    programmes.bp,
    results.bp,
    sheets.bp,
    preparations.bp,
    occurrences.bp,
    definitions.bp,
    migration.bp,
    drafts.bp,
    diagram_editor.bp,
    table_editor.bp,
    comparison.bp,
    sources.bp,
    trial_forms.bp,
    trial_tests.bp,
    trials.bp,
    outlook.bp,
    forms.bp,
    form_fields.bp,
    table_additions.bp,
    table_columns.bp,
    tables.bp,
    publishing.bp,
    remarks.bp,
    beginnings.bp,
    roles.bp,
    people.bp,
    service_accounts.bp,
    web_hooks.bp,
    interface.bp,
    administration.bp,
    audit_log.bp,
    evidence.bp,
    verification.bp,
    accessibility.bp,
    health.bp,
)


@dataclass(frozen=True)
class Entry:
    """An entry of the main menu; `pages` are what lies under it, its own page first, by endpoint."""

    endpoint: str
    label: str
    pages: tuple[tuple[str, str], ...] = ()

    def leads_to(self, section: str) -> bool:
        """Whether a page belongs here."""
        return section == self.endpoint or section in dict(self.pages)


def menu() -> list[Entry]:
    """The main menu of the person who is here: short enough for one line."""
    entries = [
        Entry("inbox.show", gettext("My tasks")),
        Entry("start.show", gettext("Start")),
        Entry(
            "instances.index",
            gettext("Projects and ideas"),
            (
                ("instances.index", gettext("Projects")),
                ("ideas.index", gettext("Ideas")),
                ("portfolio.index", gettext("Portfolio")),
            ),
        ),
        Entry("calendar.show", gettext("Annual clock")),
        Entry("meetings.index", gettext("Meetings")),
        Entry("knowledge.index", gettext("Knowledge bank")),
        Entry(
            "definitions.index",
            gettext("Processes"),
            (("definitions.index", gettext("Processes")), ("roles.index", gettext("Roles"))),
        ),
    ]
    if current_person().is_administrator:
        entries.append(
            Entry(
                "people.index",
                gettext("Administration"),
                (
                    ("people.index", gettext("People")),
                    ("programmes.index", gettext("Programmes")),
                    ("stationery.index", gettext("Templates of papers")),
                    ("administration.index", gettext("Disturbances")),
                    ("audit_log.show", gettext("Audit log")),
                    ("service_accounts.index", gettext("Service accounts")),
                    ("web_hooks.index", gettext("Web hooks")),
                ),
            )
        )
    return entries
