"""What a history entry may tell of; the one table of what each kind means."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened to an instance."""

    STARTED = "started"
    COMPLETED = "completed"
    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"
    RETRIED = "retried"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CLAIMED = "claimed"
    RELEASED = "released"
    HANDED_OVER = "handed over"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    UNDONE = "undone"
    ATTACHED = "attached"
    MIGRATED = "migrated"
    REPAIRED = "repaired"


MEANING = {
    # kind: (the workflow goes on by it, and so does a replay; what it means)
    Kind.STARTED: (True, "The instance began, with these data."),
    Kind.COMPLETED: (True, "A person completed a user task and submitted these values."),
    Kind.MESSAGE: (True, "A message reached the element that waited for it."),
    Kind.SIGNAL: (True, "A signal reached an element that listened for it."),
    Kind.TIMER: (True, "Every timer that was due fired."),
    Kind.RETRIED: (True, "An element that could not go on was tried again."),
    Kind.CANCELLED: (True, "An administrator ended the instance before its end."),
    Kind.SUSPENDED: (False, "An administrator held the instance."),
    Kind.RESUMED: (False, "An administrator let it go on."),
    Kind.CLAIMED: (False, "A person took a user task."),
    Kind.RELEASED: (False, "A person gave a user task back to its audience."),
    Kind.HANDED_OVER: (False, "A user task was put into another person's hands."),
    Kind.WITHDRAWN: (False, "A user task ended without being completed: the process no longer needs it."),
    Kind.FAILED: (
        False,
        "The instance as a whole could not go on, or a task's people and dates could not be worked out.",
    ),
    Kind.UNDONE: (False, "Whoever completed a user task took the entry before this one back; a replay leaves it out."),
    Kind.ATTACHED: (False, "A document was added; its digest stands here, so that no other can take its place."),
    Kind.MIGRATED: (True, "The instance, or a stage of it, went on by another version of its process."),
    Kind.REPAIRED: (True, "An administrator put the instance right by hand, or took such a repair back."),
}


def is_input(kind: Kind) -> bool:
    """Whether the workflow went on by it."""
    return MEANING[kind][0]
