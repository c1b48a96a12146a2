"""Evidence, for administrators and auditors: whether a matter's history is as it was written, and a package of it."""

from collections.abc import Iterator
from tempfile import TemporaryFile

from flask import Blueprint, Response, render_template, send_file
from sqlalchemy import Connection

from engine.places import places_of
from engine.seals import verify_instance
from webapp.auth import wants
from webapp.journaling import note_alone
from webapp.life_grounds import Ground, grounds_by_entry
from webapp.life_words import Bodies, fact_sentence, fact_values, when
from webapp.lifecycle.diary_numbers import diary_numbers_of
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.evidence import Package, read_package, write_package
from webapp.lifecycle.lives import FactKind, chapters_of, keys_of, read_matter
from webapp.localisation import gettext
from webapp.naming import know_people, process_text
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.telling import Line, tell, vocabulary_of

bp = Blueprint("evidence", __name__)


@bp.get("/projects/<int:instance_id>/evidence")
@wants(Right.READ_EVIDENCE)
def show(instance_id: int) -> str:
    """What a verification finds now of the matter, idea and project alike, and how far seals hold."""
    here = runtime()
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
        chapters = chapters_of(connection, instance_id, keys_of(connection, view.business_key))
        parts = [(one, verify_instance(connection, one.id)) for one in chapters]
        numbers = diary_numbers_of(connection, [one.business_key for one in chapters])
        processes = {one.definition_id: process_text(connection, one.definition_id, one.process) for one in chapters}
    return render_template(
        "evidence.html",
        section="instances.index",
        instance_id=instance_id,
        title=view.title,
        business_key=view.business_key,
        parts=parts,
        numbers=numbers,
        processes=processes,
        altered=any(verdict.flaws for _, verdict in parts),
        package_name=_file_name(view.business_key),
    )


@bp.get("/projects/<int:instance_id>/evidence.zip")
@wants(Right.EXPORT_EVIDENCE)
def download(instance_id: int) -> Response:
    """All of it, so that others can verify it without this program."""
    here, file = runtime(), TemporaryFile()  # noqa: SIM115 - closed when it has been sent; documents may be large
    with here.database.read() as connection:
        key = here.engine.instance(connection, instance_id).business_key
        package = read_package(connection, key)
        write_package(connection, package, _report(connection, package), here.clock.now(), file)
    note_alone(Doing.EXPORTED, key, format="evidence", rows=len(package.entries))
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=_file_name(key))


def _file_name(key: str) -> str:
    word = gettext("evidence")
    return f"{word}-{key.replace('/', '-')}-{runtime().today().isoformat()}.zip"


def _report(connection: Connection, package: Package) -> str:
    told = [(one, _lines(connection, one["id"])) for one in package.instances]
    return render_template(
        "evidence_report.html",
        told=told,
        decided=list(_decided(connection, package)),
        documents=package.documents,
        numbers=package.diary_numbers,
        at=runtime().clock.now(),
    )


def _decided(connection: Connection, package: Package) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """When, what and the values of each decision and each answer of a body."""
    newest, bodies = package.instances[-1], Bodies(connection)
    matter = read_matter(connection, newest["id"], newest["business_key"], runtime().config.zone)
    for fact in sorted(matter.facts, key=lambda one: one.at):
        if fact.kind in (FactKind.ANSWERED, FactKind.DECIDED):
            told = when(fact.at, fact.day is not None)
            yield told, fact_sentence(fact, bodies), list(fact_values(fact, bodies))


def _lines(connection: Connection, instance_id: int) -> list[tuple[Line, list[Ground]]]:
    """Everything that happened to an instance, and why it went on so."""
    engine = runtime().engine
    events = engine.timeline(connection, instance_id)
    know_people({event.actor for event in events})
    places = places_of(engine.definitions, connection, events)
    words = vocabulary_of(connection, [*(event.definition_id for event in events), *places.definitions])
    grounds = grounds_by_entry(connection, events)
    return [(tell(one, words), grounds[one.sequence]) for one in events]
