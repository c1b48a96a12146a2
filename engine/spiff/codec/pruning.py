"""Forgetting what is done: no join, loop or event looks back here, so a state is no larger than what waits."""

from typing import Any

from engine.spiff.tokens import Token


def prune(part: Any) -> None:
    """Keep the tokens that hold the scope open, those they hang from, and nothing else."""
    root: Token = part.task_tree
    kept: dict[int, Token] = {root.id: root}
    for token in part.tasks.values():
        if token.live or _pending(token):
            _keep(token, kept, root)
    if len(kept) == len(part.tasks):
        return
    part.tasks = dict(sorted(kept.items()))
    for token in kept.values():
        token._children = []
    for token in part.tasks.values():
        if token._parent is not None:
            kept[token._parent]._children.append(token.id)
    part.last_task = None


def _pending(token: Token) -> bool:
    """A turn of a loop that is over but could not be taken in yet."""
    parent = token.parent
    return parent is not None and token.id in parent.internal_data.get("over", ())


def _keep(token: Token, kept: dict[int, Token], root: Token) -> None:
    at = token
    while at.id not in kept:
        kept[at.id] = at
        parent = at.parent
        if parent is None or parent is root:
            return
        if not parent.task_spec.owns(at):
            at._parent = root.id
            return
        at = parent
