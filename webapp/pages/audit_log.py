"""The audit log, for administrators and auditors: what happened, by person, matter, process, body, time and kind."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, send_file
from sqlalchemy import Connection, func, select

from engine.schema import definition
from webapp import mining
from webapp.accounts.saved_filters import LONGEST_NAME, list_filters, log_questions
from webapp.auditing import plain
from webapp.auth import current_person, wants
from webapp.journaling import note_alone
from webapp.lifecycle.audit_log import ASKED, LogLine, Place, Question, answer, answers
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.schema import body, person
from webapp.localisation import day as day_text
from webapp.localisation import gettext, language
from webapp.log_words import kind_names, tell_lines
from webapp.naming import process_text
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.spreadsheets import CSV, XLSX, write_csv, write_xlsx

bp = Blueprint("audit_log", __name__)
PAGE = 50
MOST_EXPORTED = 50_000


@bp.get("/log")
@wants(Right.READ_LOG)
def show() -> str:
    """What was asked for, the newest first."""
    asked = _asked()
    after = Place.read(request.args.get("after", ""))
    with runtime().database.read() as connection:
        lines = answer(connection, _question(asked), after, PAGE + 1)
        told = tell_lines(connection, lines[:PAGE])
        choices = _choices(connection)
        own, common = (list_filters(connection, log_questions(whose)) for whose in (current_person().id, None))
    return render_template(
        "audit_log.html",
        section="audit_log.show",
        rows=told,
        asked=asked,
        narrowed=_narrowed(asked, choices),
        choices=choices,
        kinds=kind_names(),
        kept={"own": own, "all": common},
        query=urlencode(asked),
        longest_name=LONGEST_NAME,
        after=str(lines[PAGE - 1].place) if len(lines) > PAGE else None,
    )


@bp.get("/log/export.<any(csv, jsonl, xlsx):form>")
@wants(Right.EXPORT_LOG)
def export(form: str) -> Response:
    """The same in a file; that it was taken out is in the log, too."""
    asked = _asked()
    note_alone(Doing.EXPORTED, "log", format=form, asked=asked)
    with runtime().database.read() as connection:
        lines = answers(connection, _question(asked))
        rows = [row for _, row in zip(range(MOST_EXPORTED), map(_row, lines), strict=False)]
    word = gettext("audit-log")
    name = f"{word}-{runtime().today().isoformat()}.{form}"
    if form == "jsonl":
        file = BytesIO("".join(_jsonl(rows)).encode())
        return send_file(file, "application/x-ndjson", as_attachment=True, download_name=name)
    cells = [[json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else cell for cell in row] for row in rows]
    if form == "csv":
        return send_file(write_csv(_COLUMNS, cells, language()), CSV, as_attachment=True, download_name=name)
    return send_file(write_xlsx(gettext("Audit log"), _COLUMNS, cells), XLSX, as_attachment=True, download_name=name)


@bp.get("/log/export.<any(xes, ocel):form>")
@wants(Right.EXPORT_LOG)
def export_for_mining(form: str) -> Response:
    """What happened to the matters, for programs that mine processes; by pseudonyms, unless asked otherwise."""
    asked, named = _asked(), request.args.get("people") == "named"
    masks: mining.Masks = mining.Named() if named else mining.Pseudonyms(runtime().config.secret_key)
    note_alone(Doing.EXPORTED, "log", format=form, asked=asked, people="named" if named else "pseudonyms")
    file = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    with runtime().database.read() as connection:
        mining.WRITERS[form](mining.read_steps(connection, runtime().engine, _question(asked)), masks, file)
    file.seek(0)
    extension, media_type = _MINING[form]
    name = f"{gettext('audit-log')}-{runtime().today().isoformat()}.{extension}"
    return send_file(file, media_type, as_attachment=True, download_name=name)


_MINING = {"xes": ("xes", "application/xml"), "ocel": ("ocel.json", "application/json")}
_COLUMNS = (
    "at", "kind", "actor", "on_behalf_of", "subject", "instance", "sequence", "business_key", "title", "version",
    "element", "value", "hash",
)  # fmt: skip


def _row(line: LogLine) -> list[Any]:
    at, number, sequence = line.place
    return [
        at.isoformat(), line.kind, line.actor, line.on_behalf_of, line.subject, number or None, sequence,
        line.business_key, line.title, line.version, line.element, plain(line.value), line.hash.hex(),
    ]  # fmt: skip


def _jsonl(rows: list[list[Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False) + "\n"


def _narrowed(asked: dict[str, str], choices: dict[str, list[tuple[str, str]]]) -> list[str]:
    """What was chosen, in words."""
    named = {name: dict(options) for name, options in choices.items()} | {"kind": kind_names()}
    told = []
    for name, value in asked.items():
        day = _day(value) if name in ("since", "until") else None
        if day is None:
            told.append(named.get(name, {}).get(value, value))
        elif name == "since":
            told.append(gettext("since %(day)s", day=day_text(day)))
        else:
            told.append(gettext("until %(day)s", day=day_text(day)))
    return told


def _asked() -> dict[str, str]:
    return {name: value for name in ASKED if (value := request.args.get(name, "").strip()[:200])}


def _question(asked: dict[str, str]) -> Question:
    """The question that was asked; a day that cannot be read asks for none."""
    since, until = _day(asked.get("since", "")), _day(asked.get("until", ""))
    return Question(
        person=asked.get("person"),
        matter=asked.get("matter"),
        process=asked.get("process"),
        body=asked.get("body"),
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until else None,
        kind=asked.get("kind") if asked.get("kind") in kind_names() else None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, runtime().config.zone)


def _choices(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    """People, processes and bodies that a question may name: key and name."""
    people = connection.execute(select(person.c.id, person.c.name).order_by(person.c.name))
    bodies = connection.execute(select(body.c.key, body.c.name).order_by(body.c.name))
    newest = connection.execute(
        select(definition.c.key, func.max(definition.c.id).label("id")).group_by(definition.c.key)
    ).all()
    definitions = runtime().engine.definitions
    named = [(row.key, process_text(connection, row.id, definitions.get(connection, row.id).name)) for row in newest]
    return {
        "person": [(row.id, row.name) for row in people],
        "process": sorted(named, key=lambda one: one[1].casefold()),
        "body": [(row.key, row.name) for row in bodies],
    }
