"""Four real projects of other regions, as examples of what a portfolio holds: the facts of their own pages only."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert

from webapp.lifecycle.projects import ProjectStatus
from webapp.lifecycle.schema import financing, lineage, project

_Facts = dict[str, Any]

# What a page does not say is left out; the portfolio shows it as not known.
_PROJECTS: tuple[tuple[_Facts, tuple[_Facts, ...], tuple[_Facts, ...]], ...] = (
    (
        {
            "name": "INNOFOKUS",
            "acronym": "INNOFOKUS",
            "status": ProjectStatus.UNKNOWN,
            "implementer": "Aalto-yliopiston Kauppakorkeakoulun Pienyrityskeskus",
            "administrator": "Aalto-yliopiston Kauppakorkeakoulun Pienyrityskeskus",
            "programme": "Innovaatio- ja osaamisjärjestelmien kehittämisohjelma (OKM)",
            "fund": "ESR",
            "funding_authority": "Pohjois-Pohjanmaan ELY-keskus",
            "total_cost": Decimal(469_807),
            "starts_on": date(2012, 1, 1),
            "ends_on": date(2014, 6, 30),
            "summary": "Hanketoiminnan malli organisaatioille, jotka toteuttavat rakennerahasto- ja EU-hankkeita.",
        },
        (),
        ({"kind": "predecessor", "other_name": "Orkesterointi-Inno 2008–2011"},),
    ),
    (
        {
            "name": "6Aika, Oulun koordinaatio",
            "acronym": "6Aika",
            "status": ProjectStatus.UNKNOWN,
            "programme": "Kestävä kaupunkikehitys (ITI)",
            "fund": "EAKR ja ESR",
            "summary": "Kuuden kaupungin strategia: avoin data ja rajapinnat, avoimet innovaatioalustat, "
            "avoin osallisuus ja asiakkuus.",
        },
        (),
        (),
    ),
    (
        {
            "name": "INNOCAP",
            "acronym": "INNOCAP",
            "status": ProjectStatus.ENDED,
            "programme": "NPA",
            "started_on": date(2021, 12, 18),
            "ended_on": date(2022, 6, 30),
            "summary": "Osaamisohjelma neljän kumppanin kanssa Suomesta, Irlannista, Ruotsista ja Kanadasta.",
        },
        ({"source": "ERNACT EEIG", "kind": "external", "amount": Decimal(16_250)},),
        ({"kind": "predecessor", "other_name": "DISTINCT"},),
    ),
    (
        {
            "name": "Häme Goes into Ecosystems",
            "acronym": "HGiE",
            "status": ProjectStatus.UNKNOWN,
            "programme": "Kestävän kasvun Häme 2022–2025",
            "fund": "AKKE",
            "funding_authority": "Hämeen liitto",
            "total_cost": Decimal(357_000),
            "starts_on": date(2023, 1, 1),
            "ends_on": date(2024, 12, 31),
            "summary": "Toimintamalli, fasilitointi, ennakoiva ohjaus ja mittaaminen sekä hallinto: neljä työpakettia.",
        },
        (
            {"source": "AKKE-määräraha / TEM", "kind": "external", "amount": None},
            {"source": "Hämeen liitto", "kind": "external", "amount": None},
        ),
        ({"kind": "predecessor", "other_name": "Häme Goes for Growth (2021–2022)"},),
    ),
)


def load_reference_projects(connection: Connection) -> None:
    """Write the four projects, marked as references."""
    for facts, sources, relatives in _PROJECTS:
        key = connection.execute(insert(project).values(origin="reference", **facts)).inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has one
        for position, source in enumerate(sources, 1):
            connection.execute(insert(financing).values(project_id=key[0], position=position, **source))
        for relative in relatives:
            connection.execute(insert(lineage).values(project_id=key[0], **relative))
