"""The invented ideas of the region: who brings each one when, and what goes otherwise than by habit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.demonstration.habits import Habit, always, never
from webapp.demonstration.habits.lifecycle import Told, appoint, plan_for, report
from webapp.demonstration.habits.proposals import Proposal, apply_for, propose

REGIONAL = "Seudun kehittämismääräraha"


@dataclass(frozen=True)
class Brought:
    """An invented idea; `fund` is where its project's money comes from, the weeks are those of the story."""

    week: int
    person: str
    title: str
    area: str
    need: str
    habits: Mapping[str, Habit] = field(default_factory=dict)
    fund: str = REGIONAL
    deviates_in: int | None = None
    funder_answers_in: int | None = None

    @property
    def name(self) -> str:
        """Its title, marked as invented."""
        return f"Esimerkki: {self.title}"


def _filtered(outcome: str, grounds: str) -> Habit:
    return lambda data, _: {
        "scores": [{"criterion": row["value"], "score": 2} for row in data["criteria"]],
        "filtering_grounds": grounds,
        "direction": data.get("direction") or "bottom_up",
        "area": data["area"],
        "filtering": outcome,
    }


WOOD = Brought(
    0, "neuvoja.witas", "Puualan kehittämisverkosto", "innovations",
    "Puualan pienet yritykset tarvitsevat yhteistä tuotekehitystä.",
    {
        "prepare_proposal": propose(Proposal(
            "Puualan pienet yritykset kehittävät yhdessä uusia tuotteita ja hankkivat yhteisen koelaitteen.",
            ("saarijarvi", "karstula", "kyyjarvi", "kannonkoski"),
            indicator="Uusia tuotteita", target=8,
        )),
        "write_report": report(Told(
            "Yhdeksän yritystä on kehittänyt tuotteitaan yhteisissä työpajoissa. Koelaite on käytössä.", 9,
            "Laitehankinnalle kannattaa varata kolme kuukautta enemmän kuin toimittaja lupaa.",
            "Yritykset valitsivat itse työpajojen aiheet, ja osallistujia riitti joka kertaan.",
        )),
    },
    deviates_in=45,
)  # fmt: skip
TOURISM = Brought(
    1, "neuvoja.ssyp", "Luontomatkailun talvi", "dynamic_business",
    "Luontomatkailu hiljenee talveksi, vaikka kysyntää olisi.",
    {
        "prepare_proposal": propose(Proposal(
            "Seudun luontomatkailuyritykset tekevät talvesta yhteisen tarjonnan ja myyvät sitä yhdessä.",
            ("pihtipudas", "viitasaari", "kinnula", "kivijarvi"),
            (("Seudun kunnat", "municipal", 88_000), ("Toteuttaja", "own", 12_000)),
            indicator="Yhteisiä talvipaketteja", target=6,
        )),
        "appoint_team": appoint("projekti.ssyp", "rmg.pihtipudas", "yritysjasen.matkailu"),
        "plan_project": plan_for(8),
        "write_report": report(Told(
            "Talvipaketit on koottu ja ensimmäiset ryhmät ovat käyneet seudulla.", 7,
            "Paketit pitää saada myyntiin jo elokuussa, jotta ne ehtivät talven esitteisiin.",
            "Yksi yhteinen varauskalenteri korvasi seitsemän erillistä.",
        )),
        "record_impact": always(
            impact_text="Viisi yritystä myy talvipaketteja omin voimin. Yöpymiset kasvoivat talvella kymmenyksen.",
            impact_lessons="Yhteismyynti jatkui, koska sille nimettiin vastuuyritys jo hankkeen aikana.",
        ),
    },
)  # fmt: skip
FIRST_STEP = Brought(
    2, "neuvoja.ks", "Yrittäjyyden ensiaskel", "entrepreneurship", "Toimintaansa aloittavat tarvitsevat vertaistukea.",
    {
        "prepare_proposal": propose(Proposal(
            "Aloittavat yrittäjät tapaavat toisiaan ja kokeneita yrittäjiä ensimmäisen vuoden ajan.",
            ("saarijarvi", "viitasaari", "pihtipudas", "karstula", "kannonkoski"),
            (("Seudun kunnat", "municipal", 120_000), ("Toteuttaja", "own", 20_000)),
            indicator="Aloittavia yrittäjiä mukana", target=30,
        )),
        "appoint_team": appoint("projekti.ks", "rmg.saarijarvi"),
        "write_report": report(Told(
            "Vertaisryhmiä on neljä. Kolmekymmentäneljä aloittavaa yrittäjää on ollut mukana.", 34,
            "Iltatapaamisiin tultiin, päivätapaamisiin ei.",
            "Kokenut yrittäjä kummina piti ryhmän koossa koko vuoden.",
        )),
    },
)  # fmt: skip
VILLAGES = Brought(
    9, "neuvoja.ks", "Osaamisen kylätuvat", "skills", "Aikuisten on matkattava opiskelemaan kauas.",
    {
        "prepare_proposal": propose(Proposal(
            "Neljän kunnan kylätalot muuttuvat etäopiskelun paikoiksi, joissa on ohjaaja kerran viikossa.",
            ("kannonkoski", "kivijarvi", "kinnula", "kyyjarvi"),
            (("Keski-Suomen liitto, ESR+", "external", 196_000), ("Seudun kunnat", "municipal", 84_000)),
            funder="Keski-Suomen liitto, ESR+", indicator="Opiskelijoita kylätuvilla", target=60,
        )),
        "submit_application": apply_for("S30417"),
        "appoint_team": appoint("projekti.ks", "rmg.saarijarvi", "yritysjasen.matkailu"),
        "plan_project": plan_for(9),
        "write_report": report(Told(
            "Kylätupia on neljä, ja niissä opiskelee viikoittain noin seitsemänkymmentä aikuista.", 71,
            "Avainten hallinta kannattaa sopia kylien kanssa ennen kuin ensimmäinen kurssi alkaa.",
            "Sama ohjaaja kiersi kaikki kylät, joten hyvät tavat levisivät itsestään.",
        )),
    },
    "ESR+", funder_answers_in=40,
)  # fmt: skip
SUCCESSION = Brought(
    30, "neuvoja.ks", "Omistajanvaihdosten vauhditus", "dynamic_business",
    "Sata yritystä vaihtaa omistajaa viiden vuoden sisällä.",
    {
        "prepare_proposal": propose(Proposal(
            "Luopujat ja jatkajat löytävät toisensa: kartoitus, neuvonta ja yhteinen pörssi.",
            indicator="Omistajanvaihdoksia", target=15,
        )),
        "appoint_team": appoint("projekti.ssyp", "rmg.puheenjohtaja"),
        "write_report": report(Told("Neljäkymmentä luopujaa on kartoitettu. Kuusi kauppaa on tehty.", 6)),
    },
)  # fmt: skip
GREEN = Brought(
    32, "neuvoja.witas", "Vihreän siirtymän neuvonta", "innovations",
    "Yritykset eivät tiedä, mistä vihreä siirtymä kannattaa aloittaa.",
    {
        "prepare_proposal": propose(Proposal(
            "Yritykset saavat energiakatselmuksen ja suunnitelman, jonka ne voivat näyttää rahoittajalle.",
            ("saarijarvi", "viitasaari", "karstula", "pihtipudas", "kyyjarvi", "kinnula"),
            (("Keski-Suomen liitto, EAKR", "external", 300_000), ("Seudun kunnat", "municipal", 108_000)),
            funder="Keski-Suomen liitto, EAKR", indicator="Katselmuksia", target=45,
        )),
        "submit_application": apply_for("A81120"),
        "plan_project": plan_for(24),
        "write_report": report(Told("Katselmuksia on tehty kahdellatoista yrityksellä.", 12)),
    },
    "EAKR", funder_answers_in=60,
)  # fmt: skip
CARE = Brought(
    34, "neuvoja.witas", "Hoivayrittäjien verkosto", "wellbeing",
    "Pienet hoivayritykset kilpailevat tarjouksissa yksin.",
    {
        "prepare_proposal": propose(Proposal(
            "Pienet hoivayritykset tekevät yhteisiä tarjouksia ja jakavat sijaisia.",
            ("saarijarvi", "kannonkoski", "karstula", "kivijarvi"),
            (("Seudun kunnat", "municipal", 76_000), ("Toteuttaja", "own", 14_000)),
            indicator="Yhteisiä tarjouksia", target=10,
        )),
        "appoint_team": appoint("projekti.witas", "rmg.saarijarvi", "yritysjasen.matkailu"),
        "plan_project": plan_for(18),
        "write_report": report(Told("Verkostossa on yksitoista yritystä. Yhteisiä tarjouksia on jätetty yksi.", 1)),
    },
)  # fmt: skip

IDEAS = (
    WOOD,
    TOURISM,
    FIRST_STEP,
    Brought(3, "neuvoja.witas", "Lentorahtikenttä", "innovations", "Rahti kulkee hitaasti.",
            {"filter_idea": _filtered("drop", "Tarvetta ei osoitettu, eikä hanke ole seudun toteutettavissa.")}),
    VILLAGES,
    SUCCESSION,
    GREEN,
    CARE,
    Brought(56, "yritysjasen.metsa", "Metsäkoneosaajat", "skills", "Metsäkoneenkuljettajista on pulaa.",
            {"write_report": never}),
    Brought(58, "neuvoja.witas", "Hyvinvointimatkailun palvelupolku", "wellbeing",
            "Hyvinvointi- ja matkailuyritykset eivät löydä toisiaan.",
            {"prepare_proposal": propose(Proposal(
                "Hyvinvointi- ja matkailuyritykset rakentavat yhteisen palvelupolun.",
                sources=(("Keski-Suomen liitto, AKKE", "external", 240_000), ("Seudun kunnat", "municipal", 60_000)),
                funder="Keski-Suomen liitto, AKKE"))}),
    Brought(70, "neuvoja.ssyp", "Digiloikka pienyrityksille", "dynamic_business",
            "Pienyritysten verkkokauppa ja laskutus ovat käsityötä.",
            {"appoint_team": appoint("projekti.ssyp", "rmg.pihtipudas"), "plan_project": never}),
    Brought(71, "neuvoja.ks", "Kylien palveluauto", "entrepreneurship", "Kylistä ovat palvelut lähteneet.",
            {"appoint_team": never}),
    Brought(90, "neuvoja.ks", "Kylien etätyöpisteet", "entrepreneurship", "Etätyölle ei ole yhteisiä tiloja.",
            {"filter_idea": _filtered("supplement", "Mitkä kylät ovat mukana, ja kuka tiloja ylläpitää?")}),
    Brought(93, "neuvoja.witas", "Yhteinen datapankki", "unclear", "Yritysten tieto on hajallaan."),
    Brought(95, "neuvoja.ks", "Lähiruokaketju", "entrepreneurship", "Keittiöt ja tuottajat eivät kohtaa.",
            {"filter_idea": never}),
)  # fmt: skip
