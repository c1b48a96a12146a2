"""The engine's verbs.  None commits: the unit of work is the caller's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from engine import (
    administration,
    attachments,
    claims,
    completions,
    delivery,
    deployments,
    figures,
    firing,
    history,
    inbox,
    instances,
    migration,
    moments,
    occurrences,
    remains,
    repairs,
    replay,
    sightings,
    timeline,
    timers,
    views,
)
from engine.actors import Actor, Request
from engine.audiences import Audiences
from engine.beginnings import begin
from engine.clock import Clock
from engine.completions import Completion
from engine.definitions import Definitions
from engine.deployments import Deployment
from engine.figures import Figures
from engine.foretelling import Foretold, foretell
from engine.forms import Form
from engine.inbox import Asked, Counts, Page, Row, Tab
from engine.lint import Finding
from engine.migration import Plan, Preview
from engine.moments import Life, Stay
from engine.occurrences import Occurrence
from engine.outbox import KEPT_FOR
from engine.places import Where
from engine.remains import Remains
from engine.repairs import Bench, Outcome
from engine.services import ListCall, Services
from engine.sightings import Sighting
from engine.spiff import Repair
from engine.steps import Parts
from engine.timeline import Event
from engine.undo import WINDOW, Mistake, Undoable, offer, take_back
from engine.views import InstanceView, TaskView
from engine.work import UnitOfWork

Submitted = Mapping[str, Sequence[str]]


class Engine:
    """Runs processes on whatever database its callers' units of work are of; shared by all threads."""

    def __init__(self, services: Services, clock: Clock, definitions: Definitions | None = None) -> None:
        """Definitions that were read from the same database may be brought along: they are never altered."""
        self.parts = Parts(definitions or Definitions(), services, Audiences(), clock)

    @property
    def definitions(self) -> Definitions:
        """What was deployed, parsed once and kept."""
        return self.parts.definitions

    @property
    def topics(self) -> frozenset[str]:
        """The topics of the registered services."""
        return frozenset(self.parts.services)

    @property
    def clock(self) -> Clock:
        """The clock that everything here goes by."""
        return self.parts.clock

    def deploy(self, unit: UnitOfWork, resources: Mapping[str, bytes], *, by: Actor, note: str) -> Deployment:
        """Check and store resources (by path) as one; processes whose closure changed get a new version.

        Raises InvalidResource with what lint found; nothing is stored then.
        """
        return deployments.deploy(self.parts, unit, resources, by=by, note=note)

    def check(
        self,
        connection: Connection,
        resources: Mapping[str, bytes],
        *,
        groups: frozenset[str] | None = None,
        folder: str | None = None,
    ) -> list[Finding]:
        """What lint says of resources (by path) as a whole; warnings, too, and nothing is stored.

        `groups` are the keys of the groups that exist; None: nobody says.  `folder`: only of the files that lie there.
        """
        return deployments.check(self.parts, connection, resources, groups=groups, folder=folder)

    def start(
        self,
        unit: UnitOfWork,
        key: str,
        *,
        business_key: str,
        data: Mapping[str, Any],
        by: Actor,
        request: Request | None = None,
    ) -> int:
        """Start the newest version of a process; the instance's number, a repeated request's first one.

        Raises NotFound, RequestReused.
        """
        return begin(self.parts, unit, key, business_key=business_key, data=data, by=by, request=request)

    def claim(self, unit: UnitOfWork, task_id: int, *, by: Actor) -> None:
        """Take a task of one's audience.  Raises NotAllowed, TaskClaimed, TaskGone."""
        claims.claim(self.parts, unit, task_id, by)

    def release(self, unit: UnitOfWork, task_id: int, *, by: Actor, reason: str = "") -> None:
        """Give a task back to its audience; history keeps the reason.  Raises TaskClaimed, TaskGone."""
        claims.release(self.parts, unit, task_id, by, reason)

    def hand_over(self, unit: UnitOfWork, task_id: int, *, to: str, by: Actor, reason: str = "") -> None:
        """Put one's task, or an administrator anybody's, into another's hands; history keeps the reason.

        Raises NotAllowed, TaskGone.
        """
        claims.hand_over(self.parts, unit, task_id, to, by, reason)

    def replace_person(
        self, unit: UnitOfWork, instance_id: int, *, person: str, replacement: str, by: Actor, reason: str
    ) -> None:
        """Let another take a person's place in an instance: the open tasks, and those to come.

        Who may do so is the caller's to know.  Raises NotFound, InvalidInput; Conflict when the instance has ended.
        """
        claims.replace_person(self.parts, unit, instance_id, person, replacement, by, reason)

    def complete(
        self,
        unit: UnitOfWork,
        task_id: int,
        submitted: Submitted,
        *,
        by: Actor,
        language: str = "fi",
        request: Request | None = None,
    ) -> Completion:
        """Complete a task with what was submitted; a repeated request gets its first answer.

        Raises InvalidSubmission with sentences in `language`, NotAllowed, TaskClaimed, TaskGone, RequestReused.
        """
        return completions.complete(self.parts, unit, task_id, submitted, by, language, request)

    def lists_for(self, connection: Connection, form: Form) -> Mapping[str, Any]:
        """The lists that a start's form reads, as they are now: there is no matter yet, and no data."""
        return self.parts.services.data_for(form, ListCall(connection, "", {}))

    def undo(
        self,
        unit: UnitOfWork,
        task_id: int,
        *,
        by: Actor,
        within: timedelta = WINDOW,
        language: str = "fi",
        request: Request | None = None,
    ) -> None:
        """Open a task again that one completed by mistake `within` this time; the answers become the draft.

        Raises NotUndoable when something has left or happened since, NotFound, RequestReused.
        """
        take_back(self.parts, unit, Mistake(task_id, by, within, language), request)

    def undoable(
        self, connection: Connection, task_id: int, *, by: Actor, within: timedelta = WINDOW
    ) -> Undoable | None:
        """Whether somebody may still take back having completed a task; None when not."""
        return offer(self.parts, connection, task_id, by, within)

    def foretell(
        self, connection: Connection, task_id: int, key: str | None = None, choices: Sequence[str] = ()
    ) -> dict[str, Foretold]:
        """What each choice of a task's answer `key` certainly leads to; nothing is run, sent or written.

        Without a key there is one way to complete it, under the empty choice.
        """
        return foretell(self.parts, connection, task_id, key, choices)

    def sightings(self, connection: Connection, task_id: int) -> list[Sighting]:
        """Who has a task open now, the first comer first."""
        return sightings.sightings(connection, task_id, self.clock)

    def is_fresh(self, seen: list[Sighting], *, by: Actor) -> bool:
        """Whether somebody was noted so lately that nothing has to be written."""
        return sightings.is_fresh(seen, by, self.clock)

    def note_sighting(self, unit: UnitOfWork, task_id: int, *, by: Actor) -> None:
        """Note that somebody has a task open."""
        sightings.note_sighting(unit, task_id, by, self.clock)

    def attach(self, unit: UnitOfWork, instance_id: int, value: Mapping[str, Any], *, by: Actor) -> None:
        """Enter in an instance's history that a document was added: what it is called, and its digest.

        Raises NotFound.
        """
        attachments.attach(self.parts, unit, instance_id, value, by)

    def save_draft(self, unit: UnitOfWork, task_id: int, submitted: Submitted, *, by: Actor) -> None:
        """Keep what a person has typed so far.  Raises NotAllowed, TaskClaimed, TaskGone."""
        claims.save_draft(self.parts, unit, task_id, submitted, by)

    def draft(self, connection: Connection, task_id: int, *, by: Actor) -> dict[str, list[str]]:
        """What a person had typed; empty when nothing was kept."""
        return claims.read_draft(connection, task_id, by)

    def task(self, connection: Connection, task_id: int, *, by: Actor) -> TaskView:
        """A task as its page shows it.  Raises NotAllowed, TaskGone, NotFound."""
        return views.read_task(self.parts, connection, task_id, by)

    def see(self, unit: UnitOfWork, task_id: int, *, by: Actor) -> None:
        """Remember that a person has opened a task.  Raises TaskGone, NotFound."""
        claims.see(unit, task_id, by)

    def inbox(
        self,
        connection: Connection,
        by: Actor,
        tab: Tab,
        after: str | None = None,
        limit: int = 25,
        followed: Sequence[str] = (),
    ) -> Page:
        """One page of what waits for a person (`mine`) or the person's groups (`groups`), or was `done`.

        Or of what the person waits for others to do (`waiting`), also in the matters whose business keys are
        `followed`.  What waits for those in whose place the person acts is among `mine` and `groups`.
        """
        page = inbox.read_inbox(connection, by, Asked(tab, after, limit, followed), self.name_of)
        if not by.absent or tab not in {"mine", "groups"}:
            return page
        return inbox.attribute(page, by, lambda row: self.definitions.get(connection, row.definition_id).key)

    def done_for(self, connection: Connection, person: str) -> list[Row]:
        """What deputies completed on behalf of a person, the latest first; `assignee` is who did it."""
        return inbox.read_done_for(connection, person, self.name_of)

    def counts(self, connection: Connection, by: Actor, followed: Sequence[str] = ()) -> Counts:
        """How many tasks each tab of the inbox has, up to 101."""
        return inbox.count_inbox(connection, by, followed)

    def send(
        self,
        unit: UnitOfWork,
        message: str,
        *,
        correlation: str,
        payload: Mapping[str, Any],
        by: Actor,
        business_key: str | None = None,
        time_to_live: str = KEPT_FOR,
        request: Request | None = None,
    ) -> int | None:
        """Give a message to whoever waits for it, start what it starts, or keep it (`time_to_live`, ISO 8601).

        The number of the instance it reached, a repeated request's first one; None when it is kept.
        Raises RequestReused.
        """
        return delivery.send(
            self.parts,
            unit,
            message,
            correlation=correlation,
            payload=payload,
            by=by,
            business_key=business_key,
            time_to_live=time_to_live,
            request=request,
        )

    def answered(self, connection: Connection, request: Request) -> int | None:
        """The instance that a request led to when it first came; None when it is new.  Raises RequestReused."""
        first = history.first_answer(connection, request)
        return None if first is None else first[0]

    def signal(self, unit: UnitOfWork, name: str, payload: Mapping[str, Any], *, by: Actor) -> int:
        """Leave a signal for everybody who listens now, to be delivered one by one; how many they are."""
        return delivery.broadcast(self.parts, unit, name, payload, by)

    def due(self, connection: Connection, limit: int = 100) -> list[int]:
        """The instances that a timer or an incident's next try is due in."""
        return timers.due_instances(connection, self.clock.now(), limit)

    def fire(self, unit: UnitOfWork, instance_id: int) -> bool:
        """Fire an instance's due timers and tries; False when there was nothing to do, or another worker does it."""
        return firing.fire(self.parts, unit, instance_id)

    def fail(self, unit: UnitOfWork, instance_id: int, sentence: str) -> None:
        """Write down that an instance could not be gone on with as a whole, and let it rest."""
        firing.fail(self.parts, unit, instance_id, sentence)

    def occurrences(self, connection: Connection, begin: datetime, end: datetime) -> list[Occurrence]:
        """What begins by itself within a time, as planned, left out or begun, in order."""
        return occurrences.between(connection, begin, end)

    def due_occurrences(self, connection: Connection, limit: int = 100) -> list[Occurrence]:
        """What should have begun by now."""
        return occurrences.due(connection, self.clock.now(), limit)

    def begin_occurrence(self, unit: UnitOfWork, occurrence: Occurrence) -> bool:
        """Begin what is due; False when another worker does it, or it was moved meanwhile."""
        return firing.begin(self.parts, unit, occurrence)

    def move_occurrence(self, unit: UnitOfWork, occurrence: Occurrence, to: datetime | None, *, by: Actor) -> None:
        """Plan an occurrence for another time; None leaves it out.  Raises NotFound, Conflict."""
        firing.move(self.parts, unit, occurrence, to, by)

    def deliver(self, unit: UnitOfWork, outbox_id: int) -> bool:
        """Deliver a message or signal from the outbox to its one receiver; False when another worker does it."""
        return delivery.deliver(self.parts, unit, outbox_id)

    def deliver_kept(self, unit: UnitOfWork, message_id: int) -> bool:
        """Give a kept message to who has come to wait for it; False when nobody has, or another worker does it."""
        return delivery.deliver_kept(self.parts, unit, message_id)

    def cancel(self, unit: UnitOfWork, instance_id: int, *, by: Actor, reason: str) -> None:
        """End an instance before its end.  Raises NotAllowed, NotFound, Conflict."""
        administration.cancel(self.parts, unit, instance_id, by, reason)

    def suspend(self, unit: UnitOfWork, instance_id: int, *, by: Actor, reason: str) -> None:
        """Hold an instance.  Raises NotAllowed, NotFound, Conflict."""
        administration.suspend(self.parts, unit, instance_id, by, reason)

    def resume(self, unit: UnitOfWork, instance_id: int, *, by: Actor, reason: str) -> None:
        """Let a suspended instance go on.  Raises NotAllowed, NotFound, Conflict."""
        administration.resume(self.parts, unit, instance_id, by, reason)

    def retry(self, unit: UnitOfWork, incident_id: int, *, by: Actor) -> bool:
        """Try again what an incident says could not go on; whether it did.  Raises NotAllowed, NotFound, Conflict."""
        return administration.retry(self.parts, unit, incident_id, by)

    def plan_migration(
        self,
        connection: Connection,
        from_definition: int,
        to_definition: int,
        by_hand: Mapping[str, str] | None = None,
        *,
        anew: bool = False,
    ) -> Plan:
        """What of one version of a process takes the place of what of another; `by_hand` maps elements' ids.

        An empty stand-in lets what rests there end; with `anew` the timers that wait are worked out again.
        Raises NotFound, InvalidInput.
        """
        return migration.plan(self.parts, connection, from_definition, to_definition, by_hand, anew=anew)

    def preview_migration(self, connection: Connection, instances: Sequence[int], plan: Plan) -> list[Preview]:
        """What a plan means for each of some instances, token by token, in the order of their numbers."""
        return migration.preview(self.parts, connection, instances, plan)

    def migrate(self, unit: UnitOfWork, instance_id: int, plan: Plan, *, by: Actor, reason: str) -> None:
        """Let an instance go on by another version, all of it or nothing; who may do so is the caller's to know.

        Right after a move, the plan the other way round takes it back exactly.  Raises NotFound, NotMigratable.
        """
        migration.migrate(self.parts, unit, instance_id, plan, by, reason)

    def repairable(self, connection: Connection, instance_id: int) -> Bench:
        """What of an instance can be repaired by hand.  Raises NotFound, NotRepairable."""
        return repairs.look(self.parts, connection, instance_id)

    def preview_repair(self, connection: Connection, instance_id: int, repair: Repair) -> Outcome:
        """What would stand after a repair; nothing is changed, called or sent.

        Raises NotFound, NotRepairable, NotWaiting, InvalidInput.
        """
        return repairs.preview(self.parts, connection, instance_id, repair)

    def preview_unrepair(self, connection: Connection, instance_id: int) -> Outcome:
        """What would stand once the last repair is taken back.  Raises NotFound, NotRepairable."""
        return repairs.preview_undo(self.parts, connection, instance_id)

    def repair(self, unit: UnitOfWork, instance_id: int, repair: Repair, *, by: Actor, reason: str) -> None:
        """Put an instance right by hand.  Raises NotFound, NotAllowed, NotRepairable, NotWaiting, InvalidInput."""
        repairs.repair(self.parts, unit, instance_id, repair, by, reason)

    def unrepair(self, unit: UnitOfWork, instance_id: int, *, by: Actor, reason: str) -> None:
        """Take the last repair back, exactly.  Raises NotFound, NotAllowed, NotRepairable, InvalidInput."""
        repairs.undo(self.parts, unit, instance_id, by, reason)

    def running_on(self, connection: Connection, definition_ids: Collection[int]) -> dict[int, list[int]]:
        """The running instances that each of some versions moves, as a whole or in a stage, oldest first.

        An instance whose state cannot be read is in none.
        """
        return migration.running_on(self.parts, connection, definition_ids)

    def instance(self, connection: Connection, instance_id: int) -> InstanceView:
        """An instance with its data, open tasks and incidents.  Raises NotFound."""
        return views.read_instance(self.parts, connection, instance_id)

    def timeline(
        self, connection: Connection, instance_id: int, after: int = 0, most: int | None = None
    ) -> list[Event]:
        """What happened to an instance after an entry (0: everything), in order, at most so much."""
        return timeline.read_timeline(connection, self.definitions, instance_id, after, most)

    def answers(self, connection: Connection, instances: Iterable[int], most: int) -> dict[int, list[str]]:
        """The texts that were written into the completed forms of instances, of the newest `most` forms."""
        return timeline.read_answers(connection, instances, most)

    def where(self, connection: Connection, instance_id: int) -> Where:
        """Where an instance's tokens stand on the diagrams, and what they have passed.  Raises NotFound."""
        return views.read_where(self.parts, connection, instance_id)

    def life(self, connection: Connection, instance_id: int, until: int | None = None) -> Life:
        """What waited after each input, up to and with entry `until`; told from the history alone."""
        return moments.read_life(self.parts, connection, instance_id, until)

    def remains(
        self, connection: Connection, events: Sequence[Event], sequence: int, life: Life, *, ended: bool
    ) -> Remains:
        """What is left to be told of the state after an entry that no replay reaches, for a value was erased."""
        return remains.read_remains(self.definitions, connection, events, sequence, life, ended=ended)

    def stays(self, instance_id: int, life: Life, events: Sequence[Event]) -> list[Stay]:
        """The tasks of a life: when each was offered to whom, taken and done, as its entries tell."""
        return moments.read_stays(self.parts, instance_id, life, events)

    def figures(self, connection: Connection, key: str) -> Figures:
        """What the histories of a process come to, of all its versions; takes some time where there are thousands."""
        return figures.count(self.parts, connection, key)

    def replay(self, connection: Connection, instance_id: int, until: int | None = None) -> str:
        """The state that the history leads to, up to and with entry `until`.  Raises NotFound."""
        return replay.replay(connection, self.definitions, self.clock.zone, instance_id, until)

    def state(self, connection: Connection, instance_id: int) -> str:
        """The state as it is stored, as `replay` gives it.  Raises NotFound."""
        return instances.unpacked(instances.find(connection, instance_id).content).decode()

    def name_of(self, connection: Connection, definition_id: int, element: str | None) -> str:
        """An element's label in its diagram's language."""
        return timeline.name_of(connection, self.definitions, definition_id, element)
