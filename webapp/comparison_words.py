"""What people call the parts of files that differ, and what became of them."""

from engine.lint.words import Term, say
from webapp.comparing.differences import What
from webapp.localisation import gettext, language


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
    known = {
        "name": gettext("Name"),
        "documentation": gettext("Instruction"),
        "time": gettext("Deadline or time"),
        "condition": gettext("When this way is taken"),
        "lane": gettext("Lane"),
        "within": gettext("Within"),
        "default": gettext("The way that is taken when no other is"),
        "sourceRef": gettext("From"),
        "targetRef": gettext("To"),
        "camunda:formKey": gettext("Form"),
        "camunda:candidateGroups": gettext("Whose task it is"),
        "camunda:assignee": gettext("The one person whose task it is"),
        "camunda:dueDate": gettext("Due"),
        "camunda:followUpDate": gettext("Shown from"),
        "camunda:topic": gettext("Service"),
        "camunda:decisionRef": gettext("Decision table"),
        "camunda:resultVariable": gettext("The result is called"),
        "calledElement": gettext("Which process it is"),
        "property:phase": gettext("Phase"),
        "translation": gettext("Translation"),
        "label": gettext("Label"),
    }
    return known.get(aspect) or aspect.removeprefix("property:").removeprefix("cell:").removeprefix("camunda:")
