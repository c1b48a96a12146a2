"""What the service tasks of `bpmn/` do: thin functions by topic; what they know lies in `webapp.lifecycle`.

Each writes through `call.unit.write()`: its rows stand or fall with the step of the diagram.
"""

from webapp.lifecycle.services import (
    agenda,
    appropriation,
    decisions,
    evaluations,
    events,
    foresight,
    ideas,
    knowledge,
    meetings,
    notices,
    opinions,
    programmes,
    projects,
    reports,
    summaries,
    upkeep,
)
from webapp.lifecycle.services.registry import services

__all__ = [
    "agenda",
    "appropriation",
    "decisions",
    "evaluations",
    "events",
    "foresight",
    "ideas",
    "knowledge",
    "meetings",
    "notices",
    "opinions",
    "programmes",
    "projects",
    "reports",
    "services",
    "summaries",
    "upkeep",
]
