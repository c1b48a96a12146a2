"""The field's tables (SQLAlchemy Core): what outlives an instance, or is shared by several.

Process data hold ids and decisions; what people look up later lies here, written by the service task that follows.
Links to the engine's tables are business keys: the engine never depends on the field.
People are never deleted while history names them; a membership, a term and an organisation end by date.
"""

from webapp.lifecycle.schema.base import metadata
from webapp.lifecycle.schema.calendar import calendar_link, funding_call, idea_call, occurrence_change
from webapp.lifecycle.schema.comments import comment, comment_mention
from webapp.lifecycle.schema.counted import process_figures
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
from webapp.lifecycle.schema.notices import mail_outage, notice, notice_choice, notice_digest, notice_walk
from webapp.lifecycle.schema.operations import heartbeat, standstill
from webapp.lifecycle.schema.people import (
    area,
    deputy,
    deputy_scope,
    group_membership,
    organisation,
    person,
    person_group,
    sub_area,
)
from webapp.lifecycle.schema.plans import (
    activity,
    change_request,
    cost_line,
    indicator,
    indicator_value,
    lesson,
    partner,
    payment,
    plan_version,
    report_cost,
    work_package,
)
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
from webapp.lifecycle.schema.retention import disposal, legal_hold
from webapp.lifecycle.schema.seals import seal_stamp

__all__ = [
    "action",
    "activity",
    "agenda_item",
    "appropriation",
    "appropriation_entry",
    "area",
    "area_priority",
    "area_summary",
    "attendance",
    "body",
    "calendar_link",
    "change_request",
    "classification",
    "comment",
    "comment_mention",
    "cost_line",
    "decision",
    "deputy",
    "deputy_scope",
    "deviation",
    "disposal",
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
    "heartbeat",
    "idea",
    "idea_call",
    "impact",
    "imported",
    "indicator",
    "indicator_value",
    "inspector",
    "knowledge_entry",
    "knowledge_reader",
    "knowledge_theme",
    "knowledge_version",
    "legal_hold",
    "lesson",
    "lineage",
    "mail_outage",
    "measure",
    "meeting",
    "metadata",
    "notice",
    "notice_choice",
    "notice_digest",
    "notice_walk",
    "occurrence_change",
    "opinion",
    "organisation",
    "partner",
    "payment",
    "person",
    "person_group",
    "personal_link",
    "plan_version",
    "process_figures",
    "project",
    "project_classification",
    "project_municipality",
    "proposal_version",
    "publication",
    "report",
    "report_cost",
    "rotation_turn",
    "score",
    "seal_stamp",
    "situation_report",
    "standstill",
    "steering_member",
    "sub_area",
    "work_package",
]
