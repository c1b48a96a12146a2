"""What a drawing program sends of a file is saved in the draft: what the check says of it then, or who was first."""

from flask import abort, jsonify, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.lint import Finding, lint_file, verdict
from engine.lint.findings import Verdict
from webapp.auth import current_person
from webapp.desks import Desk, open_desk, told_findings
from webapp.drafting.drafts import LARGEST, SUFFIXES, EditedMeanwhile, read_draft, save_file
from webapp.drafting.states import NotInThatState
from webapp.localisation import gettext, language, moment
from webapp.naming import person_name, recall_names
from webapp.runtime import runtime

Answer = tuple[Response, int]


def open_named(folder: str, name: str, suffix: str) -> tuple[Desk, str]:
    """The desk, and the path of the file that a program draws.  404 where the folder has no such file."""
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
    path = f"{folder}/{name}"
    if path not in desk.draft.files or not path.endswith(suffix):
        abort(404)
    return desk, path


def keep_drawn(folder: str, path: str, content: bytes, **more: str) -> Answer:
    """Save what was drawn over the revision that the program has; `more` is told with the findings."""
    here, by = runtime(), current_person().id
    base, now = request.form.get("revision", 0, int), here.clock.now()
    try:
        revision = here.database.transact(lambda unit: save_file(unit.write(), folder, path, content, base, by, now))
    except EditedMeanwhile as first:
        with here.database.read() as connection:
            current = read_draft(connection, folder).revision_of(path)
        return jsonify(sentence=told_first(first), revision=current), 409
    except NotInThatState:
        return jsonify(sentence=told_closed(), final=True), 409
    with here.database.read() as connection:
        found = findings_in(connection, open_desk(connection, folder), path)
    return jsonify(revision=revision, findings=found, **more), 200


def findings_in(connection: Connection, desk: Desk, path: str) -> list[dict[str, str]]:
    """What the check says of a file, as the program lists it."""
    errors, warnings = told_findings(connection, desk.draft)
    return [_row(one) for one in (*errors, *warnings) if one.file == path]


def _row(finding: Finding) -> dict[str, str]:
    return {"id": finding.id, "severity": str(finding.severity), "message": finding.message}


def told_first(first: EditedMeanwhile) -> str:
    """Who saved the drawing meanwhile, and when."""
    if first.by is None or first.at is None:
        return gettext("Somebody else saved this drawing meanwhile.")
    recall_names([], [first.by])
    return gettext("%(name)s saved this drawing at %(moment)s.", name=person_name(first.by), moment=moment(first.at))


def told_closed() -> str:
    """Why nothing of a draft that waits can be changed."""
    return gettext("The draft waits to be published: it cannot be changed now.")


def told_unfit(path: str, content: bytes) -> str:
    """Why a file cannot even be drafted; empty where it can."""
    if not path.endswith(SUFFIXES):
        return gettext("Only diagrams (.bpmn), tables (.dmn), forms (.json) and texts (.po) can be brought in.")
    if len(content) > LARGEST:
        return gettext("The file is larger than two megabytes.")
    found = lint_file(path, content)
    if verdict(found) is Verdict.UNREADABLE:
        told = next(one for one in found if one.unreadable)
        return gettext("The file cannot be read: %(sentence)s", sentence=told.text(language()))
    return ""
