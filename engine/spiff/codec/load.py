"""Bringing an instance back from what was written down.

Specs are found again by name in the version the part began with; nothing is predicted, so nothing is worked out anew.
"""

from typing import Any

from engine.errors import EngineError
from engine.spiff.codec.dump import VERSION
from engine.spiff.codec.values import decode
from engine.spiff.host import Host
from engine.spiff.instance import Instance, Part
from engine.spiff.scopes import Scope
from engine.spiff.tokens import Token


class UnreadableState(EngineError):
    """Expected the state of an instance, but it was written by another version of the engine, or not by it."""


def load(content: bytes, host: Host) -> Instance:
    """The instance that was written down; raises UnreadableState."""
    state = decode(content)
    if not isinstance(state, dict) or state.get("v") != VERSION:
        raise UnreadableState
    definition_id = state["d"]
    instance = Instance(definition_id, host.process(definition_id), host)
    instance.count = state["n"]
    found: dict[int, Token] = {}
    try:
        for definition, number, rows in state["p"]:
            if number == 0:
                _fill(instance, rows, None, found)
            else:
                _fill_part(instance, definition, found[number], rows, found)
    except (KeyError, IndexError, AttributeError) as error:
        raise UnreadableState from error
    if "f" in state:
        instance.completed, instance.success = True, state["f"] == 1
    return instance


def definitions_in(content: bytes) -> set[int]:
    """The definitions that what runs in an instance was begun with."""
    return {definition for definition, _, _ in decode(content)["p"]}


def _fill_part(
    instance: Instance, definition: int, caller: Token, rows: list[list[Any]], found: dict[int, Token]
) -> None:
    spec = caller.task_spec.spec
    if spec is None:
        process = instance.host.process(definition)
        spec = process.specs[process.key]
    part = Part(spec, caller, definition)
    instance.subprocesses[caller.id] = part
    _fill(part, rows, caller.data, found)


def _fill(part: Any, rows: list[list[Any]], around: Scope | None, found: dict[int, Token]) -> None:
    specs = part.spec.task_specs
    tokens: list[Token] = []
    for number, parent, name, state, *rest in rows:
        spec = part.spec.start if parent < 0 else specs[name]
        token = Token(part, spec, tokens[parent] if parent >= 0 else None, state, number)
        outer = token.data if parent >= 0 else around
        own: dict[str, object] | None = (rest[0] or None) if rest else None
        token.data = outer if outer is not None and not (rest and rest[0] != 0) else Scope(outer, own)
        if len(rest) > 1:
            token.internal_data = rest[1]
        tokens.append(token)
        found[number] = token
    part.task_tree = tokens[0]
