"""The comments of a matter as pages show them."""

import re
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import Connection

from webapp.accounts.account import Account, list_accounts
from webapp.auth import current_person
from webapp.lifecycle.comments import comments_of
from webapp.markdown import markdown
from webapp.naming import know_people, person_name
from webapp.runtime import runtime

_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!<>~|-])")


@dataclass(frozen=True)
class Remark:
    """A comment, ready to be read; `is_own` lets its writer take it back."""

    id: int
    html: Markup
    name: str
    written_at: datetime
    removed_at: datetime | None
    is_own: bool


@dataclass(frozen=True)
class Conversation:
    """What was said, and whom one may mention."""

    instance_id: int
    remarks: list[Remark]
    people: list[Account]


def read_conversation(connection: Connection, instance_id: int) -> Conversation:
    """The comments of a matter; who may read the matter may read them."""
    me = current_person().id
    people = [one for one in list_accounts(connection, runtime().today()) if one.active and one.id != me]
    said = comments_of(connection, instance_id)
    know_people({person for one in said for person in (one.written_by, *one.mentions)})
    remarks = [
        Remark(
            one.id,
            _shown(one.text, [person_name(person) for person in one.mentions]),
            person_name(one.written_by),
            one.written_at,
            one.removed_at,
            is_own=one.written_by == me and one.removed_at is None,
        )
        for one in said
    ]
    return Conversation(instance_id, remarks, people)


def _shown(text: str, mentioned: list[str]) -> Markup:
    """The text as safe HTML, those whom it mentions in bold."""
    for name in sorted(mentioned, key=len, reverse=True):
        marked = f"**@{_MARKS.sub(_escaped, name)}**".replace("\\", r"\\")
        text = re.sub(rf"(?<!\*)@{re.escape(name)}(?!\w)", marked, text, flags=re.IGNORECASE)
    return markdown(text)


def _escaped(mark: re.Match[str]) -> str:
    return f"\\{mark[1]}"
