"""When and by whom runs begin in these tests, and an idea on its way."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine.simulation.records import Complete, Record

HELSINKI = ZoneInfo("Europe/Helsinki")
A_MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
ADVISOR = "neuvoja.witas"

DESCRIBED = Complete(
    "describe_idea",
    {"title": ["Puuala"], "area": ["skills"], "direction": ["bottom_up"], "need": ["Tarve on suuri ja yhteinen."]},
)
AN_IDEA = Record("idea", A_MONDAY, ADVISOR, inputs=(DESCRIBED,))
