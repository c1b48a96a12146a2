"""The history for auditors: every entry as a row, in files that other programs read."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TextIO

from sqlalchemy import Connection, select

from engine import Engine
from engine.schema import instance

COLUMNS = (
    "instance", "business_key", "title", "sequence", "at", "kind", "actor", "on_behalf_of", "process", "version",
    "element", "name", "values", "hash",
)  # fmt: skip


def entries(connection: Connection, engine: Engine) -> Iterator[dict[str, Any]]:
    """Every entry of every instance, in order; values as JSON would have them."""
    matters = connection.execute(
        select(instance.c.id, instance.c.business_key, instance.c.title).order_by(instance.c.id)
    )
    for matter in matters.all():
        for event in engine.timeline(connection, matter.id):
            yield {
                "instance": matter.id,
                "business_key": matter.business_key,
                "title": matter.title,
                "sequence": event.sequence,
                "at": event.at.isoformat(),
                "kind": str(event.kind),
                "actor": event.actor,
                "on_behalf_of": event.on_behalf_of,
                "process": event.process,
                "version": event.version,
                "element": event.element,
                "name": event.name,
                "values": plain(event.value),
                "hash": event.hash.hex(),
            }


def write_jsonl(rows: Iterator[dict[str, Any]], out: TextIO) -> None:
    """One JSON object a line."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Iterator[dict[str, Any]], out: TextIO) -> None:
    """Semicolons, as Finnish spreadsheets want them; no cell can be taken for a formula."""
    writer = csv.DictWriter(out, COLUMNS, delimiter=";")
    writer.writeheader()
    for row in rows:
        values = json.dumps(row["values"], ensure_ascii=False)
        writer.writerow({key: harmless(value) for key, value in (row | {"values": values}).items()})


WRITERS: Mapping[str, Callable[[Iterator[dict[str, Any]], TextIO], None]] = {"csv": write_csv, "jsonl": write_jsonl}


def harmless(value: object) -> object:
    """The text with a quote before it where a spreadsheet would run it (OWASP ASVS 5.0, V1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def plain(value: Any) -> Any:
    """A value of process data as JSON has it: numbers stay exact, as text where JSON's would not be."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | timedelta):
        return str(value)
    return value if isinstance(value, str | int | bool) or value is None else str(value)
