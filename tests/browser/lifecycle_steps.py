"""People of the region at their browsers: what each sees, fills in and presses; and a clock that travels meanwhile."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Tab
from tests.webapp.world import PASSWORD
from webapp.demonstration import Stage

Answer = str | bool | date | Sequence[str] | Sequence[Mapping[str, str]]
DONE = "Merkitse valmiiksi"


@dataclass
class Region:
    """The region behind the pages, and everybody's browser."""

    stage: Stage
    open_tab: Callable[..., Tab]
    people: dict[str, "Person"] = field(default_factory=dict)

    def as_(self, person: str) -> "Person":
        """Somebody at their own browser."""
        if person not in self.people:
            self.people[person] = Person(self.stage, person, self.open_tab(locale="fi").page)
        return self.people[person]

    def travel(self, **time: float) -> None:
        """Let time pass, as `timedelta` takes it; the worker ticks at every timer on the way."""
        self.stage.travel(timedelta(**time))

    def in_days(self, days: int) -> date:
        """A day that comes."""
        return self.stage.today + timedelta(days=days)


@dataclass
class Person:
    """One who works through the pages alone."""

    stage: Stage
    name: str
    page: Page

    def start(self, process: str, **answers: Answer) -> None:
        """Start something new, with what starting it asks for."""
        self.go("/start")
        self.page.get_by_role("listitem").filter(has_text=process).locator("a.button, button").click()
        if answers:
            fill_in(self.page.locator("main form"), answers)
            self.page.get_by_role("button", name="Aloita", exact=True).click()
        expect(self.page.get_by_text("Käsittely on alkanut.")).to_be_visible()
        self.stage.settle()

    def do(self, task: str, of: str = "", answers: Mapping[str, Answer] | None = None, press: str = DONE) -> None:
        """Find a task in one's inbox by its name and a part of its matter's title, fill it in, press a button."""
        self.open(task, of)
        self.fill_and_press(answers or {}, press)

    def open(self, task: str, of: str = "") -> None:
        """Open the first such task of one's own, or else of one's groups."""
        seen: list[str] = []
        for _page in self._pages("/inbox", "/inbox?tab=groups"):
            rows = self.page.locator(".row").filter(has=self.page.get_by_role("link", name=_task_link(task)))
            found = rows.filter(has_text=of)
            if found.count():
                found.first.get_by_role("link", name=_task_link(task)).click()
                self.page.wait_for_url("**/tasks/*")
                return
            seen += self.page.locator(".row-name").all_inner_texts()
        raise AssertionError(f"Expected {task!r} of {of!r} in the inbox of {self.name}, but there is only {seen}.")

    def fill_and_press(self, answers: Mapping[str, Answer], press: str = DONE) -> None:
        """Fill the open form in, press its button, and read that it is done."""
        form = self.page.locator("#task-form")
        fill_in(form, answers)
        form.get_by_role("button", name=press, exact=True).click()
        expect(self.page.locator(".notice.good")).to_contain_text("valmis")
        self.stage.settle()

    def waits_for(self, task: str) -> list[str]:
        """The titles of the matters in which a task of this name waits for this person or their groups."""
        titles: list[str] = []
        for _page in self._pages("/inbox", "/inbox?tab=groups"):
            rows = self.page.locator(".row").filter(has=self.page.get_by_role("link", name=_task_link(task)))
            told = rows.locator(".meta:not(.row-side) p")
            titles += told.evaluate_all("all => all.map(one => one.firstChild.textContent.trim())")
        return titles

    def _pages(self, *lists: str) -> Iterator[Page]:
        """Each page of some lists, opened one after the other."""
        for path in lists:
            self.go(path)
            yield self.page
            while (following := self.page.get_by_role("link", name="Näytä seuraavat")).count():
                following.click()
                yield self.page

    def see(self, title: str) -> Page:
        """The page of a matter, found by its title in the list of all."""
        for _page in self._pages("/projects"):
            found = self.page.get_by_role("link", name=title, exact=True)
            if found.count():
                found.first.click()
                break
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        return self.page

    def go(self, path: str) -> None:
        """Open a page; who has not logged in does so first, and comes to that page."""
        self.page.goto(path, wait_until="domcontentloaded")
        if "/login" in self.page.url:
            self.page.fill("#email", f"{self.name}@esimerkki.invalid")
            self.page.fill("#password", PASSWORD)
            self.page.press("#password", "Enter")
            self.page.wait_for_url(f"**{path}")


def fill_in(scope: Locator, answers: Mapping[str, Answer]) -> None:
    """Answer a form's questions by their labels: choose, tick, write, and add rows where they run out."""
    for label, answer in answers.items():
        if isinstance(answer, bool):
            scope.get_by_label(label, exact=True).set_checked(answer)
        elif isinstance(answer, date):
            scope.get_by_label(_named(label)).fill(f"{answer.day}.{answer.month}.{answer.year}")
        elif isinstance(answer, str):
            _answer(scope, label, answer)
        else:
            _answer_several(scope.get_by_role("group", name=_named(label)), answer)


def _answer(scope: Locator, label: str, answer: str) -> None:
    group = scope.get_by_role("group", name=_named(label))
    if group.count():
        group.get_by_label(answer, exact=True).check()
        return
    control = scope.get_by_label(_named(label))
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=answer)
    else:
        control.fill(answer)


def _answer_several(group: Locator, answers: Sequence[str] | Sequence[Mapping[str, str]]) -> None:
    for number, answer in enumerate(answers, 1):
        if isinstance(answer, str):
            group.get_by_label(answer, exact=True).check()
            continue
        if group.evaluate("group => group.classList.contains('score')"):
            for level in answer.values():
                group.get_by_role("group").nth(number - 1).get_by_label(level, exact=True).check()
            continue
        row = _row(group, number)
        if not row.count():
            group.get_by_role("button", name="Lisää rivi").click()
            row.wait_for()
        fill_in(row, answer)


def _row(group: Locator, number: int) -> Locator:
    """A row of a list: in a table, or a group of its own."""
    named = re.compile(rf"^Rivi {number}\b")
    in_table = group.get_by_role("row").filter(has=group.page.get_by_role("rowheader", name=named))
    return in_table.or_(group.get_by_role("group", name=named))


def _named(label: str) -> re.Pattern[str]:
    """A label as the page writes it: what need not be answered says so."""
    return re.compile(rf"^\s*{re.escape(label)}(\s*rivi \d+)?(\s*\(ei pakollinen\))?\s*$")


def _task_link(task: str) -> re.Pattern[str]:
    """A task by its name, whatever it is about."""
    return re.compile(rf"^{re.escape(task)}(: |$)")
