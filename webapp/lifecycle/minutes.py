"""The draft of a meeting's minutes, after the template of Finnish administration; the secretary edits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Decided:
    """One section: what was asked, what was said, and why."""

    title: str
    outcome: str
    conditions: str
    grounds: str
    excused: tuple[str, ...]


class Formality(StrEnum):
    """How a body keeps its minutes."""

    PROTOCOL = "protocol"  # Pöytäkirja: lawfulness and quorum stated, numbered sections.
    MEMO = "memo"  # Muistio.


@dataclass(frozen=True)
class Session:
    """What the minutes begin with."""

    formality: Formality
    title: str
    held_on: date
    place: str
    present: tuple[str, ...]


def draft_minutes(session: Session, sections: Sequence[Decided]) -> str:
    """The text: opening and attendance, then a numbered section an item."""
    opening = [
        f"{session.title}",
        f"Aika: {session.held_on.day}.{session.held_on.month}.{session.held_on.year}",
        f"Paikka: {session.place}",
        f"Läsnä: {', '.join(session.present)}",
    ]
    mark = "."
    if session.formality is Formality.PROTOCOL:
        opening.append("Kokous todettiin lailliseksi ja päätösvaltaiseksi.")
        mark = " §"
    return "\n\n".join(["\n".join(opening), *(_section(f"{at}{mark}", one) for at, one in enumerate(sections, 1))])


def _section(mark: str, one: Decided) -> str:
    lines = [f"{mark} {one.title}", f"Tulos: {one.outcome}"]
    if one.conditions:
        lines.append(f"Ehdot: {one.conditions}")
    lines.append(f"Perustelut: {one.grounds}")
    if one.excused:
        lines.append(f"Esteellisinä poissa: {', '.join(one.excused)}")
    return "\n".join(lines)
