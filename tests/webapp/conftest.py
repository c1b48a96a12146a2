"""The web's fixtures: a world, and people who have a browser of sorts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.databases import make_database
from tests.webapp.world import PASSWORD, World, make_world, open_world, prepare_world


class Visitor:
    """Somebody with a browser that runs no scripts: follows forms with their hidden fields, keeps cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, buffered=True)

    def post(self, path: str, answers: dict[str, list[str]] | None = None, *, page: str | None = None) -> TestResponse:
        """Send a form to `path` as the page (that path unless another is named) holds it."""
        found = self.client.get(page or path).get_data(as_text=True)
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"', found))
        return self.client.post(path, data={**hidden, **(answers or {})})

    def log_in(self, name: str) -> "Visitor":
        """Log in as one of the world's people."""
        answer = self.post("/login", {"email": [f"{name}@example.fi"], "password": [PASSWORD]})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every world begins as."""
    return prepare_world(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A small world on SQLite."""
    built = open_world(prepared, tmp_path)
    yield built
    built.here.database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The small world on each database, made by the migrations."""
    url = f"sqlite:///{tmp_path / 'either.db'}"
    if request.param == "postgresql":
        url = make_database(request.getfixturevalue("postgresql"), "either")
    built = make_world(url)
    yield built
    built.here.database.close()


@pytest.fixture
def visitor(world: World) -> Visitor:
    """A stranger."""
    return Visitor(world.app.test_client())


@pytest.fixture
def as_person(world: World) -> Callable[[str], Visitor]:
    """Each of the world's people at their own browser, logged in."""
    return lambda name: Visitor(world.app.test_client()).log_in(name)


@pytest.fixture
def anna(as_person: Callable[[str], Visitor]) -> Visitor:
    """Anna, an advisor, logged in."""
    return as_person("anna")


@pytest.fixture
def bo(as_person: Callable[[str], Visitor]) -> Visitor:
    """Bo, another advisor, logged in; reads Swedish."""
    return as_person("bo")


@pytest.fixture
def cecilia(as_person: Callable[[str], Visitor]) -> Visitor:
    """Cecilia, the administrator, logged in; reads English."""
    return as_person("cecilia")
