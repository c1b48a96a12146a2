"""The words of the pages, in each language."""

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
