"""A real Chromium, a real server, and axe-core."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.install import find_browser
from tests.serving import Serving
from tests.webapp.world import PASSWORD, World, open_world, prepare_world

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Only what is wrong comes over the wire: what passed is a hundred times as much.  The tables that dmn-js draws are its
# makers' (the column of numbers has a heading without words); docs/usability.md says what to use in their place.
LOOK = """async rules => {
    const looked = {exclude: [".dmn-decision-table-container"]};
    const found = await axe.run(looked, {runOnly: rules, resultTypes: ["violations"]});
    const tell = one => one.nodes.map(node => `${one.id} (${one.impact}): ${node.html.slice(0, 160)}`);
    return found.violations.flatMap(tell);
}"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    assert AXE.exists(), f"Expected axe-core, but there is no {AXE}: run frontend/build.py where npm can be reached."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every world begins as."""
    return prepare_world(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[World]:
    """A small world on SQLite, served over HTTP."""
    built = open_world(prepared, tmp_path)
    yield built
    built.here.database.close()


class Served:
    """The world over HTTP, on one port for as long as it lives; it can be stopped and started again."""

    def __init__(self, world: World, port: int = 0) -> None:
        self._app, self.port = world.app, port
        self.start()

    def start(self) -> None:
        """Answer from now on."""
        server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self.port, self._serving = server.server_port, Serving(server)

    def stop(self) -> None:
        """Answer nobody."""
        self._serving.close()


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    """The world, served."""
    built = Served(world)
    yield built
    built.stop()


@pytest.fixture
def address(served: Served) -> str:
    """Where the world is served."""
    return f"http://127.0.0.1:{served.port}"


class Tab:
    """A page of the browser, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page, self.complaints = page, []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        # A refused form is an answer with an error status: the browser's note on it is no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def log_in(self, name: str) -> "Tab":
        """Log in as one of the world's people."""
        self.page.goto("/login")
        self.page.fill("#email", f"{name}@example.fi")
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url("**/inbox**")
        return self

    def violations(self, rules: Sequence[str] = RULES) -> list[str]:
        """What axe-core finds wrong by these sets of rules or single rules, a line each, with the elements."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(LOOK, list(rules))
        return found

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


@pytest.fixture
def open_tab(chromium: Browser, address: str) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each in a browser profile of its own; at the end none of them may have complained."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def opened(**settings: Any) -> Tab:
        context = chromium.new_context(**({"base_url": address, "viewport": {"width": 1200, "height": 900}} | settings))
        context.set_default_timeout(30_000)
        contexts.append(context)
        tabs.append(Tab(context.new_page()))
        return tabs[-1]

    yield opened
    complaints = [complaint for tab in tabs for complaint in tab.complaints]
    for context in contexts:
        context.close()
    assert complaints == []
