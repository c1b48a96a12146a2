"""The difference of two forms, field by field."""

import json
from collections.abc import Iterator

from engine.errors import InvalidResource
from webapp.comparing.differences import Difference, What, changes_between, keyed, moved_keys

_TEXT_TYPES = {"text", "button"}


def compare_forms(old: bytes, new: bytes, file: str = "form.json") -> list[Difference]:
    """What differs between two forms; raises InvalidResource for what is no JSON object."""
    before, after = _read(old, file), _read(new, file)
    olds, news = keyed(_fields(before, "")), keyed(_fields(after, ""))
    moved = moved_keys(list(olds), list(news))
    name = str(after.get("id") or before.get("id") or "")
    found: list[Difference] = []
    if head := changes_between(dict(_flat(before, "")), dict(_flat(after, ""))):
        found.append(Difference(What.CHANGED, "form", name, name, head))
    for key, field in news.items():
        told = dict(_flat(field, ""))
        if key not in olds:
            found.append(Difference(What.ADDED, "field", key, _name(field, key), changes_between({}, told)))
        elif changes := changes_between(dict(_flat(olds[key], "")), told):
            found.append(Difference(What.CHANGED, "field", key, _name(field, key), changes))
        elif key in moved:
            found.append(Difference(What.MOVED, "field", key, _name(field, key)))
    for key, field in olds.items():
        if key not in news:
            told = dict(_flat(field, ""))
            found.append(Difference(What.REMOVED, "field", key, _name(field, key), changes_between(told, {})))
    return found


def _read(content: bytes, file: str) -> dict[str, object]:
    try:
        form = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidResource(f"Expected a form in JSON, but: {error}, in {file} line 1.") from None
    if not isinstance(form, dict):
        raise InvalidResource(f"Expected a form, but the file holds something else, in {file} line 1.")
    return form


def _fields(form: dict[str, object], path: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every field by its key; a text by its id, else its kind; a button by its key and value."""
    components = form.get("components")
    for field in components if isinstance(components, list) else []:
        if isinstance(field, dict):
            key = str(field.get("key") or field.get("id") or field.get("type") or "")
            if field.get("type") == "button" and field.get("value"):
                key = f"{key}={field['value']}"
            yield f"{path}{key}", field
            yield from _fields(field, f"{path}{key}.")


def _flat(value: dict[str, object], path: str) -> Iterator[tuple[str, str]]:
    """All that a field says, nested names joined by dots."""
    for name, inner in value.items():
        if name == "components":
            continue
        if isinstance(inner, dict):
            yield from _flat(inner, f"{path}{name}.")
        elif isinstance(inner, list):
            yield f"{path}{name}", "; ".join(_item(each) for each in inner)
        else:
            yield f"{path}{name}", _item(inner)


def _item(value: object) -> str:
    if isinstance(value, dict) and {"label", "value"} <= value.keys():
        return f"{value['label']} ({value['value']})"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(field: dict[str, object], key: str) -> str:
    label = field.get("label") or (field.get("text") if field.get("type") in _TEXT_TYPES else "") or key
    return " ".join(str(label).split())[:80]
