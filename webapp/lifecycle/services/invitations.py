"""Letters about a meeting, each with what a calendar reads; who has no account gets a personal link in theirs."""

from collections.abc import Iterable

from engine import ServiceCall
from engine.texts import OWN
from webapp.lifecycle.diary import Entry, find_entry, sections_of
from webapp.lifecycle.invitations import Invitation, Method, count_invitation
from webapp.lifecycle.people import is_occasional
from webapp.lifecycle.phrases import Speaker, everywhere
from webapp.lifecycle.services.notices import compose


def tell_members(call: ServiceCall, meeting: int, members: Iterable[str], method: Method = Method.REQUEST) -> None:
    """Invite the members, tell them that the meeting was moved, or that it is cancelled."""
    connection = call.unit.write()
    entry = find_entry(connection, meeting)
    if entry.starts_at is None:
        return
    text = everywhere(lambda to: _text(call, entry, to))
    subject = everywhere(lambda to: _subject(entry, method, to))
    number, place = count_invitation(connection, meeting), entry.place or ""
    invitation = Invitation(meeting, number, method, entry.title, entry.starts_at, place, text[OWN])
    for member in members:
        content = {"to": member, **compose(subject, text), "invitation": invitation.content()}
        invited = method is Method.REQUEST and is_occasional(connection, member)
        call.notify(content | ({"personal": meeting} if invited else {}))


def _subject(entry: Entry, method: Method, to: Speaker) -> str:
    return to.say("Called off: %(title)s", title=entry.title) if method is Method.CANCEL else entry.title


def _text(call: ServiceCall, entry: Entry, to: Speaker) -> str:
    """Time, place and agenda."""
    assert entry.starts_at is not None  # noqa: S101 - whoever calls this has seen to it
    starts = entry.starts_at.astimezone(call.zone)
    when = to.say("%(day)s at %(time)s", day=starts.strftime("%-d.%-m.%Y"), time=starts.strftime("%-H.%M"))
    items = [f"{one.position}. {one.title}" for one in sections_of(call.unit.connection, entry.id)]
    return "\n".join([when, *([entry.place] if entry.place else []), *(["", *items] if items else [])])
