"""The engine's tables (SQLAlchemy Core).  One word a thing, as in docs/glossary.md.

Two kinds of table stand here.  What happened is never altered: deployment, resource, definition, history, journal,
seal.
What is, is replaced as it changes: instance, state, user_task, timer, subscription, incident, message, outbox.
Only `history_value` and `journal_value` may be emptied: they hold the values that a person may ask to be erased.
"""

from engine.schema.columns import Id, Instant, RequestKey, metadata
from engine.schema.definitions import definition, deployment, deployment_resource, resource, start_subscription
from engine.schema.entries import history, history_value, journal, journal_head, journal_value, seal
from engine.schema.instances import InstanceStatus, incident, instance, occurrence, state, subscription, timer
from engine.schema.messages import OutboxKind, message, outbox
from engine.schema.tasks import audience, audience_member, draft, task_seen, task_view, user_task

__all__ = [
    "Id",
    "InstanceStatus",
    "Instant",
    "OutboxKind",
    "RequestKey",
    "audience",
    "audience_member",
    "definition",
    "deployment",
    "deployment_resource",
    "draft",
    "history",
    "history_value",
    "incident",
    "instance",
    "journal",
    "journal_head",
    "journal_value",
    "message",
    "metadata",
    "occurrence",
    "outbox",
    "resource",
    "seal",
    "start_subscription",
    "state",
    "subscription",
    "task_seen",
    "task_view",
    "timer",
    "user_task",
]
