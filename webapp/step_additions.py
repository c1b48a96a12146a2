"""What is added at a step without drawing: a step after it, a branch, or a reminder; asked for, and made."""

from collections.abc import Callable, Mapping

from engine.errors import NotFound
from webapp.desk_choices import Offered
from webapp.editing.branching import add_branch
from webapp.editing.document import Document
from webapp.editing.inserting import Inserted, insert_step
from webapp.editing.kinds import Kind, NewStep
from webapp.localisation import gettext
from webapp.reminder_fields import add_told_reminder, reminder_fields
from webapp.step_fields import Field, work_fields

Values = Mapping[str, str]


def heading_of(what: str) -> str:
    """What the page is called on which one adds it; empty for what cannot be added."""
    headings = {
        "after": gettext("Add a step after"),
        "branch": gettext("Add a branch after"),
        "reminder": gettext("Add a reminder or deadline to"),
    }
    return headings.get(what, "")


def asked_fields(document: Document, step: str, what: str, choices: Offered, values: Values) -> list[Field]:
    """What is asked for it; a step's kind, in `values`, decides what else.  Raises NotFound, InvalidInput."""
    element = document.find_step(step)
    if what == "reminder":
        return reminder_fields(choices)
    flows = [
        (flow.get("id") or "", _way_name(document, flow.get("name"), flow.get("targetRef")))
        for flow in document.outgoing(element)
    ]
    if not flows:
        raise NotFound(f"Expected a way on from {step!r}, but there is none.")
    found = [Field("flow", gettext("On the way to"), flows[0][0], choices=flows, needed=True)] if len(flows) > 1 else []
    kind = values.get("kind") or Kind.USER_TASK
    kinds = [(str(one), name) for one, name in _kinds().items()]
    if what == "branch":
        found += _branch_fields()
    else:
        found.append(Field("kind", gettext("What it is"), kind, choices=kinds, needed=True))
    found.append(Field("name", gettext("Name of the step"), "", needed=True))
    found += _lane_field(document, step) if what == "after" else []
    if kind == Kind.TIMER and what == "after":
        hint = gettext("P14D: after fourteen days. 2027-01-15T09:00:00: then. R/P7D: every week.")
        return [*found, Field("time", gettext("When"), "", hint, needed=True)]
    return found + work_fields(kind if what == "after" else Kind.USER_TASK, {}, choices)


def _way_name(document: Document, name: str | None, target: str | None) -> str:
    to = document.find(target or "")
    words = to.get("name") or target or ""
    return f"{name}: {words}" if name else words


def _lane_field(document: Document, step: str) -> list[Field]:
    lane = document.lane_of(step)
    if lane is None:
        return []
    lanes = [
        (each.get("id") or "", each.get("name") or "")
        for each in document.process_of(lane).iter("{*}lane")
        if each.find("{*}childLaneSet") is None
    ]
    return [Field("lane", gettext("Lane"), lane.get("id") or "", choices=lanes, needed=True)]


def _branch_fields() -> list[Field]:
    hint = gettext('= and an expression, for example = outcome = "approved"')
    end = gettext("Empty: it comes back to the next step. Else the name of the end, for example Rejected.")
    return [
        Field("question", gettext("The question that decides"), "", needed=True),
        Field("yes", gettext("Name of the new way"), gettext("yes"), needed=True),
        Field("condition", gettext("When the new way is taken"), "", hint, needed=True),
        Field("no", gettext("Name of the way as before"), gettext("no"), needed=True),
        Field("end", gettext("Where the new way ends"), "", end),
    ]


def _kinds() -> dict[Kind, str]:
    return {
        Kind.USER_TASK: gettext("A task of people"),
        Kind.DECISION: gettext("A decision table"),
        Kind.SERVICE: gettext("A service of the system"),
        Kind.CALL: gettext("Another process"),
        Kind.TIMER: gettext("Waiting for a time"),
    }


def add_at(content: bytes, step: str, what: str, values: Values) -> Inserted:
    """The diagram with it.  Raises InvalidInput where it cannot be there."""
    return _ADD[what](content, step, values)


def _flow(content: bytes, step: str, values: Values) -> str:
    document = Document(content)
    flows = [flow.get("id") or "" for flow in document.outgoing(document.find_step(step))]
    return values["flow"] if values.get("flow") in flows else flows[0]


def _add_after(content: bytes, step: str, values: Values) -> Inserted:
    new = NewStep(Kind(values["kind"]), values["name"], values)
    return insert_step(content, _flow(content, step, values), new, lane=values.get("lane"))


def _add_branch(content: bytes, step: str, values: Values) -> Inserted:
    new = NewStep(Kind.USER_TASK, values["name"], values)
    words = {name: values[name] for name in ("question", "condition", "yes", "no", "end")}
    return add_branch(content, _flow(content, step, values), new, **words)


_ADD: Mapping[str, Callable[[bytes, str, Values], Inserted]] = {
    "after": _add_after,
    "branch": _add_branch,
    "reminder": add_told_reminder,
}
