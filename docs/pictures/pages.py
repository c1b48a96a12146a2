"""Takes the guides' pictures: the demonstration region in Finnish, at a moment that never changes, in Chromium.

    .venv/bin/python -m docs

Each picture is a page as somebody sees it.  What is taken twice is the same picture twice, so that a change of a
picture in a commit is a change of a page.
"""

import logging
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from docs.pictures.colours import with_few_colours
from engine import TravellingClock
from tests.browser.install import find_browser
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import DEMONSTRATORS, load_demonstration
from webapp.deployment import read_folder
from webapp.exhibition import PASSWORD
from webapp.migrations import upgrade
from webapp.runtime import Runtime, open_runtime

FOLDER = Path(__file__).parent
A_MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
WIDE, NARROW = 1280, 320  # Pixels: a laptop's window beside another, and the narrowest that must work.
LARGEST = 90_000  # Bytes of one picture.


@dataclass(frozen=True)
class Picture:
    """Whose page: `steps` are the page's path, then the names of the links and buttons that lead on from it.

    `height` is where the picture ends, in pixels from the top; `of` is an element to picture alone (a CSS selector).
    """

    name: str
    person: str
    steps: tuple[str, ...]
    height: int = 900
    width: int = WIDE
    of: str = ""


PICTURES = (
    Picture("inbox", "omistaja.witas", ("/inbox?tab=groups",), 640),
    Picture("inbox_narrow", "omistaja.witas", ("/inbox?tab=groups",), 900, NARROW),
    Picture("start", "neuvoja.witas", ("/start",), 380),
    Picture("task", "projekti.witas", ("/inbox", "Kirjoita raportti"), 900),
    Picture("task_errors", "projekti.witas", ("/inbox", "Kirjoita raportti", "Merkitse valmiiksi"), 900),
    Picture("meeting", "koordinaattori", ("/meetings",), 900),
    Picture("project", "omistaja.witas", ("/projects", "Esimerkki: Metsäkoneosaajat"), 1000),
    Picture("history", "yllapito", ("/projects", "Esimerkki: Metsäkoneosaajat"), of="section:has(> #timeline)"),
    Picture("meeting_page", "koordinaattori", ("/meetings?show=held", "Seutujohtoryhmä 20"), 900),
    Picture("clock", "koordinaattori", ("/calendar",), 1000),
    Picture("portfolio", "koordinaattori", ("/portfolio",), 960),
    Picture("knowledge", "koordinaattori", ("/knowledge",), 800),
    Picture("people", "yllapito", ("/people",), 680),
    Picture("invite", "yllapito", ("/people/invite",), of="fieldset:has([name=participation])"),
    Picture("programmes", "yllapito", ("/programmes",), 640),
    Picture("import", "yllapito", ("/portfolio/import",), 640),
    Picture("disturbances", "yllapito", ("/disturbances",), 620),
    Picture("process", "yllapito", ("/processes", "Hankkeen toteutus"), 900),
    Picture("search", "koordinaattori", ("/search?q=puu",), 800),
    Picture("notices", "omistaja.witas", ("/notices",), 700),
    Picture("account", "omistaja.witas", ("/account",), 900),
    Picture("deputies", "omistaja.witas", ("/account/deputies",), 960),
    Picture("role", "omistaja.witas", ("/roles/peloton",), 900),
    Picture("results", "koordinaattori", ("/results",), 900),
    Picture("idea", "koordinaattori", ("/ideas/1",), 900),
    Picture("map", "koordinaattori", ("/processes",), 900),
    Picture("drawing", "yllapito", ("/processes/idea/drawing",), 900),
    Picture("steps", "yllapito", ("/processes/idea/table",), 900),
    Picture("forms", "yllapito", ("/processes/idea/forms",), 800),
    Picture("table", "yllapito", ("/processes/idea/tables/area_owner",), 900),
    Picture("dmn", "yllapito", ("/processes/idea/dmn/area_owner.dmn?decision=area_owner",), 900),
    Picture("trial", "yllapito", ("/processes/idea/trial",), 900),
    Picture("publish", "yllapito", ("/processes/idea/publish",), 640),
)


@contextmanager
def served_region(folder: Path) -> Iterator[str]:
    """The demonstration region at that moment, made in a folder; gives its address."""
    config = Config(
        secret_key="of pictures only, and for a minute",  # noqa: S106
        database_url=f"sqlite:///{folder / 'pictures.db'}",
        demonstration=True,
    )
    here = open_runtime(config, TravellingClock(config.zone, A_MONDAY))
    _furnish(here)
    server = make_server("127.0.0.1", 0, create_app(here), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    here.database.close()


def _furnish(here: Runtime) -> None:
    upgrade(here.database)
    load_demonstration(here.database, read_folder(here.config.diagrams), here.config.zone, A_MONDAY)
    for person in DEMONSTRATORS:
        here.database.transact(lambda unit, person=person: change_password(unit.write(), person, PASSWORD))


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """Take one picture; gives its file."""
    size = {"width": picture.width, "height": 900}
    with browser.new_context(base_url=address, viewport=size, locale="fi", reduced_motion="reduce") as context:
        page = context.new_page()
        _log_in(page, picture.person)
        _walk(page, picture.steps)
        if picture.of:
            taken = page.locator(picture.of).screenshot()
        else:
            tall = page.evaluate("document.documentElement.scrollHeight")
            clip = {"x": 0, "y": 0, "width": picture.width, "height": min(tall, picture.height)}
            taken = page.screenshot(full_page=True, clip=clip)
        target = FOLDER / f"{picture.name}.png"
        target.write_bytes(with_few_colours(browser, taken))
        return target


def _log_in(page: Page, person: str) -> None:
    page.goto("/login")
    page.fill("#email", f"{person}@esimerkki.invalid")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/inbox**")


def _walk(page: Page, steps: tuple[str, ...]) -> None:
    path, *names = steps
    page.goto(path)
    for name in names:
        named = re.compile(rf"^{re.escape(name)}(: |$)")  # A task says what it is about, where there are several.
        found = page.get_by_role("link", name=named).or_(page.get_by_role("button", name=named))
        found.first.click()
        page.wait_for_load_state()
    if page.locator("[data-diagram], #canvas").filter(visible=True).count():  # A folded one draws when it is opened.
        page.wait_for_selector("[data-ready]")


def main() -> int:
    """Take all pictures; 1 when one is too large."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # It would tell of every request.
    large = False
    with (
        tempfile.TemporaryDirectory() as folder,
        served_region(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for picture in PICTURES:
            target = take(browser, address, picture)
            size = target.stat().st_size
            large = large or size > LARGEST
            sys.stdout.write(f"{target.name}: {size // 1000} kB{', which is too large' if size > LARGEST else ''}\n")
        browser.close()
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
