"""New processes, begun from a pattern: a stage that somebody does, a body that meets.

A pattern is a folder of files with `$names` in them (string.Template); a name is written as its kind of file needs.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from sqlalchemy import Connection, insert, select

from engine.errors import Conflict, InvalidInput
from webapp.lifecycle.schema import body, organisation, person_group, rotation_turn

_PATTERNS = Path(__file__).parent / "patterns"
_KEY = re.compile(r"[a-z][a-z0-9_]{1,38}")


class KeyTaken(Conflict):
    """There is a process, a body or a group of this key already."""


def check_key(key: str) -> None:
    """Raises InvalidInput for what cannot be the key of a process or a body."""
    if not _KEY.fullmatch(key):
        raise InvalidInput(f"Expected small letters a–z, digits and _, but the key is {key!r}.")


def fill_pattern(pattern: str, values: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a new folder `values["key"]`, by path: `stage` or `body` with its names filled in."""
    key = values["key"]
    names = {"diagram.bpmn": f"{key}.bpmn", "form.json": f"{key}.form.json"}
    return {
        f"{key}/{names.get(path.name, path.name)}": Template(path.read_text(encoding="utf-8"))
        .substitute({name: _write(path.suffix, value) for name, value in values.items()})
        .encode()
        for path in sorted((_PATTERNS / pattern).iterdir())
    }


def add_body(
    connection: Connection,
    key: str,
    name: str,
    *,
    chair_group: str,
    secretary_group: str,
    rotation_period: str | None,
    first_year: int,
    turns: list[str],
) -> None:
    """Keep a new body, the group of its members, and whose turns it is to convene; turns are organisations' keys.

    Raises KeyTaken.
    """
    taken = connection.scalar(select(body.c.key).where(body.c.key == key))
    if taken or connection.scalar(select(person_group.c.key).where(person_group.c.key == key)):
        raise KeyTaken(f"Expected a new key, but there is a body or a group {key!r}.")
    connection.execute(insert(person_group).values(key=key, name=name))
    start = None if rotation_period is None else first_year if rotation_period == "year" else 1
    values = {"chair_group": chair_group, "secretary_group": secretary_group}
    turning = {"rotation_period": rotation_period, "rotation_start": start}
    connection.execute(insert(body).values(key=key, name=name, **values, **turning))
    if turns:
        rows = [{"body": key, "position": position, "organisation": turn} for position, turn in enumerate(turns)]
        connection.execute(insert(rotation_turn), rows)
        _make_convenors(connection, turns)


def _make_convenors(connection: Connection, turns: list[str]) -> None:
    """Each organisation whose turn comes has a group of those who convene."""
    wanted = {f"convenor_{turn}": turn for turn in turns}
    known = set(connection.scalars(select(person_group.c.key).where(person_group.c.key.in_(wanted))))
    for key, turn in wanted.items():
        if key not in known:
            short = connection.scalar(select(organisation.c.short_name).where(organisation.c.key == turn))
            connection.execute(insert(person_group).values(key=key, name=f"Kokoonkutsuja, {short}"))


def _write(suffix: str, value: str) -> str:
    if suffix == ".bpmn":
        return escape(value, {'"': "&quot;", "'": "&apos;"})
    return json.dumps(value, ensure_ascii=False)[1:-1]  # A PO file's texts are written as JSON's are.
