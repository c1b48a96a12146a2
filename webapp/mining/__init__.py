"""Histories for process mining: what happened, in the two standards that its programs read."""

from collections.abc import Callable, Iterable, Mapping
from typing import IO

from webapp.mining.masks import Masks, Named, Pseudonyms
from webapp.mining.ocel import write_ocel
from webapp.mining.steps import Step, read_steps
from webapp.mining.xes import write_xes

__all__ = ["WRITERS", "Masks", "Named", "Pseudonyms", "Step", "read_steps", "write_ocel", "write_xes"]

WRITERS: Mapping[str, Callable[[Iterable[Step], Masks, IO[bytes]], None]] = {"xes": write_xes, "ocel": write_ocel}
