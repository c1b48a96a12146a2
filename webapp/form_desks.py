"""A form on its process's desk: found in the draft, saved with its translations, shown as staff will see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Connection

from engine.errors import InvalidResource
from engine.forms import FieldView, Form, parse_form
from engine.lint import Finding
from engine.texts import Texts, parse_texts
from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_findings
from webapp.drafting.drafts import save_files
from webapp.form_editing.changes import key_of
from webapp.form_editing.files import read_file, walk, written
from webapp.form_editing.kinds import Component
from webapp.form_editing.languages import changed_catalogues
from webapp.form_editing.uses import forms_of
from webapp.runtime import runtime


@dataclass(frozen=True)
class FormDesk:
    """A form of a folder's draft."""

    desk: Desk
    key: str
    path: str
    content: bytes

    @property
    def revision(self) -> int:
        """The revision of the form's file."""
        return self.desk.draft.revision_of(self.path)

    @property
    def document(self) -> Component:
        """The form's JSON."""
        return read_file(self.content, self.path)

    @property
    def form(self) -> Form:
        """The form as the engine reads it."""
        return parse_form(self.content, self.path)

    @property
    def texts(self) -> Texts | None:
        """The folder's texts in other languages; none where they cannot be read."""
        try:
            return parse_texts(self.desk.draft.files).get(self.desk.folder)
        except InvalidResource:
            return None


@dataclass(frozen=True)
class Remark:
    """What the check says of a form, and the place of the field it is about; empty where it is about none."""

    severity: str
    place: str
    name: str
    message: str


def open_form(connection: Connection, folder: str, key: str) -> FormDesk:
    """A form of a folder's draft by its id.  404 where there is none, 403 for whoever may not change it."""
    desk = open_desk(connection, folder)
    files = desk.draft.files
    path = forms_of(files).get(key)
    if path is None:
        abort(404)
    return FormDesk(desk, key, path, files[path])


def save_form(
    form: FormDesk,
    content: bytes,
    base: int,
    told: Mapping[str, Mapping[str, str]] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> None:
    """Save the form, and the translations that go with it, as one change.  Raises EditedMeanwhile.

    `told` are translations by language and Finnish text, `renamed` the Finnish texts that took another's place.
    """
    here, draft, by = runtime(), form.desk.draft, current_person().id
    catalogues = changed_catalogues(draft.files, form.path, content, told or {}, renamed or {})
    files: dict[str, tuple[bytes | None, int]] = {
        path: (changed, draft.revision_of(path)) for path, changed in catalogues.items()
    }
    if content != form.content or base != form.revision:
        files[form.path] = (content, base)
    if files:
        here.database.transact(lambda unit: save_files(unit.write(), form.desk.folder, files, by, here.clock.now()))


def delete_form(form: FormDesk, base: int) -> None:
    """Leave the form out of the draft, and with it the translations that nothing else says.  Raises EditedMeanwhile."""
    here, draft, by = runtime(), form.desk.draft, current_person().id
    catalogues = changed_catalogues(draft.files, form.path, None, {}, {})
    files: dict[str, tuple[bytes | None, int]] = {
        path: (changed, draft.revision_of(path)) for path, changed in catalogues.items()
    }
    files[form.path] = (None, base)
    here.database.transact(lambda unit: save_files(unit.write(), form.desk.folder, files, by, here.clock.now()))


def remarks_on(connection: Connection, form: FormDesk) -> list[Remark]:
    """What the check says of the form's file, in the language of the page."""
    errors, warnings = told_findings(connection, form.desk.draft)
    places = {key_of(component): written(place) for place, component in walk(form.document) if key_of(component)}
    return [_remark(one, places) for one in (*errors, *warnings) if one.file == form.path]


def preview(
    connection: Connection,
    form: FormDesk,
    shown: str,
    answers: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The form as those who fill it in see it, in a language; of a matter that knows nothing yet."""
    parsed, here = form.form, runtime()
    lists = here.engine.lists_for(connection, parsed)
    return parsed.view(shown, form.texts, lists, answers, errors, clock=here.clock)


def _remark(one: Finding, places: Mapping[str, str]) -> Remark:
    return Remark(one.severity, places.get(one.id, ""), one.name or one.id, one.message)
