"""Whose turn it is, who belongs where on a day, and what waits for whom."""

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, insert, update

from engine.errors import NotFound
from webapp.lifecycle import agenda, meetings
from webapp.lifecycle.bodies import convenor_of, find_body
from webapp.lifecycle.people import groups_of, members_of, person
from webapp.lifecycle.schema import group_membership
from webapp.lifecycle.schema import person as people

DAY = date(2027, 3, 1)


def test_peloton_is_convened_in_turn_meeting_by_meeting(connection: Connection) -> None:
    peloton = find_body(connection, "peloton")

    turns = [convenor_of(connection, peloton, number, DAY).organisation for number in range(1, 6)]

    assert turns == ["ks", "ssyp", "witas", "poke", "ks"]
    assert convenor_of(connection, peloton, 1, DAY).group == "convenor_ks"


def test_foresight_is_convened_in_turn_year_by_year(connection: Connection) -> None:
    foresight = find_body(connection, "foresight")

    turns = [convenor_of(connection, foresight, 1, date(year, 4, 1)).organisation for year in range(2026, 2030)]

    assert turns == ["ssyp", "witas", "ks", "ssyp"]


def test_a_body_without_rotation_is_called_by_its_chair(connection: Connection) -> None:
    rmg = find_body(connection, "rmg")

    found = convenor_of(connection, rmg, 1, DAY)

    assert (found.organisation, found.group) == (None, "rmg_chair")


def test_an_unknown_body_is_said_to_be_unknown(connection: Connection) -> None:
    with pytest.raises(NotFound, match="body with the key 'senate'"):
        find_body(connection, "senate")


def test_a_membership_counts_from_its_first_day_to_its_last(connection: Connection) -> None:
    term = {"person_id": "neuvoja.ks", "group_key": "peloton", "valid_from": DAY, "valid_to": date(2027, 3, 31)}
    connection.execute(insert(group_membership).values(term))

    days = [date(2027, 2, 28), DAY, date(2027, 3, 31), date(2027, 4, 1)]

    assert ["peloton" in groups_of(connection, "neuvoja.ks", day) for day in days] == [False, True, True, False]
    assert "neuvoja.ks" in members_of(connection, "peloton", DAY)


def test_a_deactivated_member_is_no_longer_called(connection: Connection) -> None:
    connection.execute(update(people).where(people.c.id == "omistaja.ks").values(active=False))

    assert "omistaja.ks" not in members_of(connection, "peloton", DAY)
    assert person(connection, "omistaja.ks").name == "Kehittämisalueen omistaja, KS"


def test_an_unknown_person_is_said_to_be_unknown(connection: Connection) -> None:
    with pytest.raises(NotFound, match="person with the id nobody"):
        person(connection, "nobody")


def test_an_item_waits_until_a_meeting_takes_it_and_again_when_that_is_cancelled(
    connection: Connection, now: datetime
) -> None:
    item = agenda.propose(connection, "peloton", "proposal", "Puuala", "idea/1", now)
    peloton = find_body(connection, "peloton")
    held = meetings.open_meeting(connection, peloton, meetings.next_convenor(connection, peloton, DAY), "meeting")

    agenda.take_up(connection, held.id, [item.key])
    assert agenda.waiting_items(connection, "peloton") == []
    agenda.put_back(connection, held.id)

    assert agenda.waiting_items(connection, "peloton") == [item]
    assert meetings.next_convenor(connection, peloton, DAY).organisation == "ssyp"


def test_what_is_no_key_of_an_item_is_refused() -> None:
    with pytest.raises(NotFound, match="key of an agenda item, but got 'idea/1'"):
        agenda.item_number("idea/1")
