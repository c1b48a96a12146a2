"""Colleagues at work over HTTP, as at browsers without scripts; and what each of them typed into which task."""

import html
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http.client import HTTPException
from http.cookiejar import CookieJar

from tests.webapp.world import PASSWORD
from webapp.demonstration.acting import Answer, posted

PATIENCE = 60.0
_HIDDEN = re.compile(r'<input type="hidden" name="(csrf_token|request_key)" value="([^"]*)"')
_ROW = re.compile(r'<li class="row\b.*?</li>', re.DOTALL)
_TASK = re.compile(r"/tasks/(\d+)")


@dataclass(frozen=True)
class Deed:
    """A task that somebody did, for whom if not for themselves, and what they typed into it."""

    task_id: int
    person: str
    typed: Mapping[str, Answer]
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Page:
    """A page that was answered: where it came from after all, its status, and what it says."""

    address: str
    status: int
    text: str


@dataclass
class Colleague:
    """One who logs in, opens pages and presses buttons; who gets no answer presses the same button again."""

    site: str
    name: str
    unanswered: int = 0
    _opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def log_in(self) -> "Colleague":
        """Open a session with the password."""
        page = self.press("/login", {"email": [f"{self.name}@esimerkki.invalid"], "password": [PASSWORD]}, on="/login")
        assert page.address.endswith("/inbox"), page.text
        return self

    def start(self, process: str, answers: Mapping[str, Answer] | None = None) -> Page:
        """Start something new; the page that follows."""
        page = self.press(f"/start/{process}", as_typed(answers or {}), on=f"/start/{process}")
        assert page.status == 200, page.text
        return page

    def task_called(self, name: str, of: str, for_whom: str = "") -> int:
        """The number of the task of this name and matter in one's lists, as soon as it is there.

        `for_whom` is part of what the list says of it, such as in whose place one would do it.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for tab in ("mine", "groups"):
                for row in map(html.unescape, _ROW.findall(self.open(f"/inbox?tab={tab}").text)):
                    if name in row and of in row and for_whom in row:
                        return task_in(row)
            time.sleep(0.7)
        raise AssertionError(f"Expected {name!r} of {of!r} to wait for {self.name}, but it does not.")

    def do(self, task_id: int, answers: Mapping[str, Answer], on_behalf_of: str | None = None) -> Deed:
        """Open a task, fill its form in and press its button."""
        page = self.press(f"/tasks/{task_id}/complete", as_typed(answers), on=f"/tasks/{task_id}")
        assert page.status == 200, page.text
        return Deed(task_id, self.name, answers, on_behalf_of)

    def open(self, path: str) -> Page:
        """Open a page."""
        return self._ask(path)

    def press(self, path: str, typed: Mapping[str, list[str]], on: str) -> Page:
        """Press a button on a page, with what was typed into its form."""
        sent = {name: [value] for name, value in _HIDDEN.findall(self.open(on).text)} | dict(typed)
        return self._ask(path, urllib.parse.urlencode(sent, doseq=True).encode())

    def _ask(self, path: str, body: bytes | None = None) -> Page:
        request = urllib.request.Request(self.site + path, body)  # noqa: S310 - the site under test
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with self._opener.open(request, timeout=PATIENCE) as answer:
                    return Page(answer.url, answer.status, answer.read().decode())
            except urllib.error.HTTPError as refusal:
                return Page(request.full_url, refusal.code, refusal.read().decode())
            except (OSError, HTTPException):
                self.unanswered += 1
                time.sleep(0.1)
        raise AssertionError(f"Expected an answer from {request.full_url}, but there was none.")


def task_in(text: str) -> int:
    """The number of the first task that a text leads to."""
    found = _TASK.search(text)
    assert found, text
    return int(found[1])


def as_typed(answers: Mapping[str, Answer]) -> dict[str, list[str]]:
    """Answers as a Finn types them and a browser posts them."""
    return {
        name: [value.replace("\n", "\r\n") for value in values]
        for name, values in posted({key: _by_hand(answer) for key, answer in answers.items()})
    }


def _by_hand(answer: Answer) -> Answer:
    if isinstance(answer, Decimal):
        return f"{answer:.2f}".replace(".", ",")
    if isinstance(answer, date):
        return f"{answer.day}.{answer.month}.{answer.year}"
    if isinstance(answer, Mapping):
        return {key: _by_hand(one) for key, one in answer.items()}
    return answer if isinstance(answer, str | bool | int) else [_by_hand(one) for one in answer]
