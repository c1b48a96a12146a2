"""What the portfolio's keys are called: kinds, statuses, dimensions; what is not known is said to be so."""

from datetime import date
from decimal import Decimal

from webapp.form_editing.kinds import Kind
from webapp.lifecycle.notices import Delivery
from webapp.lifecycle.notices import Kind as NoticeKind
from webapp.lifecycle.programmes import ClassKind
from webapp.localisation import day, gettext, money


def kind_name(kind: str) -> str:
    """A project or an idea, in the plural."""
    return {"project": gettext("Projects"), "idea": gettext("Ideas on their way")}.get(kind, kind)


def status_name(status: str) -> str:
    """How a project or an idea stands."""
    names = {
        "open": gettext("idea on its way"),
        "merged": gettext("merged into another idea"),
        "dropped": gettext("idea filtered out"),
        "rejected": gettext("idea rejected"),
        "starting": gettext("starting"),
        "active": gettext("running"),
        "suspended": gettext("suspended"),
        "ended": gettext("ended"),
        "unknown": gettext("not known"),
    }
    return names.get(status, status)


def class_kind_name(kind: ClassKind) -> str:
    """What a classification is."""
    names = {
        ClassKind.PROGRAMME: gettext("Programme"),
        ClassKind.STRATEGY: gettext("Strategy"),
        ClassKind.THEME: gettext("Theme"),
        ClassKind.FUND: gettext("Fund"),
    }
    return names[kind]


def notice_kind_name(kind: NoticeKind) -> str:
    """What a notice is of."""
    names = {
        NoticeKind.TASK: gettext("A new task for me"),
        NoticeKind.GROUP_TASK: gettext("A new task for my group"),
        NoticeKind.REMINDER: gettext("A reminder"),
        NoticeKind.ESCALATION: gettext("Something is late"),
        NoticeKind.MENTION: gettext("Somebody mentions me in a comment"),
        NoticeKind.MEETING: gettext("A meeting"),
        NoticeKind.REMARK: gettext("A remark on a process of mine"),
        NoticeKind.DRAFT: gettext("A draft that was not published"),
        NoticeKind.DISTURBANCE: gettext("A disturbance"),
    }
    return names[kind]


def delivery_name(delivery: Delivery) -> str:
    """How somebody hears of a notice."""
    names = {
        Delivery.AT_ONCE: gettext("By e-mail at once"),
        Delivery.DIGEST: gettext("In the morning's e-mail"),
        Delivery.APP: gettext("Only here"),
        Delivery.OFF: gettext("Not at all"),
    }
    return names[delivery]


def period(begins: date | None, ends: date | None) -> str:
    """1.1.2027 – 30.9.2028"""
    if begins is None and ends is None:
        return unknown()
    return f"{day(begins) if begins else ''} – {day(ends) if ends else ''}".strip()


def euros(amount: Decimal | None) -> str:
    """A sum, or that it is not known."""
    return unknown() if amount is None else money(amount)


def unknown() -> str:
    """What is said of what is not known."""
    return gettext("not known")


def field_kind(kind: Kind) -> str:
    """What a field of a form asks."""
    return {
        Kind.TEXTFIELD: gettext("Text, one line"),
        Kind.TEXTAREA: gettext("Long text"),
        Kind.NUMBER: gettext("Number"),
        Kind.MONEY: gettext("Money"),
        Kind.DATE: gettext("Day"),
        Kind.RADIO: gettext("One of several, all in sight"),
        Kind.SELECT: gettext("One of many, in a list"),
        Kind.CHECKLIST: gettext("Several of many"),
        Kind.CHECKBOX: gettext("Yes or no"),
        Kind.PERSON: gettext("Person"),
        Kind.ORGANISATION: gettext("Organisation"),
        Kind.PROJECT: gettext("Project"),
        Kind.IDEA: gettext("Idea"),
        Kind.FILE: gettext("File"),
        Kind.ROWS: gettext("Table: rows of fields"),
        Kind.SCORE: gettext("Points for criteria"),
        Kind.COMPUTED: gettext("Nothing: worked out from the answers"),
        Kind.TEXT: gettext("Nothing: a text to read"),
        Kind.GROUP: gettext("Heading with fields under it"),
        Kind.BUTTON: gettext("Decision: a button"),
    }[kind]


def tongue(code: str) -> str:
    """A language in the language of the page."""
    return {"fi": gettext("Finnish"), "sv": gettext("Swedish"), "en": gettext("English")}.get(code, code)


def file_kind(path: str) -> str:
    """What a file of a process is."""
    kinds = {
        ".bpmn": gettext("Diagram"),
        ".dmn": gettext("Decision table"),
        ".json": gettext("Form"),
        ".po": gettext("Texts in another language"),
    }
    return kinds.get(f".{path.rpartition('.')[2]}", path)
