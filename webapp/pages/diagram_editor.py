"""The drawing of a process, to be changed with mouse or keyboard; kept in the draft as one draws."""

from dataclasses import replace

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.errors import InvalidInput, InvalidResource, NotFound
from engine.lint import Finding
from webapp.auth import current_person
from webapp.desk_choices import message_names, offered
from webapp.desks import Desk, open_desk, told_findings
from webapp.diagram_texts import changed_translations, translations_of
from webapp.drafting.drafts import EditedMeanwhile, read_draft, save_file, save_files
from webapp.drafting.states import NotInThatState
from webapp.drawing_words import drawing_words
from webapp.feel_words import feel_functions
from webapp.form_editing.languages import OTHERS, catalogue_path
from webapp.headers import POLICY
from webapp.localisation import gettext, moment
from webapp.naming import person_name, recall_names
from webapp.reminder_fields import add_told_reminder, reminder_fields
from webapp.runtime import runtime
from webapp.step_fields import told_missing

bp = Blueprint("diagram_editor", __name__)
Answer = tuple[Response, int]
# A picture of the drawing is made in the browser, from an address of its own making.
PICTURES = POLICY.replace("img-src 'self'", "img-src 'self' blob:")


@bp.get("/processes/<folder>/drawing")
def show(folder: str) -> Response:
    """The editor, with the diagram that the address names, else the folder's first."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        named = request.args.get("diagram")
        path = desk.diagram if named is None else f"{folder}/{named}"
        if path not in desk.diagrams:
            abort(404)
        choices = offered(connection, desk.draft)
        messages = message_names(connection, desk.draft)
        found = _findings(connection, desk, path)
    files = desk.draft.files
    response = make_response(
        render_template(
            "diagram_editor.html",
            section="definitions.index",
            desk=desk,
            name=path.rpartition("/")[2],
            diagrams=desk.choose_diagram("diagram_editor.show", path),
            revision=desk.draft.revision_of(path),
            choices=choices,
            suggestions={
                "feel": [{"text": name, "told": ""} for name in choices.names] + feel_functions(),
                "groups": [{"text": key, "told": name} for key, name in choices.groups],
                "messages": [{"text": name, "told": ""} for name in messages],
            },
            reminder=reminder_fields(choices),
            translations=translations_of(files, folder, path),
            revisions={language: desk.draft.revision_of(catalogue_path(folder, language)) for language in OTHERS},
            findings=found,
            words=drawing_words(),
        )
    )
    response.headers["Content-Security-Policy"] = PICTURES
    return response


@bp.post("/processes/<folder>/drawing")
def keep(folder: str) -> Answer:
    """Save the drawing; what the check says of it, or who was first."""
    _, path = _opened(folder)
    return _kept(folder, path, request.form.get("content", "").encode())


@bp.post("/processes/<folder>/drawing/reminder")
def remind(folder: str) -> Answer:
    """Put a reminder or deadline on a task of the drawing as it is sent; the drawing with it, or what is amiss."""
    desk, path = _opened(folder)
    with runtime().database.read() as connection:
        fields = reminder_fields(offered(connection, desk.draft))
    typed = [replace(one, value=request.form.get(one.name, one.value).strip()) for one in fields]
    if errors := told_missing(typed):
        return jsonify(errors=errors), 422
    drawn = request.form.get("content", "").encode()
    try:
        made = add_told_reminder(drawn, request.form.get("step", ""), {one.name: one.value for one in typed})
    except (InvalidInput, InvalidResource, NotFound):
        told = gettext("No reminder fits here: the task says no group, and is in no lane that would say one.")
        return jsonify(errors={"group": told}), 422
    return _kept(folder, path, made.content, drawing=made.content.decode(), element=made.element)


@bp.post("/processes/<folder>/drawing/texts")
def translate(folder: str) -> Answer:
    """Save what one text of the drawing is in the other languages."""
    here, by = runtime(), current_person().id
    desk, path = _opened(folder)
    text = request.form.get("text", "").strip()
    told = {code: request.form[code].strip() for code in OTHERS if code in request.form}
    changed = changed_translations(desk.draft.files, folder, path, text, told) if text else {}
    files: dict[str, tuple[bytes | None, int]] = {}
    for code in told:
        at = catalogue_path(folder, code)
        if at in changed:
            files[at] = (changed[at], request.form.get(f"revision_{code}", 0, int))
    try:
        if files:
            here.database.transact(lambda unit: save_files(unit.write(), folder, files, by, here.clock.now()))
    except EditedMeanwhile as first:
        return jsonify(sentence=_first(first)), 409
    except NotInThatState:
        return jsonify(sentence=gettext("The draft waits to be published: it cannot be changed now."), final=True), 409
    with here.database.read() as connection:
        draft = read_draft(connection, folder)
    return jsonify(revisions={code: draft.revision_of(catalogue_path(folder, code)) for code in OTHERS}), 200


def _opened(folder: str) -> tuple[Desk, str]:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    path = f"{folder}/{request.form.get('name', '')}"
    if path not in desk.draft.files or not path.endswith(".bpmn"):
        abort(404)
    return desk, path


def _kept(folder: str, path: str, content: bytes, **more: str) -> Answer:
    here, by = runtime(), current_person().id
    base, now = request.form.get("revision", 0, int), here.clock.now()
    try:
        revision = here.database.transact(lambda unit: save_file(unit.write(), folder, path, content, base, by, now))
    except EditedMeanwhile as first:
        with here.database.read() as connection:
            current = read_draft(connection, folder).revision_of(path)
        return jsonify(sentence=_first(first), revision=current), 409
    except NotInThatState:
        return jsonify(sentence=gettext("The draft waits to be published: it cannot be changed now."), final=True), 409
    with here.database.read() as connection:
        found = _findings(connection, open_desk(connection, folder), path)
    return jsonify(revision=revision, findings=found, **more), 200


def _findings(connection: Connection, desk: Desk, path: str) -> list[dict[str, str]]:
    errors, warnings = told_findings(connection, desk.draft)
    return [_row(one) for one in (*errors, *warnings) if one.file == path]


def _row(finding: Finding) -> dict[str, str]:
    return {"id": finding.id, "severity": str(finding.severity), "message": finding.message}


def _first(first: EditedMeanwhile) -> str:
    if first.by is None or first.at is None:
        return gettext("Somebody else saved this drawing meanwhile.")
    recall_names([], [first.by])
    return gettext("%(name)s saved this drawing at %(moment)s.", name=person_name(first.by), moment=moment(first.at))
