"""History: what happened to an instance, entry by entry, chained so that nothing can be changed unnoticed.

An entry's hash covers the hash before it, the entry's own columns and the salted digest of its value.  The values lie
apart in `history_value` and may be erased: the digest stays, so the chain stays whole.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import Connection

from engine.actors import Actor, Request
from engine.chain import Link, digest_of, hash_link
from engine.content import pack, read_data, unpack, write_data
from engine.errors import RequestReused
from engine.kinds import Kind
from engine.schema import history, history_value
from engine.statements import Statement
from engine.undone import stands

_ADD = Statement(insert(history).values({column: bindparam(column.name) for column in history.c}))
_ADD_VALUE = Statement(
    insert(history_value).values(
        {column: bindparam(column.name) for column in history_value.c if column.name != "digest"}
    )
)
_BY_REQUEST = Statement(
    select(history.c.instance_id, history.c.sequence, history_value.c.content)
    .join(
        history_value,
        (history_value.c.instance_id == history.c.instance_id) & (history_value.c.sequence == history.c.sequence),
    )
    .where(history.c.request_key == bindparam("key"))
)
_BY_TASK = Statement(
    select(history.c.kind, history.c.actor, history.c.at).where(
        history.c.task_id == bindparam("task_id"), history.c.task_id.is_not(None), stands()
    )
)
_LAST_SUBMISSION = Statement(
    select(history_value.c.content)
    .join(
        history,
        (history_value.c.instance_id == history.c.instance_id) & (history_value.c.sequence == history.c.sequence),
    )
    .where(
        history.c.instance_id == bindparam("instance_id"),
        history.c.element == bindparam("element"),
        history.c.kind == str(Kind.COMPLETED),
        stands(),
    )
    .order_by(history.c.sequence.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, before it has its place in the chain.

    `value` is what was put in and what followed, in the values that process data may hold.
    """

    kind: Kind
    at: datetime
    by: Actor
    definition_id: int
    element: str | None = None
    task_id: int | None = None
    request: Request | None = None
    value: Mapping[str, Any] = field(default_factory=dict)


def chain(instance_id: int, link: Link, entry: Entry) -> tuple[Link, list[tuple[Statement, dict[str, Any]]]]:
    """The next link, and the two statements that write it."""
    content, salt = pack(write_data(_kept(entry))), os.urandom(16)
    row: dict[str, Any] = {
        "instance_id": instance_id,
        "sequence": link.sequence + 1,
        "at": entry.at,
        "kind": str(entry.kind),
        "actor": entry.by.id,
        "on_behalf_of": entry.by.on_behalf_of,
        "definition_id": entry.definition_id,
        "element": entry.element,
        "task_id": entry.task_id,
        "request_key": entry.request.key if entry.request else None,
    }
    row["hash"] = hash_of(link.head, row, digest_of(salt, content))
    kept = {"instance_id": instance_id, "sequence": row["sequence"], "salt": salt, "content": content}
    return Link(row["sequence"], row["hash"]), [(_ADD, row), (_ADD_VALUE, kept)]


def read_value(content: bytes) -> dict[str, Any]:
    """An entry's value as it was given: `values` whole, `followed` as lists of element, what and detail."""
    value: dict[str, Any] = read_data(unpack(content))
    if "followed" in value:
        value["followed"] = [[one, "passed", {}] if isinstance(one, str) else one for one in value["followed"]]
    if "values" in value:
        value["values"] = {**value["process"], **value["values"]}
    return value


def _kept(entry: Entry) -> dict[str, Any]:
    """An entry's value in few bytes: there is one for each thing that ever happened.

    Of what followed, an element that was passed is its id alone; a value that entered process data stands there only.
    """
    kept = dict(entry.value)
    if "followed" in kept:
        kept["followed"] = [one[0] if one[1:] == ["passed", {}] else one for one in kept["followed"]]
    if "values" in kept:
        kept["values"] = {key: value for key, value in kept["values"].items() if key not in kept["process"]}
    if entry.request is not None:
        kept["request"] = _short(entry.request)
    return kept


def _short(request: Request) -> str:
    """What a request asked for, in 16 characters (96 bits): enough to tell two requests with one key apart."""
    return base64.b64encode(hashlib.sha256(request.digest.encode()).digest()[:12]).decode()


def hash_of(before: bytes, row: Mapping[str, Any], value_digest: bytes) -> bytes:
    """An entry's hash, over the hash before it, its columns and its value's digest."""
    columns = (
        "instance_id",
        "sequence",
        "kind",
        "actor",
        "on_behalf_of",
        "definition_id",
        "element",
        "task_id",
        "request_key",
    )
    at: datetime = row["at"]
    told = json.dumps([at.astimezone(UTC).isoformat(timespec="microseconds"), *(row[column] for column in columns)])
    return hash_link(before, told, value_digest)


def first_answer(connection: Connection, request: Request | None) -> tuple[int, int] | None:
    """The instance and the sequence that a request led to when it first came; None when it is new.

    Raises RequestReused when its key was used for something else.
    """
    if request is None:
        return None
    found = _BY_REQUEST.rows(connection, key=request.key)
    if not found:
        return None
    row = found[0]
    # An erased value no longer tells what was asked for: the key alone must do.
    if row.content is not None and read_value(row.content).get("request") != _short(request):
        raise RequestReused
    return row.instance_id, row.sequence


def who_closed(connection: Connection, task_id: int) -> tuple[Kind, str, datetime] | None:
    """How a user task ended, by whom and when; None when it never was, or still is."""
    found = _BY_TASK.rows(connection, task_id=task_id)
    return (Kind(found[0].kind), found[0].actor, found[0].at) if found else None


def last_submission(connection: Connection, instance_id: int, element: str) -> Mapping[str, Any] | None:
    """What was last submitted at a user task, whole; None when nothing was, or it was erased."""
    found = _LAST_SUBMISSION.rows(connection, instance_id=instance_id, element=element)
    if not found or found[0].content is None:
        return None
    values: Mapping[str, Any] = read_value(found[0].content)["values"]
    return values
