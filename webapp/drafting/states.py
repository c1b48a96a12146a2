"""The states of a process draft, and what leads from one to another: all of it stands in one table.

| from      | act      | to                                                     |
|-----------|----------|--------------------------------------------------------|
| open      | submit   | review, where the process wants a second person        |
| open      | submit   | scheduled, where nobody else needs to look             |
| open      | discard  | discarded                                              |
| review    | approve  | scheduled                                              |
| review    | refuse   | open                                                   |
| review    | withdraw | open                                                   |
| scheduled | withdraw | open                                                   |
| scheduled | refuse   | open (see `Obstacle`)                                  |
| scheduled | publish  | published                                              |
"""

from enum import StrEnum

from engine.errors import Conflict


class State(StrEnum):
    """Where a process draft stands."""

    OPEN = "open"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Act(StrEnum):
    """What is done to a process draft as a whole."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    DISCARD = "discard"


class Obstacle(StrEnum):
    """What kept a scheduled draft from being published when its time came."""

    MEANWHILE = "meanwhile"  # Its files were deployed otherwise.
    CHECK = "check"  # The check refuses it among what was deployed meanwhile.
    TESTS = "tests"  # Recorded tests go otherwise than they did.


TRANSITIONS: dict[tuple[State, Act], frozenset[State]] = {
    (State.OPEN, Act.SUBMIT): frozenset({State.REVIEW, State.SCHEDULED}),
    (State.OPEN, Act.DISCARD): frozenset({State.DISCARDED}),
    (State.REVIEW, Act.APPROVE): frozenset({State.SCHEDULED}),
    (State.REVIEW, Act.REFUSE): frozenset({State.OPEN}),
    (State.REVIEW, Act.WITHDRAW): frozenset({State.OPEN}),
    (State.SCHEDULED, Act.WITHDRAW): frozenset({State.OPEN}),
    (State.SCHEDULED, Act.REFUSE): frozenset({State.OPEN}),
    (State.SCHEDULED, Act.PUBLISH): frozenset({State.PUBLISHED}),
}
OVER = frozenset({State.PUBLISHED, State.DISCARDED})


class NotInThatState(Conflict):
    """The draft has moved on meanwhile."""


def step(state: State, act: Act, to: State) -> State:
    """The state that an act leads to.  Raises NotInThatState where it does not lead there from here."""
    if to not in TRANSITIONS.get((state, act), frozenset()):
        raise NotInThatState(f"Expected a draft that one may {act}, but it is {state}.")
    return to
