"""Proposals: the versions of what an idea became on its way to a decision, each kept whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, insert, select

from engine.content import pack, read_data, unpack, write_data
from webapp.lifecycle.schema import proposal_version as versions


@dataclass(frozen=True)
class Version:
    """One version; `content` is what the form was answered."""

    number: int
    prepared_at: datetime
    prepared_by: str
    total_cost: Decimal
    content: Mapping[str, Any]


def keep_version(
    connection: Connection, idea: int, content: Mapping[str, Any], total_cost: Decimal, *, by: str, at: datetime
) -> int:
    """Keep a proposal as it is now; its version: 1, 2, …"""
    latest = connection.scalar(select(func.max(versions.c.version)).where(versions.c.idea_id == idea))
    version = (latest or 0) + 1
    values = {
        "idea_id": idea,
        "version": version,
        "prepared_at": at,
        "prepared_by": by,
        "total_cost": total_cost,
        "content": pack(write_data(dict(content))),
    }
    connection.execute(insert(versions).values(values))
    return version


def latest_content(connection: Connection, idea: int) -> Mapping[str, Any]:
    """What an idea's proposal says by now; nothing where none was kept."""
    kept = versions_of(connection, idea)
    return kept[-1].content if kept else {}


def versions_of(connection: Connection, idea: int) -> list[Version]:
    """The versions of an idea's proposal, the first one first."""
    rows = connection.execute(select(versions).where(versions.c.idea_id == idea).order_by(versions.c.version))
    return [
        Version(row.version, row.prepared_at, row.prepared_by, row.total_cost, read_data(unpack(row.content)))
        for row in rows
    ]
