"""Files that a form asks for: each becomes a document of its matter, and the answer is the document's number."""

from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from engine import TaskView, UnitOfWork
from webapp.attaching import enter_document
from webapp.auth import current_person
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, UnfitFile, add_once
from webapp.papers import unfit_words
from webapp.runtime import runtime
from webapp.scanning import scan
from webapp.submissions import Submitted, flat

LONGEST_NAME = 300


def files_given() -> bool:
    """Whether a file came with the request."""
    return any(file.filename for files in request.files.listvalues() for file in files)


def file_answers(task: TaskView, answers: Submitted) -> tuple[Submitted, dict[str, str]]:
    """The answers with the numbers of the files that came, and what is said of those that cannot be kept.

    They are kept at once, whatever becomes of the form: so a file is chosen once, not again after each refusal.
    """
    errors: dict[str, str] = {}
    asked = {name for name in _asked(task) if task.may_complete}
    for name, files in request.files.lists():
        for file in files if name in asked else ():
            if not file.filename:
                continue
            try:
                number = _keep(task, file)
            except UnfitFile as unfit:
                errors[name] = f"{file.filename}: {unfit_words(unfit)}"
            else:
                answers = {**answers, name: [*answers.get(name, ()), str(number)]}
    return answers, errors


def _asked(task: TaskView) -> set[str]:
    fields = task.form.view("fi", None, task.data) if task.form else ()
    return {field.name for field in flat(fields) if field.kind == "filepicker" and not field.fixed}


def _keep(task: TaskView, file: FileStorage) -> int:
    source, person, here = cast(BinaryIO, file.stream), current_person().id, runtime()
    name = (file.filename or "")[:LONGEST_NAME]
    filing = Filing(
        title=name,
        kind=Kind.ANNEX,
        name=name,
        publicity=Publicity.INTERNAL,
        retention=Retention.PROJECT,
        business_key=task.business_key,
    )

    def keep(unit: UnitOfWork) -> int:
        source.seek(0)  # A lost race is run again.
        number, is_new = add_once(unit.write(), filing, source, person, here.clock.now())
        if is_new:
            enter_document(unit, task.instance_id, number)
        return number

    scan(here.config.scan_command, source)

    return here.database.transact(keep)
