"""The desk of a process's steps: one diagram of its draft, as the pages of the table of steps have it before them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.auth import current_person
from webapp.desk_choices import Offered, offered
from webapp.desks import Desk, open_desk, told_conflict, told_findings
from webapp.drafting.drafts import EditedMeanwhile, save_file
from webapp.drafting.states import NotInThatState
from webapp.editing.document import Document
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.step_fields import Field

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class StepDesk:
    """A diagram of a draft, and what its steps can name."""

    desk: Desk
    path: str
    choices: Offered

    @property
    def content(self) -> bytes:
        """The diagram as drafted."""
        return self.desk.draft.files[self.path]

    @property
    def document(self) -> Document:
        """The diagram, read."""
        return Document(self.content, self.path)

    @property
    def diagram(self) -> str | None:
        """Which diagram it is, as addresses name it."""
        return self.desk.naming(self.path)

    def address(self, endpoint: str, **values: Any) -> str:
        """A page's address, for this diagram."""
        return url_for(endpoint, folder=self.desk.folder, diagram=self.diagram, **values)


@dataclass(frozen=True)
class StepForm:
    """A form about a step: where it is sent, what it asks, and what it says."""

    at: StepDesk
    step: str
    action: str
    heading: str
    fields: list[Field]
    tells: bool = True
    """Whether it says what the check finds in the step."""

    def show(self, errors: Mapping[str, str], conflict: str = "") -> str:
        """The page."""
        at, element = self.at, self.at.document.find_step(self.step)
        with runtime().database.read() as connection:
            found = [one for each in told_findings(connection, at.desk.draft) for one in each]
        return render_template(
            "table_form.html",
            section="definitions.index",
            desk=at.desk,
            at=at,
            heading=self.heading,
            name=element.get("name") or self.step,
            fields=self.fields,
            errors=errors,
            conflict=conflict,
            revision=at.desk.draft.revision_of(at.path),
            findings=[one for one in found if self.tells and one.file == at.path and one.id == self.step],
            action=self.action,
        )


def open_steps(folder: str) -> StepDesk:
    """The diagram that the address names, else the folder's first.  404 where there is none, 403 as `open_desk`."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        named = request.args.get("diagram")
        path = desk.diagram if named is None else f"{folder}/{named}"
        if path not in desk.diagrams:
            abort(404)
        return StepDesk(desk, path, offered(connection, desk.draft))


def typed_in(fields: list[Field]) -> list[Field]:
    """The fields with what was typed."""
    typed = request.form
    return [
        Field(one.name, one.label, typed.get(one.name, one.value).strip(), one.hint, one.choices, one.long, one.needed)
        for one in fields
    ]


def keep(at: StepDesk, content: bytes, again: Callable[[str], Answer], step: str) -> Answer:
    """Save it, from the revision that the form was made of; `again` answers where somebody was first."""
    here, by = runtime(), current_person().id
    base, now = request.form.get("revision", 0, int), runtime().clock.now()
    try:
        here.database.transact(lambda unit: save_file(unit.write(), at.desk.folder, at.path, content, base, by, now))
    except EditedMeanwhile as first:
        return again(told_conflict(first))
    except NotInThatState:
        return again(gettext("The draft waits to be published: it cannot be changed now."))
    flash(gettext("Saved in the draft."), "good")
    return back(at, step)


def back(at: StepDesk, step: str = "") -> Response:
    """To the table, at the step."""
    return redirect(at.address("table_editor.show", _anchor=step) if step else at.address("table_editor.show"), 303)


def refused(at: StepDesk, told: str) -> Answer:
    """Somebody was first, and there is no form to show again."""
    return render_template("table_refused.html", section="definitions.index", desk=at.desk, at=at, told=told), 409
