"""When a field is shown: always, after a certain answer, or as FEEL says.  In the file stands when it is hidden."""

import re
from collections.abc import Iterator, Mapping

from webapp.form_editing.changes import key_of
from webapp.form_editing.files import inner
from webapp.form_editing.kinds import CHOICES, Component, Kind, kind_of
from webapp.form_editing.options import read_options

_AFTER = re.compile(r'=\s*([a-z][a-z0-9_]*)\s*!=\s*("[^"\\]*"|true)\s*')


def told(hide: str) -> dict[str, str]:
    """A condition as the page's answers: `when` (always, answer or feel), `answer` and `hide`."""
    if not hide:
        return {"when": "always"}
    found = _AFTER.fullmatch(hide)
    if found:
        return {"when": "answer", "answer": f"{found[1]}={found[2].strip(chr(34))}", "hide": hide}
    return {"when": "feel", "hide": hide}


def hide(typed: Mapping[str, str]) -> str:
    """The FEEL that hides the field, as the page was answered; empty where it is always shown."""
    when = typed.get("when", "always")
    if when == "answer":
        key, _, value = typed.get("answer", "").partition("=")
        if not key:
            return ""
        written = value if value == "true" else f'"{value}"'
        before = typed.get("hide", "").strip()
        # As it was written, where it says the same.
        return before if told(before).get("answer") == f"{key}={value}" else f"= {key} != {written}"
    text = typed.get("hide", "").strip()
    if when != "feel" or not text:
        return ""
    return text if text.startswith("=") else f"= {text}"


def answers_before(components: list[object], but: Component) -> Iterator[tuple[str, str, str]]:
    """The answers that a field of this scope may wait for: how `answer` names each, the question, the answer.

    The answer of a yes-or-no question is `true`.
    """
    for component in components:
        if not isinstance(component, dict) or component is but:
            continue
        kind, label = kind_of(component), str(component.get("label") or "")
        if kind is Kind.GROUP:
            yield from answers_before(list(inner(component)), but)
        elif kind is Kind.CHECKBOX:
            yield f"{key_of(component)}=true", label, "true"
        elif kind in CHOICES - {Kind.CHECKLIST}:
            for option in read_options(component.get("values")):
                if isinstance(option.more.get("value"), str) and '"' not in option.value:
                    yield f"{key_of(component)}={option.value}", label, option.label
