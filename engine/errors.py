"""What can go wrong, in the words of the field.  The docstring is the message where none is given.

EngineError
├── InvalidInput            what was given cannot be used: say so at the place it concerns
│   ├── InvalidResource     a diagram, table, form or text that cannot be deployed
│   └── InvalidSubmission   a form with errors, field by field
├── NotFound                there is no such thing, or no longer
├── NotAllowed              this person may not do this
├── Conflict                somebody else was first
│   ├── TaskGone            this very task is done or withdrawn
│   ├── TaskClaimed         this very task is in somebody else's hands
│   └── NotUndoable         something has left or happened since, or it is too late
├── NotWaiting              nothing waits for this message, timer or retry
├── StaleState              the instance moved on meanwhile; the action may be run again
├── RequestReused           one idempotency key, two different requests
└── BpmnError               a business error that a diagram's boundary event may catch
"""

from datetime import datetime
from enum import StrEnum


class EngineError(Exception):
    """The engine could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class InvalidInput(EngineError):
    """What was given cannot be used."""


class InvalidResource(InvalidInput):
    """A resource cannot be deployed."""

    def __init__(self, message: str | None = None, *, findings: tuple[object, ...] = ()) -> None:
        """Keep what lint found (`engine.lint.Finding`), where it was lint that refused."""
        super().__init__(message)
        self.findings = findings


class InvalidSubmission(InvalidInput):
    """The form has errors."""

    def __init__(self, errors: dict[str, str]) -> None:
        """Keep the errors, a sentence for each field's key."""
        super().__init__()
        self.errors = errors


class NotFound(EngineError):
    """There is no such thing, or no longer."""


class NotAllowed(EngineError):
    """This person may not do this."""


class Conflict(EngineError):
    """Somebody else was first."""

    def __init__(self, message: str | None = None, *, by: str | None = None, at: datetime | None = None) -> None:
        """Keep who was first (an actor's id) and when, where that is known."""
        super().__init__(message)
        self.by, self.at = by, at


class TaskGone(Conflict):
    """This task is already done, or was withdrawn."""


class TaskClaimed(Conflict):
    """Somebody else has taken this task."""


class Obstacle(StrEnum):
    """Why a completion is not undone."""

    SOMEBODY_ELSES = "somebody else's"  # Only who completed a task may take it back.
    LATE = "late"  # The time for it is over.
    MOVED_ON = "moved on"  # Something happened since: a task was taken, a timer fired, a message came.
    BEGUN = "begun"  # Somebody has typed into a task that followed.
    WRITTEN = "written"  # A service wrote down what followed.
    SENT = "sent"  # A letter or a message has left.
    ERASED = "erased"  # What the state before is worked out from is no longer there.


class NotUndoable(Conflict):
    """This completion cannot be taken back."""

    def __init__(self, obstacle: Obstacle) -> None:
        """Keep why not."""
        super().__init__(f"Expected a completion that can be undone, but: {obstacle}.")
        self.obstacle = obstacle


class NotWaiting(EngineError):
    """Nothing waits for this."""


class StaleState(EngineError):
    """The instance moved on while this action was being worked out."""


class RequestReused(EngineError):
    """The same idempotency key was used for a different request."""


class BpmnError(EngineError):
    """A business error that a boundary event of the diagram may catch (BPMN 2.0.2, 10.5.5).

    A service raises it with the code that the diagram's error event names.
    """

    def __init__(self, code: str, message: str | None = None) -> None:
        """Keep the code that a boundary event names."""
        super().__init__(message or code)
        self.code = code
