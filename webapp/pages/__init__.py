"""One module a page.  This list is the application's table of contents."""

from webapp.auth import current_person
from webapp.localisation import gettext
from webapp.pages import (
    accessibility,
    account,
    administration,
    appropriation,
    calendar,
    calls,
    definitions,
    feeds,
    follow,
    health,
    ideas,
    imports,
    inbox,
    instances,
    intake,
    knowledge,
    languages,
    login,
    meeting_run,
    meetings,
    occurrences,
    passwords,
    people,
    portfolio,
    preparations,
    programmes,
    results,
    sheets,
    start,
    stationery,
    tasks,
    uploads,
)

BLUEPRINTS = (
    login.bp,
    passwords.bp,
    account.bp,
    uploads.bp,
    stationery.bp,
    languages.bp,
    inbox.bp,
    tasks.bp,
    start.bp,
    instances.bp,
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
    people.bp,
    administration.bp,
    accessibility.bp,
    health.bp,
)


def menu() -> list[tuple[str, str]]:
    """The main menu of the person who is here: endpoint and label."""
    entries = [
        ("inbox.show", gettext("My tasks")),
        ("start.show", gettext("Start")),
        ("instances.index", gettext("Projects")),
        ("ideas.index", gettext("Ideas")),
        ("calendar.show", gettext("Annual clock")),
        ("meetings.index", gettext("Meetings")),
        ("knowledge.index", gettext("Knowledge bank")),
        ("portfolio.index", gettext("Portfolio")),
        ("definitions.index", gettext("Processes")),
    ]
    if current_person().is_administrator:
        entries += [
            ("programmes.index", gettext("Programmes")),
            ("people.index", gettext("People")),
            ("administration.index", gettext("Disturbances")),
        ]
    return entries
