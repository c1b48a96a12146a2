"""A package of evidence is verified by a small program that knows nothing of ours."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from engine import Actor, UnitOfWork
from engine.seals import add_seal
from tests.engine.intruders import take_away_guards
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.decisions import Decision, Openly, record_decision
from webapp.lifecycle.diary_numbers import keep_diary_number
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, add_document
from webapp.lifecycle.retention import Due, What, dispose_of
from webapp.lifecycle.schema import project


@pytest.fixture
def errand(world: World) -> World:
    """An errand whose first step was done, sealed; then handed on."""
    task, here = world.start_errand("anna"), world.here
    here.database.transact(lambda unit: here.engine.complete(unit, task, ERRAND, by=Actor("anna")))
    here.database.transact(lambda unit: add_seal(unit.write(), here.clock.now()))
    return world


@pytest.fixture
def package(errand: World, as_person: Callable[[str], Visitor], tmp_path: Path) -> Path:
    answer = as_person("cecilia").get("/projects/1/evidence.zip")
    assert answer.status_code == 200
    path = tmp_path / "package.zip"
    path.write_bytes(answer.data)
    return path


def verify(package: Path, *more: str) -> tuple[int, str]:
    """What the program says that stands in the package, run where nothing of ours can be imported."""
    program = package.with_name("verify.py")
    program.write_bytes(files("webapp.lifecycle.evidence").joinpath("verify.py").read_bytes())
    command = [sys.executable, "-I", str(program), str(package), *more]
    done = subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def rewrite(package: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The same package, with one of its files changed."""
    other = package.with_name("other.zip")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(other, "w") as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
    return other


def test_a_document_that_was_disposed_of_is_told_by_its_digest_only(
    errand: World, as_person: Callable[[str], Visitor], tmp_path: Path
) -> None:
    here, filing = errand.here, Filing("T", Kind.ANNEX, "t.pdf", Publicity.PUBLIC, Retention.TWO_YEARS, "errand/1")
    file = BytesIO(b"%PDF-1.7 a file")
    here.database.transact(lambda unit: add_document(unit.write(), filing, file, "anna", here.clock.now()))
    one = Due(What.DOCUMENT, "1", "T", "two_years", None, 2, date(2020, 1, 1))
    here.database.transact(lambda unit: dispose_of(unit.write(), one, here.clock.now()))

    path = tmp_path / "package.zip"
    path.write_bytes(as_person("cecilia").get("/projects/1/evidence.zip").data)

    assert verify(path) == (0, "Everything is as it was written.\n")


def test_diary_numbers_of_the_matter_its_documents_and_decisions_are_in_the_package(
    errand: World, as_person: Callable[[str], Visitor], tmp_path: Path
) -> None:
    errand.here.database.transact(lambda unit: write_into_the_register(unit.write(), errand.here.clock.now()))
    cecilia, path = as_person("cecilia"), tmp_path / "package.zip"

    page = cecilia.get("/projects/1/evidence").text
    path.write_bytes(cecilia.get("/projects/1/evidence.zip").data)

    assert "Diary number: 2027/7/02.08" in page
    assert verify(path) == (0, "Everything is as it was written.\n")
    with zipfile.ZipFile(path) as archive:
        told = {name: json.loads(archive.read(f"{name}.json")) for name in ("instances", "documents", "decisions")}
        report = archive.read("report.html").decode()
    assert [[one["diary_number"] for one in told[name]] for name in ("instances", "documents", "decisions")] == [
        ["2027/7/02.08"], ["2027/7/02.08"], ["2027/9/02.08"]
    ]  # fmt: skip
    assert (told["decisions"][0]["outcome"], told["decisions"][0]["decided_on"]) == ("granted", "2027-01-05")
    assert "Diary number: 2027/7/02.08" in report
    assert "<td>T</td><td>2027/7/02.08</td>" in report
    assert "Decision recorded: granted<dl><dt>Diary number</dt><dd>2027/9/02.08</dd>" in report


def write_into_the_register(connection: Connection, now: datetime) -> None:
    """The errand as a project with a diary number, a document, and a decision with a number of its own."""
    row = {"name": "Hanke", "status": "active", "origin": "process", "summary": "", "business_key": "errand/1"}
    connection.execute(insert(project).values(row))
    keep_diary_number(connection, 1, "2027/7/02.08")
    filing = Filing("T", Kind.ANNEX, "t.pdf", Publicity.PUBLIC, Retention.TWO_YEARS, "errand/1")
    add_document(connection, filing, BytesIO(b"%PDF-1.7 a file"), "anna", now)
    made = Decision("errand/1", "funding", "granted", date(2027, 1, 5), diary_number="2027/9/02.08")
    record_decision(connection, made, Openly(), now)


def test_a_package_holds_what_happened_and_is_verified_without_our_program(package: Path) -> None:
    assert verify(package) == (0, "Everything is as it was written.\n")
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        assert {"README.txt", "report.html", "verify.py", "deployments/1/errand/errand.bpmn"} <= set(names)
        report = archive.read("report.html").decode()
        entries = [json.loads(line) for line in archive.read("history.jsonl").splitlines()]
    assert "Kaukolämpö Karstulaan" in report
    assert [one["kind"] for one in entries] == ["started", "completed"]
    assert entries[1]["value"]["values"] or entries[1]["value"]["process"]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("history.jsonl", b'"actor": "anna"', b'"actor": "bo"', "instance 1, entry 1"),
        ("history.jsonl", "Kaukolämpö".encode(), b"Tuulivoimala", "the value that is shown is not the one"),
        ("history.jsonl", b'"sequence": 2', b'"sequence": 3', "instance 1, entry 2"),
        ("instances.json", b'"entries": 2', b'"entries": 3', "does not end"),
        ("seals.jsonl", b'"id": 1', b'"id": 2', "kept elsewhere"),
        ("seals.jsonl", b'"at": "2027', b'"at": "2026', "seal 1"),
    ],
)
def test_what_was_changed_in_a_package_is_named(
    package: Path, errand: World, name: str, old: bytes, new: bytes, told: str
) -> None:
    with zipfile.ZipFile(package) as archive:
        seal = json.loads(archive.read("seals.jsonl"))
        assert old in archive.read(name)
    kept = package.with_name("kept.txt")
    kept.write_text(f"1 {seal['at']} {seal['hash']}\n")

    code, said = verify(rewrite(package, name, lambda content: content.replace(old, new)), "--kept", str(kept))

    assert code == 1
    assert told in said
    assert verify(package, "--kept", str(kept))[0] == 0


def test_no_package_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "no.zip"
    path.write_bytes(b"no zip")
    code, said = verify(path)
    assert code == 2
    assert said.startswith("Expected a package of evidence, but")


def test_the_page_says_that_nothing_was_altered_until_something_was(
    errand: World, as_person: Callable[[str], Visitor]
) -> None:
    cecilia = as_person("cecilia")
    page = cecilia.get("/projects/1/evidence").text
    assert "Nothing has been altered" in page
    assert "Seal 1 of" in page

    def alter(unit: UnitOfWork) -> None:
        take_away_guards(unit.write())
        unit.write().exec_driver_sql("UPDATE history SET actor = 'bo' WHERE sequence = 2")

    errand.here.database.transact(alter)
    page = cecilia.get("/projects/1/evidence").text
    assert "The history is not as it was written" in page
    assert "Entry 2" in page
