"""Invented people, called by their roles."""

from datetime import date, timedelta

from sqlalchemy import Connection, insert, update

from webapp.lifecycle.schema import group_membership, person

DOMAIN = "esimerkki.invalid"  # RFC 2606: no letter can ever reach it.

# id, role, organisation, groups
_PEOPLE: tuple[tuple[str, str, str | None, tuple[str, ...]], ...] = (
    ("neuvoja.witas", "Yritysneuvoja, WITAS", "witas", ("advisor", "advisor_witas", "industry_lead")),
    ("neuvoja.ks", "Yritysneuvoja, KS", "ks", ("advisor", "advisor_ks", "industry_lead")),
    ("neuvoja.ssyp", "Yritysneuvoja, SSYP", "ssyp", ("advisor", "advisor_ssyp", "industry_lead")),
    ("johtaja.ks", "Toimitusjohtaja, KS", "ks", ("ceo_ks",)),
    ("johtaja.ssyp", "Toimitusjohtaja, SSYP", "ssyp", ("ceo_ssyp",)),
    ("johtaja.witas", "Toimitusjohtaja, WITAS", "witas", ("ceo_witas",)),
    ("hallitus.ks", "Hallituksen puheenjohtaja, KS", "ks", ("company_board",)),
    ("hallitus.ssyp", "Hallituksen puheenjohtaja, SSYP", "ssyp", ("company_board",)),
    ("hallitus.witas", "Hallituksen puheenjohtaja, WITAS", "witas", ("company_board",)),
    ("asiantuntija.ksl", "Ennakoinnin asiantuntija, KSL", "ksl", ("authority", "authority_ksl", "foresight")),
    (
        "asiantuntija.evk",
        "Ennakoinnin asiantuntija, elinvoimakeskus",
        "evk",
        ("authority", "authority_ely", "authority_evk", "foresight"),
    ),
    ("omistaja.ks", "Kehittämisalueen omistaja, KS", "ks", ("area_owner_ks", "convenor_ks", "foresight")),
    ("omistaja.ssyp", "Kehittämisalueen omistaja, SSYP", "ssyp", ("area_owner_ssyp", "convenor_ssyp", "foresight")),
    (
        "omistaja.witas",
        "Kehittämisalueen omistaja, WITAS",
        "witas",
        ("area_owner_witas", "convenor_witas", "foresight"),
    ),
    ("omistaja.poke", "Kehittämisalueen omistaja, POKE", "poke", ("area_owner_poke", "convenor_poke")),
    ("yritysjasen.metsa", "Pelotonin yritysjäsen, metsäala", None, ("peloton",)),
    ("yritysjasen.matkailu", "Pelotonin yritysjäsen, matkailuala", None, ("peloton",)),
    ("koordinaattori", "Seutukoordinaattori", None, ("coordinator", "rmg_secretary")),
    ("rmg.puheenjohtaja", "Seutujohtoryhmän puheenjohtaja", "viitasaari", ("rmg", "rmg_chair", "municipality")),
    ("rmg.saarijarvi", "Kunnanjohtaja, Saarijärvi", "saarijarvi", ("rmg", "municipality")),
    ("rmg.karstula", "Kunnanjohtaja, Karstula", "karstula", ("rmg", "municipality")),
    ("rmg.pihtipudas", "Kunnanjohtaja, Pihtipudas", "pihtipudas", ("rmg", "municipality")),
    ("projekti.witas", "Projektipäällikkö, WITAS", "witas", ("project_manager", "project_manager_witas")),
    ("projekti.ssyp", "Projektipäällikkö, SSYP", "ssyp", ("project_manager", "project_manager_ssyp")),
    ("projekti.ks", "Projektipäällikkö, KS", "ks", ("project_manager", "project_manager_ks")),
    ("kunta.kannonkoski", "Kunnan yhteyshenkilö, Kannonkoski", "kannonkoski", ("municipality",)),
    ("kunta.kinnula", "Kunnan yhteyshenkilö, Kinnula", "kinnula", ("municipality",)),
    ("kunta.kivijarvi", "Kunnan yhteyshenkilö, Kivijärvi", "kivijarvi", ("municipality",)),
    ("kunta.kyyjarvi", "Kunnan yhteyshenkilö, Kyyjärvi", "kyyjarvi", ("municipality",)),
    ("edustaja.saarijarvi", "Seutuedustajiston jäsen, Saarijärvi", "saarijarvi", ("assembly",)),
    ("luottamushenkilo.viitasaari", "Luottamushenkilö, Viitasaari", "viitasaari", ("elected_official",)),
    ("tarkastaja", "Tarkastaja", None, ("auditor",)),
    ("yllapito", "Ylläpitäjä", None, ("administrator",)),
)
_OWNERS = ("area_owner", "owners_meeting", "peloton")  # What every owner of an area belongs to as well.

_OCCASIONAL = ("yritysjasen.metsa", "yritysjasen.matkailu")  # They get a personal link for each meeting.

_TERMS = {"peloton": 425, "foresight": 741, "assembly": 757}
"""After how many days the terms of a body's members end: one body's were renewed in time, two are being renewed now."""

DEMONSTRATORS: dict[str, str] = {person_id: role for person_id, role, _, _ in _PEOPLE}
"""Who may log in to the demonstration: role by id."""


def load_people(connection: Connection, since: date) -> None:
    """Write the invented people into the loaded region; their terms begin on a day and do not end."""
    for person_id, role, organisation, groups in _PEOPLE:
        values = {"id": person_id, "name": role, "email": f"{person_id}@{DOMAIN}", "language": "fi"}
        connection.execute(
            insert(person).values(
                values
                | {"organisation": organisation, "active": True, "is_demo": True}
                | {"occasional": person_id in _OCCASIONAL}
            )
        )
        owns = any(group.startswith("area_owner_") for group in groups)
        for group in (*groups, *(_OWNERS if owns else ())):
            term = {"person_id": person_id, "group_key": group, "valid_from": since}
            connection.execute(insert(group_membership).values(term))


def limit_terms(connection: Connection, since: date) -> None:
    """End the terms of those who were appointed for a time: a body's members of no office, and all of some bodies."""
    for group, days in _TERMS.items():
        of_it = [group_membership.c.group_key == group]
        if group == "peloton":  # Its owners of areas belong to it by their office.
            of_it.append(group_membership.c.person_id.in_(_OCCASIONAL))
        connection.execute(update(group_membership).where(*of_it).values(valid_to=since + timedelta(days=days)))
