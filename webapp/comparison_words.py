"""What people call the parts of files that differ, and what became of them."""

from engine.lint.words import Term, say
from webapp.comparing.differences import What
from webapp.form_editing.kinds import kind_of
from webapp.localisation import gettext, language
from webapp.wording import field_kind

_SWITCHES = {"cancelActivity", "isInterrupting", "validate.required", "properties.process"}


def what_word(what: What) -> str:
    """Added, removed, moved, changed."""
    return {
        What.ADDED: gettext("added"),
        What.REMOVED: gettext("removed"),
        What.MOVED: gettext("moved"),
        What.CHANGED: gettext("changed"),
    }[what]


def kind_word(kind: str) -> str:
    """User task, row, field, text …"""
    own = {"rule": gettext("row"), "field": gettext("field"), "form": gettext("form"), "text": gettext("text")}
    own |= {"decision": gettext("decision table"), "lane": gettext("lane")}
    return own.get(kind) or say(Term(kind), language())


def aspect_word(aspect: str) -> str:
    """What of a part differs; a column's label or a property's name stays as it is."""
    known = _diagram_aspects() | _form_aspects()
    if aspect in known:
        return known[aspect]
    if aspect.startswith("cell:"):
        return aspect.removeprefix("cell:")
    name = aspect.removeprefix("property:").removeprefix("camunda:")
    if name.startswith("in:"):
        return gettext("Given to the service (%(name)s)", name=name.removeprefix("in:"))
    if name.startswith("text:"):
        return gettext("What is written (%(name)s)", name=name.removeprefix("text:"))
    word = say(Term(name), language())
    return name if word == name else word[:1].upper() + word[1:]


def value_word(aspect: str, value: str) -> str:
    """What a part says; a field's kind, yes and no in words.  FEEL and what people wrote stay as they are."""
    if aspect == "type" and (kind := kind_of({"type": value})):
        return field_kind(kind)
    if aspect in _SWITCHES:
        return {"true": gettext("yes"), "false": gettext("no")}.get(value, value) or "–"
    return value or "–"


def _diagram_aspects() -> dict[str, str]:
    return {
        "name": gettext("Name"),
        "documentation": gettext("Instruction"),
        "time": gettext("Deadline or time"),
        "condition": gettext("When this way is taken"),
        "lane": gettext("Lane"),
        "within": gettext("Within"),
        "default": gettext("The way that is taken when no other is"),
        "sourceRef": gettext("From"),
        "targetRef": gettext("To"),
        "attachedToRef": gettext("On the edge of"),
        "cancelActivity": gettext("Interrupts the step"),
        "isInterrupting": gettext("Interrupts what goes on"),
        "messageRef": gettext("Message"),
        "camunda:formKey": gettext("Form"),
        "camunda:candidateGroups": gettext("Whose task it is"),
        "camunda:candidateUsers": gettext("The people whose task it is"),
        "camunda:assignee": gettext("The one person whose task it is"),
        "camunda:dueDate": gettext("Due"),
        "camunda:followUpDate": gettext("Shown from"),
        "camunda:topic": gettext("Service"),
        "camunda:decisionRef": gettext("Decision table"),
        "camunda:resultVariable": gettext("The result is called"),
        "calledElement": gettext("Which process it is"),
        "property:phase": gettext("Phase"),
        "translation": gettext("Translation"),
    }


def _form_aspects() -> dict[str, str]:
    return {
        "label": gettext("Label"),
        "description": gettext("Help below the label"),
        "key": gettext("Key"),
        "path": gettext("Key"),
        "type": gettext("What it asks"),
        "values": gettext("Options"),
        "validate.required": gettext("Must be answered"),
        "properties.process": gettext("The process reads the answer"),
        "conditional.hide": gettext("Hidden when (FEEL)"),
        "defaultValue": gettext("First value"),
    }
