"""Taking the data out of a state that was written down: where the tokens were remains."""

from typing import Any

from engine.spiff.codec.values import decode, encode

_OWN = 4
"""Where a token's own data stand; what it keeps comes behind them."""


def empty(content: bytes) -> bytes:
    """The state without any data."""
    state = decode(content)
    parts = [[definition, caller, [_bare(row) for row in rows]] for definition, caller, rows in state["p"]]
    return encode(state | {"p": parts})


def _bare(row: list[Any]) -> list[Any]:
    return [*row[:_OWN], {}] if len(row) > _OWN and row[_OWN] != 0 else row[:_OWN]
