"""What the portfolio's keys are called: kinds, statuses, dimensions; what is not known is said to be so."""

from datetime import date
from decimal import Decimal

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
