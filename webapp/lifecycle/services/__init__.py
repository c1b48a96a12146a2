"""What the service tasks of `bpmn/` do: thin functions by topic; what they know lies in `webapp.lifecycle`.

Each writes through `call.unit.write()`: its rows stand or fall with the step of the diagram.
"""

from webapp.lifecycle.services import (
    actions,
    agenda,
    appropriation,
    attendance,
    corrections,
    decisions,
    evaluations,
    events,
    foresight,
    ideas,
    knowledge,
    lists,
    meetings,
    minutes,
    notices,
    opinions,
    plans,
    programmes,
    projects,
    reports,
    summaries,
    upkeep,
)
from webapp.lifecycle.services.registry import services

__all__ = [
    "actions",
    "agenda",
    "appropriation",
    "attendance",
    "corrections",
    "decisions",
    "evaluations",
    "events",
    "foresight",
    "ideas",
    "knowledge",
    "lists",
    "meetings",
    "minutes",
    "notices",
    "opinions",
    "plans",
    "programmes",
    "projects",
    "reports",
    "services",
    "summaries",
    "upkeep",
]
