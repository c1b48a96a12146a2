"""What a browser sends with a form: the answers, and what makes the request repeatable."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from flask import abort, request

from engine import Request
from engine.forms import FieldView

OURS = frozenset({"csrf_token", "request_key", "more_rows", "stay", "back", "attachments"})
_KEY = re.compile(r"[0-9a-f]{32}")

Submitted = dict[str, list[str]]


def submitted() -> Submitted:
    """The answers as they were posted, by the names of their fields."""
    return {name: values for name, values in request.form.lists() if name not in OURS}


def repeatable(answers: Mapping[str, list[str]]) -> Request:
    """The request's idempotency key, and the digest of what it asks: pressing twice does a thing once."""
    key = request.form.get("request_key", "")
    if not _KEY.fullmatch(key):
        abort(400)
    told = json.dumps([request.path, sorted(answers.items())], ensure_ascii=False)
    return Request(key, hashlib.sha256(told.encode()).hexdigest())


def asks_again() -> bool:
    """Whether the form is only to be shown again: with a further row, or counted."""
    return not {"more_rows", "stay"}.isdisjoint(request.form)


def kept_at() -> str | None:
    """Where one goes on after a draft is kept: at the list that got a row, or the field that was counted."""
    more = request.form.get("more_rows", "")
    return f"field-{more.replace('.', '-')}" if more else request.form.get("stay") or None


def flat(fields: Iterable[FieldView]) -> list[FieldView]:
    """Every field at any depth."""
    found: list[FieldView] = []
    for field in fields:
        found.append(field)
        found += flat(field.fields)
        for row in field.rows:
            found += flat(row)
    return found


def error_list(fields: Iterable[FieldView], errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors in the order of the page: id of the control to jump to, and sentence."""
    listed = [(field.id, _placed(field)) for field in flat(fields) if field.error]
    seen = dict.fromkeys(listed)  # Buttons share a name, and so an error.
    known = {field.name for field in flat(fields)}
    return [("", sentence) for name, sentence in errors.items() if name not in known] + list(seen)


def _placed(field: FieldView) -> str:
    """The sentence, which names its field; in a list the row as well."""
    return f"{field.place}: {field.error}" if field.place else field.error


def hidden_names(fields: Iterable[FieldView]) -> list[str]:
    """The names of the fields that the answers so far do not ask for."""
    return [field.name for field in flat(fields) if field.hidden and field.name]


def computed_texts(fields: Iterable[FieldView]) -> dict[str, str]:
    """What the server counts from the answers, by where it stands on the page: expressions, sums, means."""
    found: dict[str, str] = {}
    for field in flat(fields):
        if field.kind == "expression":
            found[field.id] = field.value or "–"
        if field.kind == "score":
            found[f"{field.id}-mean"] = field.mean or "–"
        found |= {column.id: column.value for column in field.columns if column.value}
    return found


def typed(fields: Iterable[FieldView], answers: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    """What a person typed, by the labels of the fields, for a page that could not use it."""
    labels = {field.name: field.label for field in flat(fields) if field.kind != "button"}
    return [(labels.get(name, name), texts) for name, texts in answers.items() if any(text.strip() for text in texts)]
