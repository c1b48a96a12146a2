"""The commands that need a database, as an operator runs them."""

import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import open_database
from tests.webapp.world import DIAGRAMS, open_world
from webapp.cli import main

PROGRAM = [sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())"]
Run = Callable[..., "Finished"]


@dataclass
class Finished:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What an operator sets."""
    settings = {
        "HANKEPOLKU_SECRET_KEY": "x" * 40,
        "HANKEPOLKU_DATABASE_URL": f"sqlite:///{tmp_path / 'hankepolku.db'}",
        "HANKEPOLKU_DIAGRAMS": str(DIAGRAMS),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


@pytest.fixture
def run(environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command to its end, in this process: starting one takes longer than what it does."""

    def runs(*words: str) -> Finished:
        capsys.readouterr()
        code = main(words)
        gc.collect()  # Closes the database of a command, whose process would have ended here.
        told = capsys.readouterr()
        return Finished(code, told.out, told.err)

    return runs


def test_a_first_administrator_is_made_on_an_empty_machine(run: Run) -> None:
    refused = run("user", "create", "--admin", "Cecilia Crane", "cecilia@example.fi")
    assert refused.returncode == 1
    assert "hankepolku db upgrade" in refused.stderr
    assert run("db", "upgrade").returncode == 0
    made = run("user", "create", "--admin", "Cecilia Crane", "cecilia@example.fi")
    assert made.returncode == 0, made.stderr
    assert re.search(r"http://127.0.0.1:8000/password/[\w-]{40,}", made.stdout)
    again = run("user", "create", "Somebody", "CECILIA@example.fi")
    assert again.returncode == 1
    assert "belongs to somebody" in again.stderr
    assert "administrator" in run("user", "list").stdout
    assert run("user", "reset-second-factor", "cecilia@example.fi").returncode == 0
    assert run("user", "reset-second-factor", "nobody@example.fi").returncode == 1
    assert run("user", "deactivate", "cecilia@example.fi").returncode == 0
    assert run("user", "invite", "cecilia@example.fi").returncode == 1


def test_a_missing_secret_stops_every_command_with_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANKEPOLKU_SECRET_KEY")
    for words in (("db", "upgrade"), ("serve",), ("run",), ("worker",), ("user", "list"), ("audit", "verify")):
        refused = run(*words)
        assert refused.returncode == 1, words
        assert refused.stderr.startswith("Expected HANKEPOLKU_SECRET_KEY"), words


def test_a_folder_is_deployed_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    done = run("deploy", "--by", "cecilia", "--note", "First")
    assert done.returncode == 0, done.stderr
    assert "1 process" in done.stdout
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "errand.bpmn").write_text("<nothing/>")
    refused = run("deploy", str(broken), "--by", "cecilia", "--note", "Broken")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert run("deploy", str(tmp_path / "missing"), "--by", "x", "--note", "y").returncode == 1


def test_a_backup_is_whole_and_can_be_restored(run: Run, prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path)
    world.start_errand()
    copy, database = tmp_path / "copy.db", tmp_path / "hankepolku.db"
    assert run("backup", str(copy)).returncode == 0
    assert run("backup", str(copy)).returncode == 1
    assert run("restore", str(copy)).returncode == 1
    world.start_errand()
    world.here.database.close()
    for file in tmp_path.glob("hankepolku.db*"):
        file.unlink()
    assert run("restore", str(copy)).returncode == 0
    restored = open_database(f"sqlite:///{database}")
    with restored.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM instance")) == 1
    restored.close()
    (tmp_path / "rubbish").write_bytes(b"no database at all" * 1000)
    database.unlink()
    refused = run("restore", str(tmp_path / "rubbish"))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_the_history_is_verified_sealed_and_written_out(run: Run, prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path)
    world.start_errand()
    assert run("audit", "verify").returncode == 0
    kept = tmp_path / "seals"
    kept.write_text(run("audit", "seal").stdout)
    assert run("audit", "verify", "--kept", str(kept)).returncode == 0
    rows = [json.loads(line) for line in run("audit", "export", "--format", "jsonl").stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["started"]
    assert rows[0]["actor"] == "anna"
    assert run("audit", "export").stdout.startswith("instance;business_key;title;")
    assert "<trace>" in run("audit", "export", "--format", "xes").stdout
    assert json.loads(run("audit", "export", "--format", "ocel", "--people", "named").stdout)["events"]
    world.here.database.transact(lambda unit: unit.write().execute(text("DROP TRIGGER history_is_not_updated")))
    world.here.database.transact(lambda unit: unit.write().execute(text("UPDATE history SET actor = 'mallory'")))
    found = run("audit", "verify")
    assert found.returncode == 1
    assert "instance 1, entry 1" in found.stdout
    world.here.database.close()


def test_it_serves_ticks_and_stops_when_told(environment: dict[str, str], run: Run) -> None:
    run("db", "upgrade")
    port = 18_000 + os.getpid() % 2_000
    process = subprocess.Popen([*PROGRAM, "run", "--bind", f"127.0.0.1:{port}"])
    try:
        assert _answers(f"http://127.0.0.1:{port}/health") == {"status": "ok", "database": "sqlite", "warnings": []}
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_a_worker_alone_stops_when_told(environment: dict[str, str], run: Run) -> None:
    run("db", "upgrade")
    with subprocess.Popen([*PROGRAM, "worker"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "The worker looks every 2 seconds." in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def _answers(address: str) -> object:
    """What the address answers once it does."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own
                return json.loads(answer.read())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} never answered")
