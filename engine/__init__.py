"""Executes BPMN: deploys diagrams, runs instances, fires timers, keeps the history.

Nothing here knows of projects or of HTTP.  What it offers stands in `engine.door`, which is read when the first of its
names is asked for: whoever wants only a part (an expression told, a diagram checked) does not wait for the whole.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.door import *  # noqa: F403 - the door says itself what it offers


def __getattr__(name: str) -> Any:
    """A name of the door; `from engine import forms` is for the import system, which looks for the module next."""
    if name.startswith("__") or find_spec(f"{__name__}.{name}"):
        raise AttributeError(name)
    return getattr(import_module("engine.door"), name)
