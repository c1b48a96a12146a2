"""Opinions: weighted, spread, and withdrawn by disqualification."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from webapp.lifecycle import agenda, opinions

WEIGHTS = {"enterprise_orientation": Decimal(3), "innovativeness": Decimal(3), "priority": Decimal(1)}


@pytest.fixture
def item(connection: Connection, now: datetime) -> int:
    """A proposal that waits for Peloton."""
    return agenda.propose(connection, "peloton", "proposal", "Puuala", "idea/1", now).id


def test_scores_are_weighed_and_their_spread_is_told(connection: Connection, item: int, now: datetime) -> None:
    for person, points in (("omistaja.ks", 5), ("omistaja.poke", 1)):
        opinions.record(connection, item, person, "support", "Hyvä.", now)
        given = {"enterprise_orientation": points, "innovativeness": points, "priority": 5}
        opinions.record_scores(connection, item, person, given)

    found = opinions.summarise(connection, item, WEIGHTS)

    assert (found.opinions, found.mean, found.spread) == (2, Decimal("3.3"), Decimal("3.4"))
    assert found.recommendations["support"] == 2
    assert found.recommendations["do_not_support"] == 0


def test_without_opinions_there_is_no_mean(connection: Connection, item: int) -> None:
    found = opinions.summarise(connection, item, WEIGHTS)

    assert (found.opinions, found.mean, found.spread, found.excused) == (0, None, None, ())


def test_a_later_opinion_replaces_the_earlier(connection: Connection, item: int, now: datetime) -> None:
    for points in (1, 4):
        opinions.record(connection, item, "omistaja.ks", "support", "Hyvä.", now)
        opinions.record_scores(connection, item, "omistaja.ks", {"innovativeness": points})

    found = opinions.summarise(connection, item, WEIGHTS)

    assert (found.opinions, found.mean) == (1, Decimal("4.0"))


def test_a_disqualified_members_opinion_is_withdrawn(connection: Connection, item: int, now: datetime) -> None:
    opinions.record(connection, item, "omistaja.ks", "support", "Hyvä.", now)
    opinions.record_scores(connection, item, "omistaja.ks", {"innovativeness": 5})

    opinions.excuse(connection, item, "omistaja.ks", now)

    found = opinions.summarise(connection, item, WEIGHTS)
    assert (found.opinions, found.mean, found.excused) == (0, None, ("omistaja.ks",))


def test_points_beyond_the_scale_are_refused(connection: Connection, item: int) -> None:
    with pytest.raises(ValueError, match="0 to 5 points, but innovativeness has 6"):
        opinions.record_scores(connection, item, "omistaja.ks", {"innovativeness": 6})
