"""What was typed stays typed: every form of every page, sent without one of its answers."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import html

from tests.browser.pages import PAGES, PUBLIC, STATES, furnish
from tests.webapp.conftest import Visitor
from tests.webapp.world import World

KEPT_BY_NOBODY = frozenset({"password", "file"})
"""Kinds of input that a browser or we rightly give back empty."""
BY_KIND = {"email": "sailyy{}@example.fi", "url": "https://sailyy.example/{}", "number": "7", "date": "2027-03-0{}",
           "time": "10:0{}", "datetime-local": "2027-03-0{}T10:00", "month": "2027-03"}  # fmt: skip
MOST = 5
"""Of a form's first so many answers one after the other is left out."""


@dataclass(frozen=True)
class Control:
    """What a form asks by one name."""

    name: str
    kind: str
    values: tuple[str, ...]
    can_be_left: bool


@dataclass
class Form:
    """A form of a page that is sent by POST."""

    action: str
    hidden: Mapping[str, str]
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, list[str]]:
        """Everything answered."""
        return {one.name: list(one.values) for one in self.controls.values() if one.values}


def forms_of(page: str, path: str) -> Iterator[Form]:
    """The forms that ask for something."""
    for found in html.fromstring(page).cssselect("main form[method=post]"):
        hidden = {one.get("name"): one.get("value", "") for one in found.cssselect("input[type=hidden]")}
        form = Form(found.get("action") or path, hidden)
        for at, one in enumerate(found.cssselect("input[name], select[name], textarea[name]")):
            if one.get("type") in {"hidden", *KEPT_BY_NOBODY} or one.get("disabled") is not None:
                continue
            form.controls[one.get("name")] = control(one, at % 9 + 1)
        button = next(iter(found.cssselect("button:not([type=button])")), None)
        if button is not None and button.get("name"):
            form.hidden = {**hidden, button.get("name"): button.get("value", "")}
        if len(form.controls) > 1:
            yield form


def control(one: html.HtmlElement, number: int) -> Control:
    """A control, with something that a person may answer."""
    kind = one.get("type", "text") if one.tag == "input" else one.tag
    can_be_left = True
    if one.tag == "select":
        options = [option.get("value", option.text) for option in one.cssselect("option:not([disabled])")]
        values, can_be_left = tuple(value for value in options[-1:] if value), "" in options
    elif kind in {"checkbox", "radio"}:
        values = (one.get("value", "on"),)
    else:
        most = int(one.get("maxlength") or 1000)
        values = (BY_KIND.get(kind, "Säilyy {}").format(number)[:most],)
    return Control(one.get("name"), kind, values, can_be_left)


def kept(page: str, asked: Control) -> bool:
    """Whether a page still holds an answer."""
    for one in html.fromstring(page).cssselect(f'main form[method=post] [name="{asked.name}"]'):
        if one.tag == "select":
            held = [option.get("value", option.text) for option in one.cssselect("option[selected]")]
        elif one.get("type") in {"checkbox", "radio"}:
            held = [one.get("value", "on")] if one.get("checked") is not None else []
        else:
            held = [one.text_content() if one.tag == "textarea" else one.get("value", "")]
        if set(asked.values) <= {value.strip() for value in held}:
            return True
    return False


@pytest.fixture
def values(world: World) -> dict[str, object]:
    """What the pages' addresses need."""
    return furnish(world)


def test_what_was_typed_stays_when_something_is_missing(
    world: World, values: dict[str, object], cecilia: Visitor, visitor: Visitor, tmp_path: Path
) -> None:
    tried, lost = set[str](), []
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(tmp_path / "hankepolku.db")) as now:
        now.backup(before)
        for name, address in {**PAGES, **STATES}.items():
            person, path = visitor if name in PUBLIC else cecilia, address.format(**values)
            for form in forms_of(person.get(path).get_data(as_text=True), path):
                for missing in [one for one in form.controls.values() if one.can_be_left][:MOST]:
                    sent = form.hidden | {key: value for key, value in form.typed.items() if key != missing.name}
                    answer = person.client.post(form.action, data=sent, buffered=True)
                    if answer.status_code == 422:
                        tried.add(form.action)
                        page = answer.get_data(as_text=True)
                        gone = [key for key in form.typed if key != missing.name and not kept(page, form.controls[key])]
                        lost += [f"{name}, {form.action}: without {missing.name} {gone} are gone"] if gone else []
                    elif answer.status_code >= 400:
                        lost.append(f"{name}, {form.action}: without {missing.name} {answer.status_code}")
                    before.backup(now)
    assert not lost, "\n".join(lost)
    assert len(tried) >= 25, sorted(tried)
