"""A body meets, through the pages: planned, called, held, minuted, inspected."""

from collections.abc import Mapping

from tests.browser.lifecycle_answers import CHAIR, COORDINATOR, NAMES, STEERING
from tests.browser.lifecycle_steps import Region


def the_rmg_meets(region: Region, said: Mapping[str, str], conditions: str = "") -> None:
    """Called by its chair, held ten days later."""
    the_meeting_is_called(region, CHAIR, "Seutujohtoryhmä", "Seutujohtoryhmän kokous")
    region.travel(days=10)
    the_meeting_is_held(region, "Seutujohtoryhmä", [CHAIR, STEERING], said, conditions)


def the_meeting_is_called(region: Region, convenor: str, name: str, process: str) -> None:
    """Planned for two weeks from now; five days later all that waits is put on the agenda.

    It is the calendar's next meeting, or an extra one where the calendar has opened none.
    """
    one = region.as_(convenor)
    if not any(name in title for title in one.waits_for("Sovi kokouksesta")):
        one.start(process, Menettely="Kokous")
    one.do(
        "Sovi kokouksesta",
        name,
        {
            "Kokouspäivä": region.in_days(14),
            "Paikka tai etäyhteys": "Viitasaari",
            "Esityslista sulkeutuu": region.in_days(4),
        },
    )
    region.travel(days=5)
    one.do("Vahvista esityslista", name, press="Vahvista esityslista")


def the_meeting_is_held(
    region: Region, name: str, present: list[str], said: Mapping[str, str], conditions: str = ""
) -> str:
    """Who was there, what was said of each item, the minutes and their inspection; gives the minutes."""
    secretary, first = region.as_(COORDINATOR), NAMES[present[0]]
    secretary.do(
        "Pidä kokous",
        name,
        {
            "Läsnä": [NAMES[one] for one in present],
            "Puheenjohtaja": first,
            "Kokous on laillinen ja päätösvaltainen": True,
            "Tarkastajat": [first],
        },
    )
    for _ in secretary.waits_for("Kirjaa asian tulos"):
        secretary.open("Kirjaa asian tulos", name)
        title = secretary.page.locator("#task-form h2").first.inner_text()
        outcome = next((outcome for part, outcome in said.items() if part in title), "Merkitään tiedoksi")
        secretary.fill_and_press({"Tulos": outcome, "Ehdot": conditions, "Perustelut": "Seudun etu."})
    secretary.open("Laadi pöytäkirja", name)
    minutes = secretary.page.get_by_label("Pöytäkirja").input_value()
    secretary.fill_and_press({})
    region.as_(present[0]).do("Tarkasta pöytäkirja", name, press="Hyväksy")
    return minutes
