"""The draft of minutes: formal for some bodies, informal for others."""

from datetime import date

from webapp.lifecycle.minutes import Decided, Formality, Session, draft_minutes

SECTIONS = [Decided("Puuala", "Valitaan ehdoin", "Kaksi yritystä lisää.", "Seudun etu.", ("Omistaja, WITAS",))]


def _session(formality: Formality) -> Session:
    return Session(formality, "Seutujohtoryhmä 1", date(2027, 3, 1), "Viitasaari", ("Puheenjohtaja", "Sihteeri"))


def test_a_protocol_numbers_its_sections_and_states_that_the_meeting_was_lawful() -> None:
    assert draft_minutes(_session(Formality.PROTOCOL), SECTIONS) == (
        "Seutujohtoryhmä 1\n"
        "Aika: 1.3.2027\n"
        "Paikka: Viitasaari\n"
        "Läsnä: Puheenjohtaja, Sihteeri\n"
        "Kokous todettiin lailliseksi ja päätösvaltaiseksi.\n"
        "\n"
        "1 § Puuala\n"
        "Tulos: Valitaan ehdoin\n"
        "Ehdot: Kaksi yritystä lisää.\n"
        "Perustelut: Seudun etu.\n"
        "Esteellisinä poissa: Omistaja, WITAS"
    )


def test_a_memo_does_not() -> None:
    text = draft_minutes(_session(Formality.MEMO), SECTIONS)

    assert "§" not in text
    assert "lailliseksi" not in text
    assert "1. Puuala" in text
