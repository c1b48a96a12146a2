"""Payloads: what messages, and callers, may bring that decides the way."""

from collections.abc import Iterator, Mapping
from itertools import product

from engine.simulation.conditions import Value
from engine.spiff import Subscription

OTHER = "other"
"""A text that no condition compares with."""


def payloads(compared: Mapping[str, tuple[Value, ...]], one: Subscription) -> Iterator[dict[str, object]]:
    """What a message may bring that decides the way: one of each combination, and what no condition names."""
    variable = one.element.properties.get("resultVariable")
    fields: dict[str, list[object]] = {}
    for path, values in compared.items():
        root, _, rest = path.partition(".")
        if variable and root == variable and rest and "." not in rest:
            texts = any(isinstance(value, str) for value in values)
            flags = any(isinstance(value, bool) for value in values)
            rests: list[object] = [OTHER] if texts else [True, False] if flags else []
            fields[rest] = list(dict.fromkeys([*values, *rests]))
    if not fields:
        yield {}
        return
    for chosen in product(*fields.values()):
        yield dict(zip(fields, chosen, strict=True))
