"""The year of the municipalities' development money: decided in December, carried over when the year turns."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.journeys.asking import elements, incidents
from tests.journeys.steps import COORDINATOR, propose_idea
from webapp.demonstration import Stage
from webapp.lifecycle import appropriation
from webapp.lifecycle.appropriation import Entry

DECEMBER, JANUARY = datetime(2027, 12, 2, 8, 0, tzinfo=UTC), datetime(2028, 1, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unused", "rest"),
    [(True, Decimal(60_000)), (False, Decimal(0))],
)
def test_reservations_go_on_to_the_new_year_and_unused_money_where_the_municipalities_say_so(
    stage: Stage, unused: bool, rest: Decimal
) -> None:
    propose_idea(stage, "Puuala", 1)
    with stage.database.unit() as unit:
        connection, now = unit.write(), stage.clock.now()
        appropriation.decide(connection, 2027, Decimal(200_000))
        appropriation.enter(connection, 2027, 1, Entry.GRANTED, Decimal(100_000), now)
        appropriation.enter(connection, 2027, 1, Entry.RESERVED, Decimal(40_000), now)
        unit.commit()
    assert "record_appropriation" not in elements(stage, COORDINATOR)

    stage.travel(DECEMBER)
    stage.do(COORDINATOR, "record_appropriation", "2028", appropriation_amount="150 000", carry_unused=unused)
    with stage.database.read() as connection:
        assert appropriation.standing(connection, 2027).reserved == 40_000
        assert appropriation.standing(connection, 2028).available == 150_000

    stage.travel(JANUARY)

    with stage.database.read() as connection:
        old, new = appropriation.standing(connection, 2027), appropriation.standing(connection, 2028)
    assert (old.reserved, old.granted, old.available) == (0, 100_000, 60_000 - rest)
    assert (new.carried_in, new.reserved, new.available) == (40_000 + rest, 40_000, 150_000 + rest)
    assert incidents(stage) == []
