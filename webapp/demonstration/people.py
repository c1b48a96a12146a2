"""Invented people, called by their roles."""

from datetime import date

from sqlalchemy import Connection, insert

from webapp.lifecycle.schema import group_membership, person

DOMAIN = "esimerkki.invalid"  # RFC 2606: no letter can ever reach it.

# id, role, organisation, groups
_PEOPLE: tuple[tuple[str, str, str | None, tuple[str, ...]], ...] = (
    ("neuvoja.witas", "Yritysneuvoja, WITAS", "witas", ("advisor",)),
    ("neuvoja.ks", "Yritysneuvoja, KS", "ks", ("advisor",)),
    ("omistaja.ks", "Kehittämisalueen omistaja, KS", "ks", ("area_owner_ks", "convenor_ks")),
    ("omistaja.ssyp", "Kehittämisalueen omistaja, SSYP", "ssyp", ("area_owner_ssyp", "convenor_ssyp")),
    ("omistaja.witas", "Kehittämisalueen omistaja, WITAS", "witas", ("area_owner_witas", "convenor_witas")),
    ("omistaja.poke", "Kehittämisalueen omistaja, POKE", "poke", ("area_owner_poke", "convenor_poke")),
    ("yritysjasen.metsa", "Pelotonin yritysjäsen, metsäala", None, ("peloton",)),
    ("yritysjasen.matkailu", "Pelotonin yritysjäsen, matkailuala", None, ("peloton",)),
    ("koordinaattori", "Seutukoordinaattori", None, ("coordinator", "rmg_secretary")),
    ("rmg.puheenjohtaja", "Seutujohtoryhmän puheenjohtaja", "viitasaari", ("rmg", "rmg_chair")),
    ("rmg.saarijarvi", "Kunnanjohtaja, Saarijärvi", "saarijarvi", ("rmg",)),
    ("rmg.karstula", "Kunnanjohtaja, Karstula", "karstula", ("rmg",)),
    ("rmg.pihtipudas", "Kunnanjohtaja, Pihtipudas", "pihtipudas", ("rmg",)),
    ("projekti.witas", "Projektipäällikkö, WITAS", "witas", ("project_manager",)),
    ("projekti.ssyp", "Projektipäällikkö, SSYP", "ssyp", ("project_manager",)),
    ("projekti.ks", "Projektipäällikkö, KS", "ks", ("project_manager",)),
    ("yllapito", "Ylläpitäjä", None, ("administrator",)),
)
_OWNERS = ("area_owner", "owners_meeting", "peloton")  # What every owner of an area belongs to as well.

DEMONSTRATORS: dict[str, str] = {person_id: role for person_id, role, _, _ in _PEOPLE}
"""Who may log in to the demonstration: role by id."""


def load_people(connection: Connection, since: date) -> None:
    """Write the invented people into the loaded region; their terms begin on a day and do not end."""
    for person_id, role, organisation, groups in _PEOPLE:
        values = {"id": person_id, "name": role, "email": f"{person_id}@{DOMAIN}", "language": "fi"}
        connection.execute(
            insert(person).values(values | {"organisation": organisation, "active": True, "is_demo": True})
        )
        owns = any(group.startswith("area_owner_") for group in groups)
        for group in (*groups, *(_OWNERS if owns else ())):
            term = {"person_id": person_id, "group_key": group, "valid_from": since}
            connection.execute(insert(group_membership).values(term))
