"""The field's tables (SQLAlchemy Core): what outlives an instance, or is shared by several.

Process data hold ids and decisions; what people look up later lies here, written by the service task that follows.
Links to the engine's tables are business keys: the engine never depends on the field.
People are never deleted while history names them; a membership, a term and an organisation end by date.
"""

from webapp.lifecycle.schema.base import metadata
from webapp.lifecycle.schema.calendar import calendar_link, funding_call, idea_call, occurrence_change
from webapp.lifecycle.schema.documents import document, document_chunk, document_template, personal_link
from webapp.lifecycle.schema.evaluations import (
    evaluation,
    evaluation_criterion,
    evaluation_measure,
    evaluation_score,
    evaluation_statement,
)
from webapp.lifecycle.schema.foresight import (
    area_summary,
    event,
    foresight_note,
    foresight_round,
    measure,
    situation_report,
)
from webapp.lifecycle.schema.intake import external_proposer, funder_decision, funder_source, proposal_version
from webapp.lifecycle.schema.knowledge import knowledge_entry, knowledge_reader, knowledge_theme, knowledge_version
from webapp.lifecycle.schema.meetings import (
    action,
    agenda_item,
    area_priority,
    attendance,
    body,
    decision,
    disqualification,
    inspector,
    meeting,
    opinion,
    rotation_turn,
    score,
)
from webapp.lifecycle.schema.people import area, group_membership, organisation, person, person_group, sub_area
from webapp.lifecycle.schema.programmes import (
    classification,
    imported,
    project_classification,
    project_municipality,
    publication,
)
from webapp.lifecycle.schema.projects import (
    appropriation,
    appropriation_entry,
    deviation,
    financing,
    idea,
    impact,
    lineage,
    project,
    report,
    steering_member,
)

__all__ = [
    "action",
    "agenda_item",
    "appropriation",
    "appropriation_entry",
    "area",
    "area_priority",
    "area_summary",
    "attendance",
    "body",
    "calendar_link",
    "classification",
    "decision",
    "deviation",
    "disqualification",
    "document",
    "document_chunk",
    "document_template",
    "evaluation",
    "evaluation_criterion",
    "evaluation_measure",
    "evaluation_score",
    "evaluation_statement",
    "event",
    "external_proposer",
    "financing",
    "foresight_note",
    "foresight_round",
    "funder_decision",
    "funder_source",
    "funding_call",
    "group_membership",
    "idea",
    "idea_call",
    "impact",
    "imported",
    "inspector",
    "knowledge_entry",
    "knowledge_reader",
    "knowledge_theme",
    "knowledge_version",
    "lineage",
    "measure",
    "meeting",
    "metadata",
    "occurrence_change",
    "opinion",
    "organisation",
    "person",
    "person_group",
    "personal_link",
    "project",
    "project_classification",
    "project_municipality",
    "proposal_version",
    "publication",
    "report",
    "rotation_turn",
    "score",
    "situation_report",
    "steering_member",
    "sub_area",
]
