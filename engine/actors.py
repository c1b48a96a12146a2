"""Who acts, and the request they act by."""

from dataclasses import dataclass, field

ADMINISTRATOR = "administrator"
"""The group that may hand over, cancel, suspend, resume and retry, and whom every task is open to."""


@dataclass(frozen=True)
class Actor:
    """A person, or the engine itself.

    `id` is what history keeps, e.g. `anna`; `groups` are the candidate groups of the diagrams;
    `on_behalf_of` is the absent person in whose place this one acts.
    """

    id: str
    groups: frozenset[str] = field(default_factory=frozenset)
    on_behalf_of: str | None = None

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


SYSTEM = Actor("system")
"""Timers, deliveries and repairs that no person asked for."""


@dataclass(frozen=True)
class Request:
    """What makes a request repeatable: its own key, and the digest of what it asked for."""

    key: str
    digest: str
