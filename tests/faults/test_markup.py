"""Script in labels, help texts and answers: a page shows it as text, or not at all."""

import re
from html import escape
from pathlib import Path

import pytest

from engine.outline import outline, outline_html, outline_page
from tests.engine.lint.drawn import START, diagram, flow, user
from tests.faults.attacks import MARKUP
from tests.faults.watching import watched
from webapp.markdown import markdown

TAG = re.compile(r"<\s*/?\s*([a-zA-Z!][a-zA-Z0-9:-]*)([^>]*)>")
SHOWN = {
    "section",
    "h1",
    "h2",
    "p",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "li",
    "a",
    "br",
    "html",
}
SHOWN |= {"head", "meta", "title", "body", "main", "!doctype"}
HELP = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"}
DANGER = re.compile(r"\son\w+\s*=|javascript:|srcdoc|data:text", re.IGNORECASE)


def tags(page: str) -> set[str]:
    found = TAG.findall(page)
    assert not [attributes for _, attributes in found if DANGER.search(attributes)]
    return {name.lower() for name, _ in found}


@pytest.mark.parametrize("name", MARKUP)
def test_a_label_is_shown_as_text(name: str, tmp_path: Path) -> None:
    evil = escape(MARKUP[name], quote=True)
    documented = f"<documentation>{evil}</documentation>"
    content = diagram(START, user(inside=documented, name=evil, formKey=evil), flow("begin", "work", evil, name=evil))
    with watched(tmp_path):
        read = outline(content)
        pages = outline_html(read), outline_page(read)
    for page in pages:
        assert tags(page) <= SHOWN


@pytest.mark.parametrize("name", MARKUP)
def test_a_help_text_holds_nothing_but_text(name: str, tmp_path: Path) -> None:
    with watched(tmp_path):
        page = str(markdown(MARKUP[name]))
    assert tags(page) <= HELP
