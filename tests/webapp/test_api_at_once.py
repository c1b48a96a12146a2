"""The interface under several requests at once, and web hooks beside it, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine import Actor
from tests.databases import make_database
from tests.webapp.programs import Program, make_program
from tests.webapp.world import ERRAND, World, make_world, open_world
from webapp.hook_delivery import lay_out
from webapp.hooks.events import EventKind
from webapp.hooks.subscriptions import make_hook

AT_ONCE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Iterator[World]:
    """The small world, once on each database."""
    if request.param == "sqlite":
        built = open_world(prepared, tmp_path)
    else:
        built = make_world(make_database(request.getfixturevalue("postgresql"), "interface"))
    yield built
    built.here.database.close()


def test_the_same_request_sent_several_times_at_once_does_it_once(either: World) -> None:
    program = make_program(either)

    def start(_: int) -> tuple[int, dict[str, object]]:
        sender = Program(either, program.account, program.token)
        answer = sender.post("/processes/errand/instances", {"answers": {}}, key="one-and-the-same")
        return answer.status_code, answer.get_json()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(start, range(AT_ONCE)))
    assert answers == [answers[0]] * AT_ONCE
    assert answers[0][0] == 201
    assert len(program.get("/instances").get_json()["items"]) == 1


def test_of_several_who_reach_for_a_task_one_gets_it(either: World) -> None:
    task_id = either.start_errand()
    either.here.database.transact(lambda unit: either.here.engine.complete(unit, task_id, ERRAND, by=Actor("anna")))
    programs = [make_program(either, f"program-{at}") for at in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = list(pool.map(lambda one: one.post(f"/tasks/{task_id + 1}/claim").status_code, programs))
    assert sorted(statuses) == [200] + [409] * (AT_ONCE - 1)


def test_a_life_by_the_interface_is_laid_out_for_web_hooks(either: World) -> None:
    here, program = either.here, make_program(either)
    here.database.transact(
        lambda unit: make_hook(unit.write(), "https://a.fi/", list(EventKind), bytes(16), "cecilia", here.clock.now())
    )
    program.post("/processes/errand/instances", {"answers": {}})
    program.post("/tasks/1/complete", {"answers": {name: values[0] for name, values in ERRAND.items()}})
    task_id = program.get("/tasks").get_json()["items"][0]["id"]
    done = program.post(f"/tasks/{task_id}/complete", {"answers": {"judgement": "accept", "grounds": "Hyvä."}})
    assert done.status_code == 200, done.get_data(as_text=True)
    assert program.get("/instances?status=ended").get_json()["items"][0]["status"] == "completed"
    assert lay_out(here) == 4  # It began, two tasks were completed, it ended.
    assert lay_out(here) == 0
    for path in ("/projects?sort=cost", "/deployments", "/processes", "/tasks?tab=done", "/instances/1/history"):
        assert program.get(path).status_code == 200, path
