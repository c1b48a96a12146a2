"""The programme's priorities and themes: looked up, and put into force as the bodies decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import ServiceCall
from webapp.lifecycle.priorities import in_force, replace_in_force
from webapp.lifecycle.programmes import ClassKind
from webapp.lifecycle.services.registry import services


@services.register("programme.look")
def look(call: ServiceCall) -> dict[str, Any]:
    """What is in force today: `priorities` and `themes`, lists of `{name}`."""
    connection, today = call.unit.connection, _today(call)
    return {
        "priorities": [{"name": name} for name in in_force(connection, ClassKind.STRATEGY, today)],
        "themes": [{"name": name} for name in in_force(connection, ClassKind.THEME, today)],
    }


@services.register("programme.define")
def define(call: ServiceCall, *, kind: str, names: Sequence[str]) -> None:
    """These are in force from today on; what is not among them no longer is.  `kind` is `strategy` or `theme`."""
    replace_in_force(call.unit.write(), ClassKind(kind), names, _today(call))


def _today(call: ServiceCall) -> date:
    return call.now.astimezone(call.zone).date()
