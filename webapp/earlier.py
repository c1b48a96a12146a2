"""What was answered in a matter before, and who did it: beside the form that asks next."""

from sqlalchemy import Connection

from engine import Kind
from webapp.naming import know_people
from webapp.runtime import runtime
from webapp.telling import Line, tell, vocabulary_of

MOST = 30
"""How many of the latest acts are shown; the matter's own page has them all."""

# What people did; what machines did is on the matter's page.
_ACTS = frozenset({Kind.STARTED, Kind.COMPLETED, Kind.HANDED_OVER, Kind.UNDONE, Kind.ATTACHED, Kind.MESSAGE})


def earlier_lines(connection: Connection, instance_id: int) -> list[Line]:
    """The latest acts of people in a matter, the newest first; what was undone is left out."""
    engine = runtime().engine
    events = engine.timeline(connection, instance_id)
    undone = {event.sequence - 1 for event in events if event.kind is Kind.UNDONE}
    acts = [event for event in events if event.kind in _ACTS and event.sequence not in undone][-MOST:]
    know_people({one for event in acts for one in (event.actor, event.on_behalf_of) if one})
    words = vocabulary_of(connection, [event.definition_id for event in events])
    return [tell(event, words) for event in reversed(acts)]
