"""BPMN, run by SpiffWorkflow; the only package that imports it, and none of its types leave."""

from engine.spiff.codec import UnreadableState, decode, definitions_in, empty, encode
from engine.spiff.host import Host, Thrown, Trace, Trigger
from engine.spiff.moving import Move, Resting
from engine.spiff.parser import parse
from engine.spiff.places import Place, places_of
from engine.spiff.process import Call, Element, Process, Start
from engine.spiff.repairing import WHOLE, Act, Repair, Room, Spot
from engine.spiff.scopes import storable
from engine.spiff.standing import DueTimer, OpenTask, Parked, Standing, Subscription
from engine.spiff.timers import Length, Schedule, schedule
from engine.spiff.unsupported import UNSUPPORTED, unsupported
from engine.spiff.workflow import Rehearsal, Workflow

__all__ = [
    "UNSUPPORTED",
    "WHOLE",
    "Act",
    "Call",
    "DueTimer",
    "Element",
    "Host",
    "Length",
    "Move",
    "OpenTask",
    "Parked",
    "Place",
    "Process",
    "Rehearsal",
    "Repair",
    "Resting",
    "Room",
    "Schedule",
    "Spot",
    "Standing",
    "Start",
    "Subscription",
    "Thrown",
    "Trace",
    "Trigger",
    "UnreadableState",
    "Workflow",
    "decode",
    "definitions_in",
    "empty",
    "encode",
    "parse",
    "places_of",
    "schedule",
    "storable",
    "unsupported",
]
