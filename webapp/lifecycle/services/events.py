"""Events: arranged with an invitation, noted down when they are over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import ServiceCall
from webapp.lifecycle import events
from webapp.lifecycle.events import Event
from webapp.lifecycle.schema import event as held
from webapp.lifecycle.services.notices import write_to_groups
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remember_new, remembered


@services.register("event.arrange")
def arrange(
    call: ServiceCall,
    *,
    kind: str,
    title: str,
    day: date,
    place: str,
    organiser: str,
    invited: Sequence[str] | None = None,
    programme: str | None = None,
    material: str | None = None,
) -> dict[str, Any]:
    """Keep what will take place, with its material, and invite groups by letter: its number `id`."""
    arranged = Event(call.business_key, kind, title, day, place, organiser, programme, material)
    number = events.arrange(call.unit.write(), arranged)
    remember_new(call, held, id=number)
    text = "\n\n".join(part for part in (f"{day.strftime('%-d.%-m.%Y')}, {place}", organiser, programme) if part)
    write_to_groups(call, invited or [], title, text)
    return {"id": number}


@services.register("event.note")
def note(call: ServiceCall, *, event: int, notes: str) -> None:
    """Keep what was said and agreed at an event."""
    with remembered(call, held, id=int(event)):
        events.change(call.unit.write(), int(event), notes=notes, noted_at=call.now)


for _topic in ("event.arrange", "event.note"):
    services.reverses(_topic)(put_back)
