"""All the tables there are."""

from sqlalchemy import MetaData

from engine import schema as engine_schema
from webapp.accounts import schema as account_schema
from webapp.drafting import schema as drafting_schema
from webapp.hooks import schema as hook_schema
from webapp.lifecycle import schema as lifecycle_schema

METADATA: list[MetaData] = list(
    dict.fromkeys(
        (
            engine_schema.metadata,
            lifecycle_schema.metadata,
            account_schema.web_session.metadata,
            drafting_schema.process_draft.metadata,
            hook_schema.web_hook.metadata,
        )
    )
)
