"""Who acts in the lifecycle's journey, of what, and what the larger forms are answered."""

from collections.abc import Mapping

from tests.browser.lifecycle_steps import Answer, Region
from webapp.demonstration import DEMONSTRATORS

TITLE, OTHER, FOLLOW_UP = "Puualan kehittämisverkosto", "Matkailun yhteinen myynti", "Puualan vienti"
ADVISOR, OWNER, MANAGER, COORDINATOR = "neuvoja.witas", "omistaja.witas", "projekti.witas", "koordinaattori"
CHAIR, CONVENOR, MEMBER, STEERING = "rmg.puheenjohtaja", "omistaja.ks", "yritysjasen.metsa", "rmg.karstula"
NAMES = {key: DEMONSTRATORS[key] for key in (OWNER, MANAGER, CHAIR, CONVENOR, MEMBER, STEERING)}
FOUR = "4 – täyttyy hyvin"
FOUR_OF_PELOTON = "4 – täyttyy hyvin: lisäksi yritykset ovat sitoutuneet"
CONDITIONS = "Kaksi yritystä lisää ennen alkua."


def scored(grounds: str) -> Mapping[str, Answer]:
    """The common criteria, each answered alike."""
    return {"Pisteet": [{"Pisteet 0–5": FOUR}] * 5, "Perustelu tai täydennyspyyntö": grounds}


def proposal(region: Region) -> Mapping[str, Answer]:
    """What is asked of a proposal."""
    return {
        "Tiivistelmä": "Kehitetään yhteinen tuotekehityspalvelu.",
        "Alkaa": region.in_days(120),
        "Päättyy": region.in_days(300),
        "Mukana olevat kunnat": ["Karstula", "Saarijärvi", "Viitasaari", "Pihtipudas"],
        "Kustannusmalli": "Tosiasialliset kustannukset",
        "Kustannusarvio": [
            {"Kustannuslaji": "Palkkakustannukset", "Euroa": "150 000,00"},
            {"Kustannuslaji": "Muut kustannukset", "Euroa": "60 000"},
        ],
        "Rahoitussuunnitelma": [
            {"Rahoittaja": "Seudun kunnat", "Rahoituksen laji": "Kuntarahoitus", "Euroa": "190 000,00"},
            {"Rahoittaja": "WITAS", "Rahoituksen laji": "Omarahoitus", "Euroa": "20 000,00 €"},
        ],
        "Kuntarahoitus kunnittain": [
            {"Kunta": "Saarijärvi", "Euroa": "100 000"},
            {"Kunta": "Viitasaari", "Euroa": "90 000"},
        ],
        "Valtiontuki": "Ei valtiontukea",
        "Kuka päättää oikeudellisesti": "Isäntäkunta",
    }


def opinion() -> Mapping[str, Answer]:
    """A member's scores, statement and recommendation."""
    return {
        "Pisteet": [{"Pisteet 0–5": FOUR_OF_PELOTON}] * 3,
        "Suositus": "Puollan",
        "Lyhyt lausunto": "Yrityslähtöinen.",
    }
