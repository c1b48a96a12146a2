"""Writing an instance down.

    {"v": 1, "d": definition id, "n": how many tokens there were, "f": 1 when it is over, "p": [part …]}
    part   [definition id, number of the token it runs inside (0 for the instance itself), [token …]]
    token  [number, index of its parent in the list, spec's name, state, own data | 0, what it keeps | 0]

Trailing zeros are left out, and so is the spec, which every version has once.  Order is part of the format.
"""

from collections.abc import Iterator
from typing import Any

from engine.spiff.codec.pruning import prune
from engine.spiff.codec.values import encode
from engine.spiff.instance import Instance
from engine.spiff.tokens import Token

VERSION = 1


def dump(instance: Instance) -> bytes:
    """The state of an instance that has come to rest; what is done is forgotten in it."""
    parts = []
    for part in instance.parts():
        prune(part)
        parts.append([part.definition_id, part.parent_task_id or 0, _rows(part)])
    state: dict[str, object] = {"v": VERSION, "d": instance.definition_id, "n": instance.count, "p": parts}
    if instance.completed:
        state["f"] = 1 if instance.success else 2
    return encode(state)


def _rows(part: Any) -> list[list[object]]:
    index: dict[int, int] = {}
    rows: list[list[object]] = []
    for token in _parents_first(part):
        index[token.id] = len(rows)
        rows.append(_row(token, index))
    return rows


def _parents_first(part: Any) -> Iterator[Token]:
    """The tokens by their numbers; only in an instance that was moved to another version may a parent be the younger.

    There it comes right before its first child.
    """
    told: set[int] = set()
    for number in sorted(part.tasks):
        line: list[int] = []
        at: int | None = number
        while at is not None and at not in told:
            line.append(at)
            at = part.tasks[at]._parent
        told.update(line)
        yield from (part.tasks[one] for one in reversed(line))


def _row(token: Token, index: dict[int, int]) -> list[object]:
    parent = -1 if token._parent is None else index[token._parent]
    own: object = token.data.written() if token.has_own_scope() and not _shared(token) else 0
    row: list[object] = [token.id, parent, token.task_spec.name, token._state, own, token.internal_data or 0]
    while row[-1] == 0:
        row.pop()
    return row


def _shared(token: Token) -> bool:
    """Whether the first token of an embedded sub-process, which uses the data around it."""
    part = token.workflow
    return token._parent is None and part is not token.top and part.caller.data is token.data
