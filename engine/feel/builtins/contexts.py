"""Context functions (DMN 1.5, 10.3.4.11, table 77)."""

from typing import Any

from engine.feel.budgets import Meter
from engine.feel.builtins.signatures import all_of

Context = dict[str, Any]


def get_value(context: Context, key: str) -> object:
    return context.get(key)


def get_value_at(context: Context, keys: list[str]) -> object:
    """The value at the end of a path of keys."""
    value: Any = context if keys else None
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def get_entries(context: Context) -> list[Context]:
    return [{"key": key, "value": value} for key, value in context.items()]


def context_of(entries: list[Any]) -> Context | None:
    """The context with these entries {key, value}; null when one is none, or a key comes twice."""
    result: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return None
        if entry["key"] in result:
            return None
        result[entry["key"]] = entry["value"]
    return result


def context_put(meter: Meter, context: Context, key: str, value: object) -> Context:
    return meter.sized({**context, key: value})


def context_put_at(meter: Meter, context: Context, keys: list[str], value: object) -> Context | None:
    """The context with the value at the end of a path; null when the path leads through something else."""
    if not keys or not all_of(keys, str):
        return None
    levels = [context]
    for key in keys[:-1]:
        inner = levels[-1].get(key, {})
        if not isinstance(inner, dict):
            return None
        levels.append(inner)
    result: Any = value
    for level, key in zip(reversed(levels), reversed(keys), strict=True):
        result = context_put(meter, level, key, result)
    return dict(result)


def context_merge(meter: Meter, contexts: list[Any]) -> Context | None:
    """All entries; where a key comes twice, the last one."""
    if not all_of(contexts, dict):
        return None
    result: Context = {}
    for context in contexts:
        result.update(meter.sized(context))
    return result
