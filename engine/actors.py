"""Who acts, and the request they act by."""

from dataclasses import dataclass, field, replace

ADMINISTRATOR = "administrator"
"""The group that may hand over, cancel, suspend, resume and retry, and whom every task is open to."""


@dataclass(frozen=True)
class Absent:
    """Somebody who is away, and what of theirs a deputy may do; never what is the administrators'.

    `groups` are those in which the deputy takes the person's place; with `groups_only` just what is offered to them,
    else also what is the person's own.  `processes` are the keys of the processes whose tasks these are; None: of all.
    """

    person: str
    groups: frozenset[str] = field(default_factory=frozenset)
    groups_only: bool = False
    processes: frozenset[str] | None = None

    @property
    def memberships(self) -> frozenset[str]:
        """As audiences spell them: `user:anna`, `group:advisors`."""
        own = frozenset() if self.groups_only else frozenset({f"user:{self.person}"})
        return own | {f"group:{group}" for group in self.groups - {ADMINISTRATOR}}

    def has(self, assignee: str | None, audience: frozenset[str], process: str) -> bool:
        """Whether a task that nobody else holds is within what the deputy may do."""
        if self.processes is not None and process not in self.processes:
            return False
        if assignee == self.person and not self.groups_only:
            return True
        return not self.memberships.isdisjoint(audience)


@dataclass(frozen=True)
class Actor:
    """A person, or the engine itself.

    `id` is what history keeps, e.g. `anna`; `groups` are the candidate groups of the diagrams;
    `on_behalf_of` is the absent person in whose place this one acts.  `absent` are those whose deputy this one is:
    whoever's a task turns out to be is then acted for; `barred` are the tasks that are done in nobody's place, since
    the deputy is disqualified there.
    """

    id: str
    groups: frozenset[str] = field(default_factory=frozenset)
    on_behalf_of: str | None = None
    absent: tuple[Absent, ...] = ()
    barred: frozenset[int] = field(default_factory=frozenset)

    @property
    def administers(self) -> bool:
        """Whether this is an administrator."""
        return ADMINISTRATOR in self.groups

    @property
    def people(self) -> frozenset[str]:
        """The ids whose tasks this actor may do: one's own, and those of whom one stands in for."""
        return frozenset({self.id} if self.on_behalf_of is None else {self.id, self.on_behalf_of})

    @property
    def memberships(self) -> frozenset[str]:
        """As audiences spell them: `user:anna`, `group:advisors`."""
        return frozenset({f"user:{person}" for person in self.people} | {f"group:{group}" for group in self.groups})

    def facing(self, task_id: int, assignee: str | None, audience: frozenset[str], process: str) -> "Actor":
        """Who one is before a task: oneself where it is one's own, else in the place of whose it is.

        A deputy has of the absent person's groups only those that the deputy stands in for, and nobody's deputies.
        """
        own = replace(self, absent=(), barred=frozenset())
        is_own = assignee in {None, self.id} and not self.memberships.isdisjoint(audience)
        if is_own or task_id in self.barred:
            return own
        for one in self.absent:
            if assignee in {None, self.id, one.person} and one.has(assignee, audience, process):
                return Actor(self.id, one.groups - {ADMINISTRATOR}, on_behalf_of=one.person)
        return own


SYSTEM = Actor("system")
"""Timers, deliveries and repairs that no person asked for."""


@dataclass(frozen=True)
class Request:
    """What makes a request repeatable: its own key, and the digest of what it asked for."""

    key: str
    digest: str
