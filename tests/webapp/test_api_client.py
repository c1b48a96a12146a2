"""The client that the documentation shows, against a site that is served."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from werkzeug.serving import make_server

from engine import Actor
from tests.serving import serving
from tests.webapp.programs import make_program
from tests.webapp.world import ERRAND, World
from webapp.hooks.signatures import secret_of, sign

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The example, as a reader of the documentation has it."""
    spec = importlib.util.spec_from_file_location("hankepolku_client", ROOT / "docs" / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(world: World) -> Iterator[str]:
    """The world, served on this machine."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def client(world: World, example: ModuleType, site: str) -> Any:
    """The example, with a token of the advisors'."""
    return example.Client(site, make_program(world).token, language="en", rest=lambda _: None)


def test_the_example_finds_takes_and_completes_a_task(world: World, client: Any) -> None:
    world.start_errand()
    world.here.database.transact(lambda unit: world.here.engine.complete(unit, 1, ERRAND, by=Actor("anna")))
    tasks = list(client.tasks())
    assert [(task.name, task.title) for task in tasks] == [("Arvioi asia", "Kaukolämpö Karstulaan")]
    client.claim(tasks[0].id)
    assert client.complete(tasks[0].id, {"judgement": "accept", "grounds": "Hyvä asia."}) > 0
    assert [entry.kind for entry in client.history(1)] == ["started", "completed", "claimed", "completed"]
    assert [entry.actor for entry in client.history(1, after=2)] == ["service/jems", "service/jems"]


def test_the_example_starts_a_thing_once(client: Any) -> None:
    assert client.start("errand", {}, key="grant-12") == client.start("errand", {}, key="grant-12")


def test_the_example_tells_what_does_not_fit_field_by_field(client: Any, example: ModuleType) -> None:
    client.start("errand", {})
    with pytest.raises(example.Problem) as refused:
        client.complete(1, {"subject": "Kaukolämpö"})
    assert refused.value.status == 422
    assert "answers.need" in refused.value.errors


def test_the_example_follows_every_page(world: World, client: Any) -> None:
    for _ in range(30):
        client.start("errand", {})
    assert len(list(client.tasks("mine"))) == 30


def test_the_example_waits_when_it_is_asked_to(world: World, example: ModuleType, site: str) -> None:
    world.app.extensions["hankepolku.api"].a_minute = 2
    rests: list[float] = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        world.clock.travel(timedelta(seconds=seconds))

    client = example.Client(site, make_program(world).token, rest=rest)
    for _ in range(4):
        assert list(client.tasks()) == []
    assert rests == [30.0, 30.0]


def test_the_example_knows_an_event_of_ours_from_another(example: ModuleType, world: World) -> None:
    secret, now = secret_of("a secret of the tests, long enough", bytes(16)), world.clock.now()
    headers = sign(secret, "1.1.instance.started", now, b"{}")
    assert example.is_from(secret, headers, b"{}", now.timestamp())
    assert not example.is_from(secret, headers, b"{ }", now.timestamp())
    assert not example.is_from(secret, headers, b"{}", now.timestamp() + 301)
    assert not example.is_from(secret_of("another", bytes(16)), headers, b"{}", now.timestamp())
