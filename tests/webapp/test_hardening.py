"""What the server and its code leave out: other origins, hidden files, odd methods, forged headers."""

import ast
import re
from pathlib import Path

import pytest
from flask import request

from tests.webapp.conftest import Visitor
from tests.webapp.world import World, open_world

ROOT = Path(__file__).parents[2]
CODE = [path for part in ("engine", "webapp") for path in sorted((ROOT / part).rglob("*.py"))]


@pytest.fixture(scope="module")
def trees() -> dict[Path, list[ast.AST]]:
    """Everything that each file of the code says."""
    return {path: list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) for path in CODE}


def modules_of(tree: list[ast.AST]) -> set[str]:
    """What a file imports."""
    found = set[str]()
    for node in tree:
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_nothing_is_read_that_could_run_and_nothing_is_run_that_was_read(trees: dict[Path, list[ast.AST]]) -> None:
    wrong = {"pickle", "marshal", "shelve", "dill", "yaml"}
    assert [path for path, tree in trees.items() if not wrong.isdisjoint(modules_of(tree))] == []
    called = {
        (path, node.func.id)
        for path, tree in trees.items()
        for node in tree
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec")
    }
    assert called == set()


def test_chance_is_no_secret(trees: dict[Path, list[ast.AST]]) -> None:
    """Plain chance serves simulations and rests between attempts; whatever opens something comes from `secrets`."""
    parts = {path.relative_to(ROOT).parts[:2] for path, tree in trees.items() if "random" in modules_of(tree)}
    assert parts <= {("engine", "simulation"), ("engine", "worker.py"), ("engine", "database.py")}


@pytest.mark.parametrize("path", ["/inbox", "/api/v1/tasks", "/api/v1/openapi.json", "/health", "/static/page.css"])
def test_no_other_origin_is_let_in(anna: Visitor, path: str) -> None:
    answer = anna.client.get(path, headers={"Origin": "https://evil.example"}, buffered=True)
    assert not [name for name in answer.headers.keys() if name.lower().startswith("access-control")]  # noqa: SIM118


@pytest.mark.parametrize(
    "path",
    ["/.git/HEAD", "/.git/config", "/.env", "/pyproject.toml", "/static/", "/static/dist/", "/static/../config.py",
     "/static/%2e%2e/config.py", "/static/..%2fconfig.py", "/console", "/server-status"],
)  # fmt: skip
def test_nothing_is_served_that_is_no_page(anna: Visitor, path: str) -> None:
    assert anna.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_no_odd_method_is_taken(world: World, method: str) -> None:
    for path in ("/login", "/inbox", "/static/page.css", "/api/v1/tasks"):
        assert world.app.test_client().open(path, method=method).status_code in (400, 403, 404, 405)


def test_a_text_without_a_charset_is_never_sent(anna: Visitor) -> None:
    for path in ("/inbox", "/login", "/health", "/static/page.css", "/portfolio/export.csv", "/no/such/page"):
        kind = anna.get(path).headers["Content-Type"]
        assert not kind.startswith("text/") or "charset=utf-8" in kind.lower(), (path, kind)


@pytest.mark.parametrize(("proxies", "counts"), [(0, False), (1, True)])
def test_an_address_that_is_told_counts_behind_a_known_proxy_only(
    prepared: Path, tmp_path: Path, proxies: int, counts: bool
) -> None:
    world = open_world(prepared, tmp_path, proxies=proxies)
    seen: list[str | None] = []
    world.app.before_request(lambda: seen.append(request.remote_addr))
    world.app.test_client().get("/login", headers={"X-Forwarded-For": "203.0.113.9"})
    assert (seen == ["203.0.113.9"]) is counts
    world.here.database.close()


def test_a_value_is_read_from_the_form_and_never_from_the_address(anna: Visitor) -> None:
    page = anna.get("/account").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    answer = anna.client.post("/account/theme?theme=dark", data={"csrf_token": token})
    assert "theme=dark" not in "".join(answer.headers.getlist("Set-Cookie"))
    assert anna.client.post(f"/account/theme?csrf_token={token}", data={"theme": "dark"}).status_code == 400


def test_a_line_break_makes_no_second_line_in_the_servers_log(anna: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    anna.get("/people?x=%0d%0aAdministrator%20logged%20in")
    anna.client.get("/people", headers={"User-Agent": "x y"})
    assert all("\n" not in record.getMessage() for record in caplog.records if record.levelname != "ERROR")
