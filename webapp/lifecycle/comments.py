"""Comments on a matter: written once, never altered; their writer may take one back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from engine.errors import NotAllowed, NotFound
from webapp.lifecycle.schema import comment, comment_mention

LONGEST = 10_000


@dataclass(frozen=True)
class Comment:
    """A remark as it stands; `text` is Markdown, empty once it was taken back."""

    id: int
    instance_id: int
    text: str
    written_at: datetime
    written_by: str
    removed_at: datetime | None
    mentions: tuple[str, ...]


def comments_of(connection: Connection, instance_id: int) -> list[Comment]:
    """What was said of a matter, the oldest first."""
    return comments_on(connection, [instance_id])


def comments_on(connection: Connection, instances: Iterable[int]) -> list[Comment]:
    """What was said of several, the oldest first."""
    rows = connection.execute(
        select(comment, comment_mention.c.person_id)
        .outerjoin(comment_mention, comment_mention.c.comment_id == comment.c.id)
        .where(comment.c.instance_id.in_(list(instances)))
        .order_by(comment.c.id, comment_mention.c.person_id)
    ).all()
    mentions: dict[int, tuple[str, ...]] = {}
    for row in rows:
        mentions[row.id] = (*mentions.get(row.id, ()), *((row.person_id,) if row.person_id else ()))
    once = {row.id: row for row in rows}
    return [
        Comment(row.id, row.instance_id, "" if row.removed_at else row.text, row.written_at, row.written_by,
                row.removed_at, mentions[row.id])
        for row in once.values()
    ]  # fmt: skip


def find_mentions(text: str, names: Mapping[str, str]) -> list[str]:
    """The ids of those whom a text mentions as `@Name`; of names that begin alike the longest counts."""
    found: list[str] = []
    longest_first = sorted(names.items(), key=lambda one: len(one[1]), reverse=True)
    for part in text.split("@")[1:]:
        person = next((key for key, name in longest_first if _begins_with(part, name)), None)
        if person is not None and person not in found:
            found.append(person)
    return found


def add_comment(
    connection: Connection,
    instance_id: int,
    text: str,
    *,
    by: str,
    mentions: Iterable[str],
    request_key: str,
    now: datetime,
) -> int | None:
    """Keep a comment and whom it mentions; its number, or None when this very request has kept it before."""
    if connection.scalar(select(comment.c.id).where(comment.c.request_key == request_key)) is not None:
        return None
    values = {"instance_id": instance_id, "text": text, "written_at": now, "written_by": by, "request_key": request_key}
    key = connection.execute(insert(comment).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    for person in dict.fromkeys(mentions):
        connection.execute(insert(comment_mention).values(comment_id=key[0], person_id=person))
    return int(key[0])


def remove_comment(connection: Connection, comment_id: int, by: str, now: datetime) -> int:
    """Take one's own comment back; that it stood there remains to be seen.  The number of its matter.

    Raises NotFound, NotAllowed.
    """
    row = connection.execute(select(comment).where(comment.c.id == comment_id)).one_or_none()
    if row is None:
        raise NotFound(f"Expected a comment with the number {comment_id}, but there is none.")
    if row.written_by != by:
        raise NotAllowed(f"Expected the comment's writer, but {by} is not.")
    taken_back = update(comment).where(comment.c.id == comment_id, comment.c.removed_at.is_(None))
    connection.execute(taken_back.values(removed_at=now))
    return int(row.instance_id)


def _begins_with(part: str, name: str) -> bool:
    """Whether a name stands there whole: «@Anna Aho» is not «Anna Ahonen», nor the other way round."""
    rest = part[len(name) :]
    return part.casefold().startswith(name.casefold()) and not rest[:1].isalnum()
