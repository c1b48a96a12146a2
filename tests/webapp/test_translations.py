"""The words of the pages, in each language."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import webapp
from tests.webapp.conftest import Visitor
from tests.webapp.world import World
from webapp.translations import catalogue

ROOT = Path(webapp.__path__[0])
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}


def asked() -> set[str]:
    """Every text that code and templates ask for."""
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found} - {""}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    with (ROOT / "translations" / f"{language}.po").open("rb") as source:
        messages = [message for message in read_po(source) if message.id]
    known = {message.id[0] if isinstance(message.id, tuple | list) else message.id for message in messages}
    assert asked() - known == set()
    assert known - asked() == set()
    for message in messages:
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(texts), message.id
        assert "fuzzy" not in message.flags


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_translation_fills_in_the_same_names(language: str) -> None:
    with (ROOT / "translations" / f"{language}.po").open("rb") as source:
        for message in read_po(source):
            asked_for = message.id if isinstance(message.id, tuple | list) else (message.id,)
            given = message.string if isinstance(message.string, tuple | list) else (message.string,)
            names = {name for text in asked_for for name in re.findall(r"%\((\w+)\)s", text)}
            for text in given:
                assert set(re.findall(r"%\((\w+)\)s", text)) == names, message.id


def test_each_sentence_of_the_code_is_given_what_it_names() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} line {call.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and not _is_given_all(call)
    ]
    assert wrong == []


def _is_given_all(call: ast.Call) -> bool:
    """Whether a call of gettext or ngettext names every value of its sentences; or none, to fill them in afterwards."""
    called = call.func.id if isinstance(call.func, ast.Name) else ""
    given = {one.arg for one in call.keywords} | ({"count"} if called == "ngettext" else set())
    if called not in {"gettext", "ngettext"} or not given or None in given:
        return True
    sentences = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return {name for sentence in sentences for name in re.findall(r"%\((\w+)\)", sentence)} <= given


def test_a_language_nobody_translated_answers_in_english() -> None:
    assert catalogue("en").gettext("Log in") == "Log in"
    assert catalogue("de").gettext("Log in") == "Log in"


@pytest.mark.parametrize(("language", "heading"), [("fi", "Kirjaudu sisään"), ("sv", "Logga in"), ("en", "Log in")])
def test_a_stranger_is_spoken_to_in_the_browsers_language(world: World, language: str, heading: str) -> None:
    client = world.app.test_client()
    page = client.get("/login", headers={"Accept-Language": f"{language},de;q=0.5"}).get_data(as_text=True)
    assert f'<html lang="{language}">' in page
    assert f"<h1>{heading}</h1>" in page


def test_the_chosen_language_stays_with_the_person(world: World, as_person: Callable[[str], Visitor]) -> None:
    as_person("anna").post("/language", {"language": ["sv"], "back": ["/account"]}, page="/inbox")
    assert "Mina uppgifter" in as_person("anna").get("/inbox").get_data(as_text=True)


def test_the_chosen_language_stays_with_a_strangers_browser(visitor: Visitor) -> None:
    answer = visitor.post("/language", {"language": ["en"], "back": ["/login"]}, page="/login")
    assert answer.headers["Location"] == "/login"
    assert "<h1>Log in</h1>" in visitor.get("/login").get_data(as_text=True)
