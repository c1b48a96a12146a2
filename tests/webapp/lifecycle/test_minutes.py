"""The draft of minutes: formal for some bodies, informal for others."""

from datetime import date

from webapp.lifecycle.minutes import Decided, Formality, Session, draft_minutes

SECTIONS = [
    Decided(
        "Puuala",
        "Valitaan ehdoin",
        "Kaksi yritystä lisää.",
        "Seudun etu.",
        ("Omistaja, WITAS",),
        ("Pyydetään lausunnot, Sihteeri, 31.3.2027 mennessä",),
    )
]


def _session(formality: Formality, *, quorate: bool = True) -> Session:
    return Session(
        formality,
        "Seutujohtoryhmä 1",
        date(2027, 3, 1),
        "Viitasaari",
        ("Kunnanjohtaja – jäsen – läsnä",),
        chair="Kunnanjohtaja",
        quorate=quorate,
        inspectors=("Kunnanjohtaja",),
        postponed=() if quorate else ("Puuala",),
        next_meeting="Seutujohtoryhmä kokoontuu 18.3.2027.",
    )


def test_a_protocol_numbers_its_sections_and_states_that_the_meeting_was_lawful() -> None:
    assert draft_minutes(_session(Formality.PROTOCOL), SECTIONS) == (
        "Seutujohtoryhmä 1\n"
        "Aika: 1.3.2027\n"
        "Paikka: Viitasaari\n"
        "\n"
        "1 § Kokouksen avaus\n"
        "Puheenjohtaja Kunnanjohtaja avasi kokouksen.\n"
        "\n"
        "2 § Laillisuus ja päätösvaltaisuus\n"
        "Kokous todettiin lailliseksi ja päätösvaltaiseksi.\n"
        "\n"
        "3 § Työjärjestyksen hyväksyminen\n"
        "Esityslista hyväksyttiin työjärjestykseksi.\n"
        "\n"
        "4 § Pöytäkirjantarkastajien valinta\n"
        "Tarkastajiksi valittiin Kunnanjohtaja.\n"
        "\n"
        "5 § Puuala\n"
        "Esteellisinä poissa: Omistaja, WITAS\n"
        "Tulos: Valitaan ehdoin\n"
        "Ehdot: Kaksi yritystä lisää.\n"
        "Perustelut: Seudun etu.\n"
        "Tehtävä: Pyydetään lausunnot, Sihteeri, 31.3.2027 mennessä\n"
        "\n"
        "6 § Muut asiat\n"
        "Muita asioita ei ollut.\n"
        "\n"
        "7 § Seuraava kokous\n"
        "Seutujohtoryhmä kokoontuu 18.3.2027.\n"
        "\n"
        "8 § Kokouksen päättäminen\n"
        "Puheenjohtaja päätti kokouksen.\n"
        "\n"
        "Osallistujat\n"
        "Kunnanjohtaja – jäsen – läsnä"
    )


def test_a_memo_does_not() -> None:
    text = draft_minutes(_session(Formality.MEMO), SECTIONS)

    assert "§" not in text
    assert "lailliseksi" not in text
    assert "2. Puuala" in text


def test_minutes_of_a_meeting_without_quorum_say_what_waits_for_the_next() -> None:
    text = draft_minutes(_session(Formality.PROTOCOL, quorate=False), [])

    assert (
        "Kokous ei ollut päätösvaltainen eikä päättänyt asioista. Asiat siirtyvät seuraavaan kokoukseen: Puuala."
        in text
    )
    assert "Esityslista hyväksyttiin" not in text
