"""A reminder or deadline of a task, as the table of steps and the drawing both ask for it."""

from collections.abc import Mapping

from webapp.desk_choices import Offered
from webapp.editing.inserting import Inserted
from webapp.editing.reminding import Reminder, add_reminder
from webapp.localisation import gettext
from webapp.step_fields import Field


def reminder_fields(choices: Offered) -> list[Field]:
    """What a reminder or deadline of a task asks for."""
    time = gettext("P14D: after fourteen days. R/P7D: every week. Or = and an expression from the due date.")
    kinds = [
        ("remind", gettext("Remind whose task it is")),
        ("escalate", gettext("Tell another group that it is late")),
        ("deadline", gettext("End the task, and tell")),
    ]
    groups = [("", gettext("whose task it is")), *choices.groups]
    return [
        Field("does", gettext("What happens"), "remind", choices=kinds, needed=True),
        Field("time", gettext("When"), "", time, needed=True),
        Field("label", gettext("Words at the clock"), "", gettext("For example: 14 days passed"), needed=True),
        Field("group", gettext("Who is told"), "", choices=groups),
        Field("subject", gettext("What they read"), "", needed=True),
        Field("action", gettext("Name of the step that tells"), gettext("Remind"), needed=True),
        Field("end", gettext("Name of its end"), gettext("Reminded"), needed=True),
    ]


def add_told_reminder(content: bytes, step: str, values: Mapping[str, str]) -> Inserted:
    """Add it to a diagram, as it was asked for.  Raises NotFound or InvalidInput for a step that takes none."""
    does = values["does"]
    return add_reminder(
        content,
        step,
        time=values["time"],
        label=values["label"],
        action=values["action"],
        subject=values["subject"],
        group=values["group"],
        end=values["end"],
        kind=Reminder.REMIND if does == "remind" else Reminder.ESCALATE,
        interrupting=does == "deadline",
    )
