"""What monitors ask, and what the log tells: well, ready, figures, lines of JSON; of nobody in person."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World, open_world
from webapp.logs import JsonLines
from webapp.worker import run_round

TOKEN = "a token of the tests"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A world whose figures may be read, behind a proxy, its log gathered."""
    built = open_world(prepared, tmp_path, metrics_token=TOKEN, log_format="json", proxies=1)
    yield built
    built.here.database.close()


def test_ready_is_what_has_its_schema_its_database_and_a_worker(world: World, visitor: Visitor) -> None:
    assert visitor.get("/health").status_code == 200
    answer = visitor.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")  # type: ignore[index]
    assert "none ever has" in answer.json["reasons"][0]  # type: ignore[index]
    run_round(world.here)
    assert visitor.get("/health/ready").json == {"status": "ready", "reasons": [], "stands_still": False}
    world.clock.travel(timedelta(minutes=3))
    assert "0:03:00" in visitor.get("/health/ready").json["reasons"][0]  # type: ignore[index]
    run_round(world.here)
    assert visitor.get("/health/ready").status_code == 200


def test_another_schema_or_a_database_that_is_gone_is_told(world: World, visitor: Visitor) -> None:
    world.here.database.transact(
        lambda unit: unit.write().execute(text("UPDATE alembic_version SET version_num='0001'"))
    )
    answer = visitor.get("/health/ready")
    assert answer.status_code == 503
    assert "hankepolku db upgrade" in answer.json["reasons"][0]  # type: ignore[index]
    world.here.database.transact(lambda unit: unit.write().execute(text("DROP TABLE alembic_version")))
    assert visitor.get("/health/ready").status_code == 503


def test_figures_are_only_for_who_shows_the_token(world: World, visitor: Visitor, watched: World) -> None:
    assert visitor.get("/metrics").status_code == 404
    client = watched.app.test_client()
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/metrics", headers=SHOWN).status_code == 200


def figures(world: World) -> dict[str, float]:
    told = world.app.test_client().get("/metrics", headers=SHOWN).get_data(as_text=True)
    return {name: float(value) for name, value in re.findall(r"^(\S+) (\S+)$", told, re.MULTILINE)}


def test_figures_come_from_the_database_and_tell_of_nobody(watched: World) -> None:
    watched.start_errand()
    run_round(watched.here)
    found = figures(watched)
    assert found['hankepolku_instances{status="active"}'] == 1
    assert found["hankepolku_open_tasks"] == 1
    assert found["hankepolku_worker_silence_seconds"] == 0
    assert found["hankepolku_stands_still"] == 0
    before = found['hankepolku_requests_total{endpoint="login.show",status="200"}'] if "login.show" in found else 0
    Visitor(watched.app.test_client()).get("/login")
    assert figures(watched)['hankepolku_requests_total{endpoint="login.show",status="200"}'] > before
    assert not [name for name in found if re.search("anna|example.fi|errand", name)]


COUNT = """
from flask import Flask
from webapp import metering
app = Flask("x")
metering.init_app(app)
app.add_url_rule("/x", "x", lambda: "x")
app.test_client().get("/x")
print(metering.generate_latest(metering._answered()).decode())
"""


def test_the_answers_of_several_processes_are_counted_together(tmp_path: Path) -> None:
    settings = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", COUNT]
    told = [subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    for number, one in enumerate(told, 1):
        assert f'hankepolku_requests_total{{endpoint="x",status="200"}} {number}.0' in one


def test_every_request_is_a_line_of_json_without_names_or_addresses(
    watched: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        anna = Visitor(watched.app.test_client()).log_in("anna")
        task_id = watched.start_errand()
        anna.post(f"/tasks/{task_id}/complete", ERRAND, page=f"/tasks/{task_id}")
        anna.get("/search?q=Kaukol%C3%A4mp%C3%B6")
    lines = [JsonLines().format(record) for record in caplog.records]
    told = [json.loads(line) for line in lines]
    requests = [one for one in told if one["message"] == "request"]
    assert {"login.show", "tasks.show", "tasks.complete", "search.show"} <= {one["endpoint"] for one in requests}
    assert all(one["status"] and one["milliseconds"] >= 0 for one in requests)
    assert not [line for line in lines if re.search("anna|Ahonen|Kauko|/tasks/|example.fi", line, re.IGNORECASE)]


def test_an_answer_bears_its_requests_id_and_a_trusted_proxys_is_kept(watched: World, visitor: Visitor) -> None:
    client = watched.app.test_client()
    assert client.get("/health", headers={"X-Request-ID": "proxy-0001"}).headers["X-Request-ID"] == "proxy-0001"
    assert client.get("/health", headers={"X-Request-ID": "x y"}).headers["X-Request-ID"] != "x y"
    assert (
        visitor.client.get("/health", headers={"X-Request-ID": "forged-0001"}).headers["X-Request-ID"] != "forged-0001"
    )


def test_an_error_is_told_by_its_class_and_place_alone() -> None:
    try:
        raise ValueError("Anna Ahonen, 0401234567")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "It failed", (), sys.exc_info())
    told = json.loads(JsonLines().format(record))
    assert told["error"]["class"] == "ValueError"
    assert told["error"]["at"][-1].startswith("test_health.py:")
    assert "Anna" not in json.dumps(told)
