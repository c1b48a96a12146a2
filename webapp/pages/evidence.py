"""Evidence, for administrators and auditors: whether a matter's history is as it was written, and a package of it."""

from tempfile import TemporaryFile

from flask import Blueprint, Response, render_template, send_file
from sqlalchemy import Connection

from engine.seals import verify_instance
from webapp.auth import wants
from webapp.journaling import note_alone
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.evidence import Package, read_package, write_package
from webapp.localisation import gettext
from webapp.log_words import tell_instance
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("evidence", __name__)


@bp.get("/projects/<int:instance_id>/evidence")
@wants(Right.READ_EVIDENCE)
def show(instance_id: int) -> str:
    """What a verification finds now, and how far seals hold."""
    here = runtime()
    with here.database.read() as connection:
        view = here.engine.instance(connection, instance_id)
        verdict = verify_instance(connection, instance_id)
    return render_template("evidence.html", section="instances.index", instance=view, verdict=verdict)


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
    word = gettext("evidence")
    name = f"{word}-{key.replace('/', '-')}-{here.today().isoformat()}.zip"
    return send_file(file, "application/zip", as_attachment=True, download_name=name)


def _report(connection: Connection, package: Package) -> str:
    told = [(one, tell_instance(connection, one["id"])) for one in package.instances]
    return render_template("evidence_report.html", told=told, documents=package.documents, at=runtime().clock.now())
