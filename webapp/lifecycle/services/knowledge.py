"""The knowledge bank: processes publish what was learnt."""

from typing import Any

from engine import ServiceCall
from webapp.lifecycle import knowledge
from webapp.lifecycle.knowledge import Kind, Wording, Writing
from webapp.lifecycle.projects import find_project
from webapp.lifecycle.schema import knowledge_entry, knowledge_version
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remember_new


@services.register("knowledge.publish")
def publish(
    call: ServiceCall, *, kind: str, title: str, text: str, area: str | None = None, project: int | None = None
) -> dict[str, Any]:
    """Put a text into the knowledge bank, for all who are logged in; gives its number `entry`.

    `kind` is `situation_report`, `good_practice`, `lesson`, `event_note`, `guide` or `evaluation`; `text` is Markdown.
    What is about a `project` belongs to its area, unless another `area` is named.
    """
    connection = call.unit.write()
    about = None if project is None else int(project)
    if area is None and about is not None:
        area = find_project(connection, about).area
    wording = Wording(Kind(kind), title, text, area=area, project=about)
    writing = Writing(call.actor.id, call.now, call.now.astimezone(call.zone).date(), call.business_key)
    number = knowledge.add(connection, wording, writing)
    remember_new(call, knowledge_entry, id=number)
    remember_new(call, knowledge_version, entry_id=number)
    return {"entry": number}


services.reverses("knowledge.publish")(put_back)
