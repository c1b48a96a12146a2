"""What the engine offers: these names and no others.  `import engine` finds them here."""

from engine import triggers
from engine.actors import ADMINISTRATOR, SYSTEM, Absent, Actor, Request
from engine.audit import Flaw, erase, verify
from engine.clock import Clock, SystemClock, TravellingClock
from engine.completions import Completion
from engine.database import Database, open_database
from engine.engine import Engine
from engine.errors import (
    BpmnError,
    Conflict,
    EngineError,
    InvalidInput,
    InvalidResource,
    InvalidSubmission,
    NotAllowed,
    NotFound,
    NotUndoable,
    NotWaiting,
    Obstacle,
    RequestReused,
    StaleState,
    TaskClaimed,
    TaskGone,
)
from engine.foretelling import Foretold, NextCall, NextTask
from engine.inbox import Counts, Page, Row, Tab
from engine.kinds import Kind
from engine.migration import Hindrance, How, Match, NotMigratable, Obstruction, Plan, Preview, TokenMove
from engine.moments import Life, Moment, Stay
from engine.occurrences import Occurrence
from engine.places import Where
from engine.remains import Remains
from engine.repairs import Bench, NotRepairable, Outcome
from engine.schema import InstanceStatus, OutboxKind, metadata
from engine.services import ListCall, ServiceCall, Services, Written
from engine.sightings import Sighting
from engine.spiff import WHOLE, Act, Element, Repair, Room, Spot, Standing, Subscription
from engine.timeline import Event
from engine.undo import Undoable
from engine.views import InstanceView, OpenTaskRow, TaskView
from engine.work import UnitOfWork
from engine.worker import HEALTH, Health, settle, tick

__all__ = [
    "ADMINISTRATOR",
    "HEALTH",
    "SYSTEM",
    "WHOLE",
    "Absent",
    "Act",
    "Actor",
    "Bench",
    "BpmnError",
    "Clock",
    "Completion",
    "Conflict",
    "Counts",
    "Database",
    "Element",
    "Engine",
    "EngineError",
    "Event",
    "Flaw",
    "Foretold",
    "Health",
    "Hindrance",
    "How",
    "InstanceStatus",
    "InstanceView",
    "InvalidInput",
    "InvalidResource",
    "InvalidSubmission",
    "Kind",
    "Life",
    "ListCall",
    "Match",
    "Moment",
    "NextCall",
    "NextTask",
    "NotAllowed",
    "NotFound",
    "NotMigratable",
    "NotRepairable",
    "NotUndoable",
    "NotWaiting",
    "Obstacle",
    "Obstruction",
    "Occurrence",
    "OpenTaskRow",
    "OutboxKind",
    "Outcome",
    "Page",
    "Plan",
    "Preview",
    "Remains",
    "Repair",
    "Request",
    "RequestReused",
    "Room",
    "Row",
    "ServiceCall",
    "Services",
    "Sighting",
    "Spot",
    "StaleState",
    "Standing",
    "Stay",
    "Subscription",
    "SystemClock",
    "Tab",
    "TaskClaimed",
    "TaskGone",
    "TaskView",
    "TokenMove",
    "TravellingClock",
    "Undoable",
    "UnitOfWork",
    "Where",
    "Written",
    "erase",
    "metadata",
    "open_database",
    "settle",
    "tick",
    "triggers",
    "verify",
]
