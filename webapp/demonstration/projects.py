"""Four real projects of other regions, as examples of what a portfolio holds: the facts of their own pages only."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from webapp.lifecycle.programmes import ClassKind, add_classification, classify
from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.schema import financing, lineage, partner, project, work_package

_Facts = dict[str, Any]
_Classes = tuple[tuple[ClassKind, str, _Facts], ...]

# The strategies and programmes above the projects, as the pages name them.
_INNOVATION = (
    ClassKind.PROGRAMME,
    "Innovaatio- ja osaamisjärjestelmien kehittämisohjelma",
    {"authority": "Opetus- ja kulttuuriministeriö"},
)
_SIX_CITIES = "6Aika"
_HAME = "Kestävän kasvun Häme 2022–2025"

# What a page does not say is left out; the portfolio shows it as not known.
_PROJECTS: tuple[tuple[_Facts, _Classes, tuple[_Facts, ...], tuple[_Facts, ...]], ...] = (
    (
        {
            "name": "INNOFOKUS",
            "acronym": "INNOFOKUS",
            "status": ProjectStatus.UNKNOWN,
            "implementer": "Aalto-yliopiston Kauppakorkeakoulun Pienyrityskeskus",
            "administrator": "Aalto-yliopiston Kauppakorkeakoulun Pienyrityskeskus",
            "funding_authority": "Pohjois-Pohjanmaan ELY-keskus",
            "total_cost": Decimal(469_807),
            "starts_on": date(2012, 1, 1),
            "ends_on": date(2014, 6, 30),
            "summary": "Hanketoiminnan malli organisaatioille, jotka toteuttavat rakennerahasto- ja EU-hankkeita. "
            "Hanke kuuluu kansallisen kehittämisohjelman tukirakenteeseen.",
        },
        (
            _INNOVATION,
            (ClassKind.FUND, "ESR", {}),
            *(
                (ClassKind.THEME, theme, {})
                for theme in (
                    "Strategialähtöiset ohjausvälineet",
                    "Tilat",
                    "Tietotekniikka ja hanketukipalvelut",
                    "Toimintatavat ja kulttuuri",
                    "Monialainen yhteistyö",
                    "Sisäinen ja ulkoinen viestintä",
                    "Hanketoiminnan laatu ja vaikuttavuuden arviointi",
                )
            ),
        ),
        (),
        ({"kind": "predecessor", "other_name": "Orkesterointi-Inno 2008–2011"},),
    ),
    (
        {
            "name": "6Aika, Oulun koordinaatio",
            "acronym": "6Aika",
            "status": ProjectStatus.UNKNOWN,
            "summary": "Kuuden kaupungin strategia, jota toteutetaan EAKR- ja ESR-hankkeilla. Koordinaatio kokoaa ja "
            "levittää hyviä käytäntöjä sekä ohjaa horisontaalisten periaatteiden huomioon ottamista.",
        },
        (
            (ClassKind.STRATEGY, _SIX_CITIES, {"authority": "Työ- ja elinkeinoministeriö"}),
            (ClassKind.PROGRAMME, "Kestävä kaupunkikehitys (ITI)", {}),
            (ClassKind.FUND, "EAKR", {}),
            (ClassKind.FUND, "ESR", {}),
            (ClassKind.THEME, "Avoin data ja rajapinnat", {"parent": _SIX_CITIES}),
            (ClassKind.THEME, "Avoimet innovaatioalustat", {"parent": _SIX_CITIES}),
            (ClassKind.THEME, "Avoin osallisuus ja asiakkuus", {"parent": _SIX_CITIES}),
        ),
        (),
        (),
    ),
    (
        {
            "name": "INNOCAP",
            "acronym": "INNOCAP",
            "status": ProjectStatus.ENDED,
            "started_on": date(2021, 12, 18),
            "ended_on": date(2022, 6, 30),
            "summary": "Osaamisohjelma neljän kumppanin kanssa Suomesta, Irlannista, Ruotsista ja Kanadasta "
            "(tieteenala 5200). Hankkeesta syntyi hakemus NPA-ohjelmaan 2021–2027.",
        },
        ((ClassKind.PROGRAMME, "NPA", {}),),
        ({"source": "ERNACT EEIG", "kind": "external", "amount": Decimal(16_250)},),
        (
            {"kind": "predecessor", "other_name": "DISTINCT"},
            {"kind": "successor", "other_name": "Hakemus NPA-ohjelmaan 2021–2027"},
        ),
    ),
    (
        {
            "name": "Häme Goes into Ecosystems",
            "acronym": "HGiE",
            "status": ProjectStatus.UNKNOWN,
            "funding_authority": "Hämeen liitto",
            "total_cost": Decimal(357_000),
            "starts_on": date(2023, 1, 1),
            "ends_on": date(2024, 12, 31),
            "summary": "Toimintamalli, fasilitointi, ennakoiva ohjaus ja mittaaminen sekä hallinto: neljä työpakettia. "
            "Yritykset ja kolmas sektori on kutsuttu mukaan avoimesti.",
        },
        (
            (ClassKind.STRATEGY, _HAME, {"valid_from": date(2022, 1, 1), "valid_to": date(2025, 12, 31)}),
            (ClassKind.THEME, "Älykkään erikoistumisen teemat", {"parent": _HAME}),
            (ClassKind.FUND, "AKKE", {"authority": "Hämeen liitto"}),
        ),
        (
            {"source": "AKKE-määräraha / TEM", "kind": "external", "amount": None},
            {"source": "Hämeen liitto", "kind": "external", "amount": None},
        ),
        ({"kind": "predecessor", "other_name": "Häme Goes for Growth (2021–2022)"},),
    ),
)


# Partners of whom the pages tell the country only, and work packages.
_PARTNERS = {"INNOCAP": ("Suomi", "Irlanti", "Ruotsi", "Kanada")}
_WORK_PACKAGES = {
    "HGiE": (
        "Toimintamalli",
        "Fasilitointi ja digitaalinen yhteistyöalusta",
        "Ennakoiva ohjaus, seuranta ja mittaaminen",
        "Hallinto, ohjaus ja viestintä",
    )
}


def load_reference_projects(connection: Connection) -> None:
    """Write the four projects, marked as references."""
    for facts, classes, sources, relatives in _PROJECTS:
        key = connection.execute(insert(project).values(origin="reference", **facts)).inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has one
        _classify(connection, key[0], classes)
        _add_parts(connection, key[0], facts["acronym"])
        for position, source in enumerate(sources, 1):
            connection.execute(insert(financing).values(project_id=key[0], position=position, **source))
        for relative in relatives:
            connection.execute(insert(lineage).values(project_id=key[0], **relative))


def _classify(connection: Connection, project_id: int, classes: _Classes) -> None:
    """The parents come before their children."""
    numbers = dict[str, int]()
    for kind, name, facts in classes:
        parent = {"parent": numbers[facts["parent"]]} if "parent" in facts else {}
        numbers[name] = add_classification(connection, kind, name, **(facts | parent))
    classify(connection, project_id, numbers.values())


def _add_parts(connection: Connection, project_id: int, acronym: str) -> None:
    for position, country in enumerate(_PARTNERS.get(acronym, ()), 1):
        values = {"project_id": project_id, "position": position, "name": "Nimi ei tiedossa", "country": country}
        connection.execute(insert(partner).values(values))
    for position, name in enumerate(_WORK_PACKAGES.get(acronym, ()), 1):
        connection.execute(insert(work_package).values(project_id=project_id, position=position, name=name))
