"""Typing into whatever a page asks: the forms as the page itself holds them, each text field filled with something."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import html

TYPED = {"text", "search", "tel", "url", "password", ""}
PLAIN = {"email": "xq7@payload.invalid", "number": "1", "date": "2027-06-01", "time": "12:00", "datetime-local": ""}


@dataclass(frozen=True)
class Form:
    """A form of a page: where it is sent, and what it holds when somebody has filled it in."""

    action: str
    values: dict[str, Any]
    answers: dict[str, bool]
    """What a person answers, and whether a browser lets them leave it out."""
    idle: frozenset[str]
    """The names of the buttons that Enter does not press."""


def forms_on(page: str, address: str, word: Callable[[], str]) -> Iterator[Form]:
    """The page's forms that change something; each text that may be typed is the next word."""
    tree = html.fromstring(page)
    for form in tree.iter("form"):
        if (form.get("method") or "").lower() == "post":
            inside = list(form.iter()) + (tree.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else [])
            values: dict[str, Any] = {}
            named = [one for one in inside if one.get("name") and one.tag in ("input", "select", "textarea", "button")]
            for one in named:
                _fill(values, one, word)
            answers = {one.get("name"): _can_be_left(one) for one in named if _is_answered(one)}
            buttons = [one.get("name", "") for one in inside if one.tag == "button" and one.get("type") != "button"]
            yield Form(form.get("action") or address, values, answers, frozenset(buttons) - set(buttons[:1]))


def _is_answered(one: Any) -> bool:
    return one.tag in ("select", "textarea") or (one.tag == "input" and one.get("type") != "hidden")


def _can_be_left(one: Any) -> bool:
    return one.tag != "select" or any(choice.get("value") == "" for choice in one.iter("option"))


def _fill(values: dict[str, Any], one: Any, word: Callable[[], str]) -> None:
    name, kind = one.get("name"), (one.get("type") or "").lower()
    if one.tag == "textarea" or (one.tag == "input" and kind in TYPED):
        money = one.get("inputmode") in ("decimal", "numeric")
        values[name] = "1" if money else word()
    elif one.tag == "select":
        chosen = [choice.get("value") for choice in one.iter("option") if choice.get("value")]
        if chosen:
            values[name] = chosen[-1]
    elif kind in PLAIN:
        values[name] = PLAIN[kind]
    elif kind == "file":
        values[name] = (BytesIO(f"Hei {word()}".encode()), f"{word()}.txt")
    elif kind in ("radio", "checkbox", "hidden") or one.tag == "button":
        values.setdefault(name, one.get("value") or "on")
