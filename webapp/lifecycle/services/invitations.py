"""Letters about a meeting, each with what a calendar reads; who has no account gets a personal link in theirs."""

from collections.abc import Iterable

from engine import ServiceCall
from webapp.lifecycle.diary import find_entry
from webapp.lifecycle.invitations import Method, count_invitation, tell_of
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.people import is_occasional


def tell_members(call: ServiceCall, meeting: int, members: Iterable[str], method: Method = Method.REQUEST) -> None:
    """Invite the members, tell them that the meeting was moved, or that it is cancelled."""
    connection = call.unit.write()
    entry = find_entry(connection, meeting)
    if entry.starts_at is None:
        return
    told = tell_of(connection, entry, method, count_invitation(connection, meeting), call.zone)
    invitees = list(members)
    told_of = [Telling(member, Kind.MEETING, f"meeting/{meeting}") for member in invitees]
    for letter in tell(connection, told_of, call.now):
        call.notify(letter)
    for member in invitees:
        invited = method is Method.REQUEST and is_occasional(connection, member)
        call.notify({"to": member} | told | ({"personal": meeting} if invited else {}))
