"""Whatever file is brought in: it opens on every page of the desk with what the check says, or a sentence refuses."""

import re
from html import unescape

import pytest

from tests.webapp.conftest import Visitor
from tests.webapp.foreign_files import OPENED, REFUSED, SCRIPT
from tests.webapp.world import World
from webapp.drafting.drafts import read_draft

NAME = "errand.bpmn"
PAGES = ("draft", "drawing", "table", "publish", "comparison", f"comparison/draft/{NAME}", f"source/{NAME}", "remarks",
         "outlook", "trial", "forms", "tables", "migration")  # fmt: skip
"""The pages of a process's desk."""


def bring(visitor: Visitor, content: bytes) -> tuple[int, str]:
    """Bring a file in as the errand's diagram; the answer's status and page."""
    page = visitor.get("/processes/errand/draft").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    # Written out by hand: the test client would keep a file of this size open.
    parts = (("csrf_token", token.encode()), ("as", NAME.encode()), ('file"; filename="tuotu.bpmn', content))
    body = b"".join(
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode() + one + b"\r\n"
        for key, one in parts
    )
    answer = visitor.client.post(
        "/processes/errand/files", data=body + b"--limit--\r\n", content_type="multipart/form-data; boundary=limit"
    )
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("name", OPENED)
def test_a_foreign_diagram_opens_on_every_page_with_what_the_check_says(
    world: World, cecilia: Visitor, name: str
) -> None:
    content = OPENED[name]()
    assert bring(cecilia, content)[0] == 303
    pages = {}
    for page in PAGES:
        answer = cecilia.get(f"/processes/errand/{page}")
        assert answer.status_code == 200, page
        pages[page] = answer.get_data(as_text=True)
        assert SCRIPT not in pages[page], page
    for step in _steps(pages["table"]):
        assert cecilia.get(f"/processes/errand/table/{step}").status_code == 200, step
    assert "What the check says" in pages["publish"]
    with world.here.database.read() as connection:
        kept = read_draft(connection, "errand").files[f"errand/{NAME}"]
    assert kept == content if "letter" not in name else 'name="Päätä"' in kept.decode("utf-8")
    again = cecilia.post("/processes/errand/publish", {"note": ["Tuotu"], "when": ["now"]})
    assert again.status_code in {303, 422}


def _steps(page: str) -> list[str]:
    """The steps that can be changed in the table; a few of very many."""
    return list(dict.fromkeys(re.findall(r'href="/processes/errand/table/([^"/?]+)"', page)))[:12]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_diagram_is_refused_in_a_sentence(world: World, cecilia: Visitor, name: str) -> None:
    status, page = bring(cecilia, REFUSED[name]())
    assert status == 422
    (told,) = re.findall(r'id="file-error">([^<]*)', page)
    assert re.fullmatch(r"[A-Z].{20,400}\.", unescape(told).strip(), re.DOTALL), told
    assert "Traceback" not in page
    with world.here.database.read() as connection:
        assert read_draft(connection, "errand").id == 0, "nothing was drafted"
