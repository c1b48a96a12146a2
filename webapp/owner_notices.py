"""What the owners of processes are told: remarks on them, and drafts that were not published when their day came."""

from collections.abc import Iterable

from engine import UnitOfWork
from webapp.drafting.drafts import Draft, read_draft
from webapp.drafting.names import name_in_files, said, step_name
from webapp.drafting.owners import owners_of
from webapp.drafting.refusals import told_refusal
from webapp.drafting.remarks import Remark
from webapp.lifecycle.notices import Kind, Telling, tell
from webapp.lifecycle.phrases import Speaker, Words, everywhere
from webapp.noticing import leave_letters
from webapp.runtime import Runtime


def tell_of_remark(here: Runtime, unit: UnitOfWork, remark: Remark) -> None:
    """The owner is told of what somebody else wishes."""
    draft = read_draft(unit.connection, remark.folder)
    step = step_name(draft, remark.element)

    def write(speaker: Speaker) -> str:
        name = _name(draft, speaker)
        if step:
            words = {"step": said(draft, step, speaker.language), "name": name}
            return speaker.say("A remark on «%(step)s» of «%(name)s»", **words)
        return speaker.say("A remark on «%(name)s»", name=name)

    _tell(here, unit, Kind.REMARK, f"remark/{remark.id}", draft, everywhere(write), without=(remark.written_by,))


def tell_of_hindrance(here: Runtime, unit: UnitOfWork, draft: Draft, approved_by: str | None, by: str | None) -> None:
    """Owner, sender and approver are told that a draft was not published; not `by`, who has just read it."""

    def write(speaker: Speaker) -> str:
        why = told_refusal(draft, speaker)
        return speaker.say("The draft of «%(name)s» was not published: %(why)s", name=_name(draft, speaker), why=why)

    others = [one for one in (draft.submitted_by, approved_by) if one]
    without = (by,) if by else ()
    _tell(here, unit, Kind.DRAFT, f"draft/{draft.id}", draft, everywhere(write), also=others, without=without)


def _tell(
    here: Runtime,
    unit: UnitOfWork,
    kind: Kind,
    about: str,
    draft: Draft,
    words: Words,
    *,
    also: Iterable[str] = (),
    without: Iterable[str] = (),
) -> None:
    owners = owners_of(unit.connection, here.engine.definitions, draft.folder, here.today())
    people = sorted({*owners, *also} - set(without))
    now, connection = here.clock.now(), unit.write()
    letters = tell(connection, [Telling(person, kind, about, words) for person in people], now)
    leave_letters(connection, letters, now)


def _name(draft: Draft, speaker: Speaker) -> str:
    return said(draft, name_in_files(draft), speaker.language)
