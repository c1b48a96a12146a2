"""What was typed stays typed: every form of every page, sent without one of its answers."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from lxml import html

from tests.browser.pages import PAGES, PUBLIC, STATES, furnish
from tests.webapp.conftest import Visitor
from tests.webapp.typing_in import forms_on
from tests.webapp.world import World

MOST = 5
"""Of a form's first so many answers one after the other is left out."""


def is_kept(page: str, name: str, value: Any) -> bool:
    """Whether a page still holds an answer; a password and a file are rightly given back empty."""
    for one in html.fromstring(page).cssselect(f'form[method=post] [name="{name}"]'):
        kind = one.get("type")
        if one.tag == "select":
            held = [choice.get("value") for choice in one.cssselect("option[selected]")]
        elif kind in ("checkbox", "radio"):
            held = [one.get("value", "on")] if one.get("checked") is not None else []
        else:
            held = [(one.text_content() if one.tag == "textarea" else one.get("value", "")).strip()]
        if kind in ("password", "file") or value in held:
            return True
    return False


def test_what_was_typed_stays_when_something_is_missing(
    world: World, as_person: Callable[[str], Visitor], visitor: Visitor, tmp_path: Path
) -> None:
    values, tried, lost = furnish(world), set[str](), []
    cecilia = as_person("cecilia")
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(tmp_path / "hankepolku.db")) as now:
        now.backup(before)
        for page, address in {**PAGES, **STATES}.items():
            person, path = visitor if page in PUBLIC else cecilia, address.format(**values)
            for form in forms_on(person.get(path).get_data(as_text=True), path, lambda: "Säilyy"):
                sent = {key: one for key, one in form.values.items() if isinstance(one, str) and key not in form.idle}
                answers = [name for name in form.answers if sent.get(name)]
                leavable = [name for name in answers if form.answers[name] and len(answers) > 1]
                for missing in leavable[:MOST]:
                    left = {key: value for key, value in sent.items() if key != missing}
                    answer = person.client.post(form.action, data=left, buffered=True)
                    if answer.status_code == 422:
                        tried.add(form.action)
                        told = answer.get_data(as_text=True)
                        gone = [name for name in answers if name != missing and not is_kept(told, name, sent[name])]
                        lost += [f"{page}, {form.action}: without {missing} {gone} are gone"] if gone else []
                    elif answer.status_code >= 400:
                        lost.append(f"{page}, {form.action}: without {missing} {answer.status_code}")
                    before.backup(now)
    assert not lost, "\n".join(lost)
    assert len(tried) >= 25, sorted(tried)
