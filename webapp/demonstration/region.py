"""The region as its operating model has it: organisations, development areas, bodies and their rotations."""

from datetime import date

from sqlalchemy import Connection, insert, select

from webapp.lifecycle.schema import area, body, organisation, person_group, rotation_turn, sub_area

FORESIGHT_BEGINS = 2026  # The model says who begins, not when [S5, S21].

ORGANISATIONS = (  # [S4-5, S14-15, S21]
    ("ks", "Kehittämisyhtiö Karstulanseutu Oy", "KS", "development_company"),
    ("ssyp", "SSYP Kehitys Oy", "SSYP", "development_company"),
    ("witas", "Kehittämisyhtiö Witas Oy", "WITAS", "development_company"),
    ("poke", "Pohjoisen Keski-Suomen oppimiskeskus", "POKE", "education_provider"),
    ("ksl", "Keski-Suomen liitto", "KSL", "authority"),
)
AUTHORITIES = (  # Confirmed by public pages only, not by the model.
    ("evk", "Keski-Suomen elinvoimakeskus", "Elinvoimakeskus", date(2026, 1, 1), None, None),
    ("ely", "Keski-Suomen ELY-keskus", "ELY", None, date(2025, 12, 31), "evk"),
)
MUNICIPALITIES = (
    "Kannonkoski", "Karstula", "Kinnula", "Kivijärvi", "Kyyjärvi", "Pihtipudas", "Saarijärvi", "Viitasaari",
)  # fmt: skip

AREAS = (  # [S15]
    ("entrepreneurship", "Yrittäjyyteen kannustaminen", "ks", (
        "Yrittäjäystävällisen toimintaympäristön kehittäminen", "Yrittäjyyteen aktivointi", "Liiketoimintasuunnittelu",
        "Alkavan yrityksen liiketoiminnan käynnistäminen")),
    ("dynamic_business", "Yritystoiminnan dynaaminen kehittäminen", "ssyp", (
        "Liiketoiminnan kehittäminen", "Liiketoimintaosaamisen kehittäminen", "Kasvu ja kansainvälistyminen",
        "Omistajan- ja sukupolvenvaihdos")),
    ("innovations", "Innovaatiot ja verkostot", "witas", (
        "T&K-toiminnan aktivointi", "Yritysverkostojen kehittäminen", "Innovaatiorahoitus",
        "Uusien investointien houkuttelu")),
    ("skills", "Osaamisen kehittämisen uudet toimintamallit", "poke", (
        "Tutkintoon johtava koulutus", "Yritysten henkilöstön osaamisen kehittäminen",
        "Oppilaitosten, yritysten ja muiden koulutustarjoajien yhteistyö")),
    ("wellbeing", "Hyvinvointiala voimavarana", "witas", (
        "Hyvinvointialan yrittäjyyden aktivointi", "Hyvinvointialan yritysyhteistyön kehittäminen",
        "Julkisen ja yksityisen sektorin yhteistyö")),
)  # fmt: skip

GROUPS = {
    "coordinator": "Seutukoordinaattori",
    "advisor": "Yritysneuvojat",
    "project_manager": "Projektipäälliköt",
    "proposer": "Ehdottajat",
    "area_owner": "Kehittämisalueiden omistajat",
    "owners_meeting": "Omistajien tapaaminen",
    "peloton": "Peloton-ryhmä",
    "rmg": "Seutujohtoryhmä",
    "rmg_chair": "Seutujohtoryhmän puheenjohtaja",
    "rmg_secretary": "Seutujohtoryhmän sihteeri",
    "foresight": "Ennakoinnin koordinaatioryhmä",
    "assembly": "Seutuedustajisto",
    "elected_official": "Seudun luottamushenkilöt",
    "municipality": "Kuntien yhteyshenkilöt",
    "company_board": "Kehittämisyhtiöiden hallitukset",
    "authority": "Viranomaiset",
    "industry_lead": "Toimialavastaavat",
    "external_evaluator": "Ulkopuoliset arvioijat",
    "steering_group": "Hankkeiden ohjausryhmät",
    "administrator": "Ylläpitäjät",
    "auditor": "Tarkastajat",
}

_COMPANIES = tuple((key, short) for key, _, short, kind in ORGANISATIONS if kind == "development_company")
_AUTHORITIES = (("ksl", "KSL"), *((key, short) for key, _, short, *_ in AUTHORITIES))
ORGANISATIONS_GROUPS = (  # The beginning of their keys, their name, whose they are.
    ("advisor", "Yritysneuvojat", _COMPANIES),
    ("project_manager", "Projektipäälliköt", _COMPANIES),
    ("ceo", "Toimitusjohtaja", _COMPANIES),
    ("authority", "Ennakoinnin asiantuntijat", _AUTHORITIES),
)

BODIES = (
    # key, name, chair, secretary, rotation's period, its start, its order [S6, S21-22, S26]
    ("owners_meeting", "Omistajien tapaaminen", "coordinator", "coordinator", None, None, ()),
    ("peloton", "Peloton-ryhmä", "coordinator", "coordinator", "meeting", 1, ("ks", "ssyp", "witas", "poke")),
    ("rmg", "Seutujohtoryhmä", "rmg_chair", "rmg_secretary", None, None, ()),
    ("foresight", "Ennakoinnin koordinaatioryhmä", "coordinator", "coordinator", "year", FORESIGHT_BEGINS,
     ("ssyp", "witas", "ks")),
    ("assembly", "Seutuedustajisto", "rmg_chair", "rmg_secretary", None, None, ()),
)  # fmt: skip


def load_region(connection: Connection) -> None:
    """Write the region into an empty database."""
    _load_organisations(connection)
    _load_areas(connection)
    _load_groups(connection)
    _load_bodies(connection)


def _load_organisations(connection: Connection) -> None:
    for key, name, short, kind in ORGANISATIONS:
        connection.execute(insert(organisation).values(key=key, name=name, short_name=short, kind=kind))
    for key, name, short, begins, ends, successor in AUTHORITIES:
        values = {"key": key, "name": name, "short_name": short, "kind": "authority", "successor": successor}
        connection.execute(insert(organisation).values(values | {"valid_from": begins, "valid_to": ends}))
    for name in MUNICIPALITIES:
        values = {"key": name.lower().replace("ä", "a"), "name": name, "short_name": name, "kind": "municipality"}
        connection.execute(insert(organisation).values(values))


def _load_areas(connection: Connection) -> None:
    for position, (key, name, owner, parts) in enumerate(AREAS, 1):
        connection.execute(insert(area).values(key=key, name=name, owner=owner, position=position))
        for place, part in enumerate(parts, 1):
            connection.execute(insert(sub_area).values(area=key, position=place, name=part))


def _load_groups(connection: Connection) -> None:
    there = set(connection.scalars(select(person_group.c.key)))  # The migrations make one.
    for key, name in GROUPS.items():
        if key not in there:
            connection.execute(insert(person_group).values(key=key, name=name))
    for key, _, short, _ in ORGANISATIONS[:4]:
        owners = {"key": f"area_owner_{key}", "name": f"Kehittämisalueen omistaja, {short}"}
        convenors = {"key": f"convenor_{key}", "name": f"Kokoonkutsuja, {short}"}
        connection.execute(insert(person_group), [owners, convenors])
    for prefix, name, organisations in ORGANISATIONS_GROUPS:
        for key, short in organisations:
            connection.execute(insert(person_group).values(key=f"{prefix}_{key}", name=f"{name}, {short}"))


def _load_bodies(connection: Connection) -> None:
    for key, name, chair, secretary, period, start, order in BODIES:
        values = {"key": key, "name": name, "chair_group": chair, "secretary_group": secretary}
        connection.execute(insert(body).values(values | {"rotation_period": period, "rotation_start": start}))
        for position, turn in enumerate(order):
            connection.execute(insert(rotation_turn).values(body=key, position=position, organisation=turn))
