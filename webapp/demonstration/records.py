"""What staff write beside the processes: funds of projects, results for everybody, and the knowledge bank's entries."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from webapp.demonstration.ideas import FIRST_STEP, IDEAS, REGIONAL, TOURISM, VILLAGES, WOOD
from webapp.lifecycle import knowledge
from webapp.lifecycle.knowledge import Kind, Wording, Writing
from webapp.lifecycle.programmes import ClassKind, add_classification, classify
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.results import publish
from webapp.lifecycle.schema import project

PROGRAMME = "Esimerkki: Seutuohjelma 2025–2028"
RESULTS = {
    WOOD.name: {
        "fi": "Yhdeksän puualan yritystä kehitti yhdessä uusia tuotteita. Saarijärvellä on nyt koelaite, jota kaikki "
        "seudun yritykset saavat käyttää.",
        "sv": "Nio träföretag utvecklade nya produkter tillsammans. I Saarijärvi finns nu en provanläggning som alla "
        "företag i regionen får använda.",
        "en": "Nine wood companies developed new products together. Saarijärvi now has a test rig that every company "
        "of the region may use.",
    },
    TOURISM.name: {
        "fi": "Seudulla on seitsemän yhteistä talvipakettia ja yksi varauskalenteri. Talven yöpymiset kasvoivat "
        "kymmenyksen.",
        "en": "The region has seven winter packages and one booking calendar. Winter nights grew by a tenth.",
    },
    FIRST_STEP.name: {
        "fi": "Kolmekymmentäneljä aloittavaa yrittäjää sai vertaisryhmän ja kokeneen kummin. Heistä kolmekymmentä "
        "jatkaa yrittäjänä.",
        "en": "Thirty-four new entrepreneurs got a peer group and an experienced mentor. Thirty of them go on.",
    },
    VILLAGES.name: {
        "fi": "Neljässä kunnassa voi nyt opiskella omassa kylässä. Kylätuvilla opiskelee viikoittain noin "
        "seitsemänkymmentä aikuista.",
        "en": "In four municipalities one can now study in one's own village; about seventy adults do so each week.",
    },
}
"""What is public of the projects that have ended, by project and language."""


@dataclass(frozen=True)
class Note:
    """An entry of the knowledge bank: in which week of the story, and by whom."""

    week: int
    author: str
    kind: Kind
    title: str
    text: str
    themes: tuple[str, ...]
    area: str | None = None


NOTES = (
    Note(6, "koordinaattori", Kind.GUIDE, "Esimerkki: Näin ideasta tulee hanke",
         "Kirjoita ensin **tarve**, vasta sitten keino. Alueen omistaja auttaa lopussa.\n\n"
         "1. Kysy kolmelta yritykseltä, onko tarve niilläkin.\n2. Katso tietopankista, mitä on jo kokeiltu.\n"
         "3. Lähetä idea; täydentää voi myöhemmin.", ("hankeideat", "aloittaminen")),
    Note(28, "neuvoja.ks", Kind.SITUATION_REPORT, "Esimerkki: Tilannekuva: kaupan ala kylissä",
         "Kuudessa kylässä kauppa on saman yrittäjän varassa. Jatkajaa etsitään kolmessa. Palveluauto kiinnostaa.",
         ("kylät", "kauppa"), "entrepreneurship"),
    Note(41, "projekti.ssyp", Kind.LESSON, "Esimerkki: Talvi on myytävä elokuussa",
         "Matkanjärjestäjät päättävät talven ohjelmansa elokuussa. Marraskuussa valmistunut paketti myi vasta "
         "seuraavana vuonna.", ("matkailu", "aikataulu"), "dynamic_business"),
    Note(57, "neuvoja.witas", Kind.SITUATION_REPORT, "Esimerkki: Tilannekuva: puuala",
         "Tilauskannat ovat kasvaneet, mutta kuljettajista ja koneistajista on pulaa. Kaksi yritystä suunnittelee "
         "investointia.", ("puuala", "työvoima"), "innovations"),
    Note(66, "projekti.witas", Kind.GOOD_PRACTICE, "Esimerkki: Koelaite yhteiseen käyttöön",
         "Laite on yhden yrityksen tiloissa, mutta varaukset tehdään yhteisestä kalenterista. Huollosta vastaa se, "
         "joka käytti laitetta viimeksi.", ("puuala", "yhteiskäyttö"), "innovations"),
    Note(79, "projekti.ks", Kind.GOOD_PRACTICE, "Esimerkki: Kummi pitää ryhmän koossa",
         "Aloittavien ryhmistä kaikki neljä jatkoivat koko vuoden, kun kummi kutsui tapaamiset koolle.",
         ("yrittäjyys", "vertaistuki"), "entrepreneurship"),
    Note(88, "projekti.ks", Kind.LESSON, "Esimerkki: Sovi avaimista ensin",
         "Kylätalon avaimista kannattaa sopia ennen ensimmäistä kurssia: kaksi iltaa jäi pitämättä oven takana.",
         ("kylät", "opiskelu"), "skills"),
)  # fmt: skip


def write_note(connection: Connection, note: Note, now: datetime, today: date) -> None:
    """Somebody writes an entry into the knowledge bank."""
    wording = Wording(note.kind, note.title, note.text, area=note.area, themes=note.themes)
    knowledge.add(connection, wording, Writing(note.author, now, today))


def write_records(connection: Connection, now: datetime) -> None:
    """Staff say whose money the projects spend, and publish what came of those that have ended."""
    funds = {idea.name: idea.fund for idea in IDEAS}
    programme = add_classification(connection, ClassKind.PROGRAMME, PROGRAMME)
    for row in connection.execute(select(project).where(project.c.origin == "process")).all():
        fund = add_classification(connection, ClassKind.FUND, funds.get(row.name, REGIONAL))
        classify(connection, row.id, [programme, fund])
        if row.status == ProjectStatus.ENDED:
            publish(connection, row.id, RESULTS.get(row.name, {}), "yllapito", now)
