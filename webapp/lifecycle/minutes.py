"""The draft of a meeting's minutes, after the template of Finnish administration; the secretary edits it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Decided:
    """One section: what was asked, what was said, and why; `actions` say who does what by when."""

    title: str
    outcome: str
    conditions: str
    grounds: str
    excused: tuple[str, ...]
    actions: tuple[str, ...] = ()
    diary_number: str = ""


class Formality(StrEnum):
    """How a body keeps its minutes."""

    PROTOCOL = "protocol"  # Pöytäkirja: lawfulness and quorum stated, numbered sections.
    MEMO = "memo"  # Muistio.

    @property
    def mark(self) -> str:
        """What follows an item's number."""
        return " §" if self is Formality.PROTOCOL else "."

    @property
    def paper(self) -> str:
        """The kind of paper that the minutes are printed as."""
        return "minutes" if self is Formality.PROTOCOL else "memo"


@dataclass(frozen=True)
class Session:
    """What the minutes say beside the items; lists of titles, names and sentences."""

    formality: Formality
    title: str
    held_on: date
    place: str
    attendance: tuple[str, ...]
    chair: str = ""
    quorate: bool = True
    inspectors: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    postponed: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    next_meeting: str = ""


def draft_minutes(session: Session, sections: Sequence[Decided]) -> str:
    """The text: a head, numbered sections, and who was there."""
    numbered = [f"{at}{session.formality.mark} {text}" for at, text in enumerate(_sections(session, sections), 1)]
    head = [session.title, f"Aika: {write_day(session.held_on)}", f"Paikka: {session.place}"]
    return "\n\n".join(["\n".join(head), *numbered, "\n".join(["Osallistujat", *session.attendance])])


def write_day(day: date) -> str:
    """1.3.2027"""
    return f"{day.day}.{day.month}.{day.year}"


def _sections(session: Session, sections: Sequence[Decided]) -> Iterator[str]:
    protocol = session.formality is Formality.PROTOCOL
    if protocol:
        yield f"Kokouksen avaus\nPuheenjohtaja {session.chair} avasi kokouksen."
        yield f"Laillisuus ja päätösvaltaisuus\n{_lawfulness(session)}"
        if session.quorate:
            yield f"Työjärjestyksen hyväksyminen\n{_order(session)}"
        yield f"Pöytäkirjantarkastajien valinta\nTarkastajiksi valittiin {' ja '.join(session.inspectors)}."
    else:
        yield f"Kokouksen avaus\nPuheenjohtajana toimi {session.chair}.\n{_order(session)}".rstrip()
        if not session.quorate:
            yield f"Päätösvaltaisuus\n{_lawfulness(session)}"
    yield from (_item(one) for one in sections)
    yield "\n".join(["Muut asiat", *(session.other or ("Muita asioita ei ollut.",))])
    yield f"Seuraava kokous\n{session.next_meeting or 'Seuraavan kokouksen ajankohta ilmoitetaan myöhemmin.'}"
    if protocol:
        yield "Kokouksen päättäminen\nPuheenjohtaja päätti kokouksen."


def _lawfulness(session: Session) -> str:
    if session.quorate:
        return "Kokous todettiin lailliseksi ja päätösvaltaiseksi."
    moved = f" Asiat siirtyvät seuraavaan kokoukseen: {', '.join(session.postponed)}." if session.postponed else ""
    return f"Kokous ei ollut päätösvaltainen eikä päättänyt asioista.{moved}"


def _order(session: Session) -> str:
    lines = ["Esityslista hyväksyttiin työjärjestykseksi."] if session.quorate else []
    lines += [f"Kokous suostui ottamaan kiireellisenä käsiteltäväksi asian {title}." for title in session.urgent]
    lines += [f"Esittäjä on perunut asian {title}; sitä ei käsitelty." for title in session.withdrawn]
    return "\n".join(lines)


def _item(one: Decided) -> str:
    lines = [one.title, *([f"Diaarinumero: {one.diary_number}"] if one.diary_number else [])]
    if one.excused:
        lines.append(f"Esteellisinä poissa: {', '.join(one.excused)}")
    lines.append(f"Tulos: {one.outcome}")
    if one.conditions:
        lines.append(f"Ehdot: {one.conditions}")
    lines.append(f"Perustelut: {one.grounds}")
    lines += [f"Tehtävä: {action}" for action in one.actions]
    return "\n".join(lines)
