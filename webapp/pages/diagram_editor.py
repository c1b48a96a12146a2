"""The drawing of a process, to be changed with mouse or keyboard; kept in the draft as one draws."""

from dataclasses import replace

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from engine.errors import InvalidInput, InvalidResource, NotFound
from webapp.auth import current_person
from webapp.desk_choices import message_names, offered
from webapp.desk_saving import Answer, findings_in, keep_drawn, open_named, told_closed, told_first
from webapp.desks import open_desk
from webapp.diagram_texts import changed_translations, translations_of
from webapp.drafting.drafts import EditedMeanwhile, read_draft, save_files
from webapp.drafting.states import NotInThatState
from webapp.drawing_words import drawing_words
from webapp.feel_words import feel_functions
from webapp.form_editing.languages import OTHERS, catalogue_path
from webapp.headers import POLICY
from webapp.localisation import gettext
from webapp.reminder_fields import add_told_reminder, reminder_fields
from webapp.runtime import runtime
from webapp.step_fields import told_missing

bp = Blueprint("diagram_editor", __name__)
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
        found = findings_in(connection, desk, path)
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
    _, path = open_named(folder, request.form.get("name", ""), ".bpmn")
    return keep_drawn(folder, path, request.form.get("content", "").encode())


@bp.post("/processes/<folder>/drawing/reminder")
def remind(folder: str) -> Answer:
    """Put a reminder or deadline on a task of the drawing as it is sent; the drawing with it, or what is amiss."""
    desk, path = open_named(folder, request.form.get("name", ""), ".bpmn")
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
    return keep_drawn(folder, path, made.content, drawing=made.content.decode(), element=made.element)


@bp.post("/processes/<folder>/drawing/texts")
def translate(folder: str) -> Answer:
    """Save what one text of the drawing is in the other languages."""
    here, by = runtime(), current_person().id
    desk, path = open_named(folder, request.form.get("name", ""), ".bpmn")
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
        return jsonify(sentence=told_first(first)), 409
    except NotInThatState:
        return jsonify(sentence=told_closed(), final=True), 409
    with here.database.read() as connection:
        draft = read_draft(connection, folder)
    return jsonify(revisions={code: draft.revision_of(catalogue_path(folder, code)) for code in OTHERS}), 200
