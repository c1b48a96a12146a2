"""The knowledge bank: processes publish what was learnt."""

from typing import Any

from engine import ServiceCall
from webapp.lifecycle import knowledge
from webapp.lifecycle.knowledge import Kind, Wording, Writing
from webapp.lifecycle.services.registry import services


@services.register("knowledge.publish")
def publish(
    call: ServiceCall, *, kind: str, title: str, text: str, area: str | None = None, project: int | None = None
) -> dict[str, Any]:
    """Put a text into the knowledge bank, for all who are logged in; gives its number `entry`.

    `kind` is `situation_report`, `good_practice`, `lesson`, `event_note`, `guide` or `evaluation`; `text` is Markdown.
    """
    about = None if project is None else int(project)
    wording = Wording(Kind(kind), title, text, area=area, project=about)
    writing = Writing(call.actor.id, call.now, call.now.astimezone(call.zone).date(), call.business_key)
    return {"entry": knowledge.add(call.unit.write(), wording, writing)}
