"""The letters of notices: a kind, a number and addresses; never a name, nor what a matter is called."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from sqlalchemy import Connection

from webapp.lifecycle.notices import Kind
from webapp.lifecycle.places import Place, places_of
from webapp.translations import catalogue

MOST = 20
"""How many of a kind a digest spells out; the list in the application has all."""


@dataclass(frozen=True)
class Worded:
    """A letter in words: the same as text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Link:
    label: str
    address: str


def is_notice(content: Mapping[str, Any]) -> bool:
    """Whether a letter of the outbox is one of notices."""
    return "notices" in content


def word(connection: Connection, content: Mapping[str, Any], language: str, base_url: str, today: date) -> Worded:
    """A letter of notices, in its reader's language, with addresses of the very tasks."""
    told = {Kind(kind): list(abouts) for kind, abouts in content["notices"].items()}
    to = str(content["to"])
    sections = []
    for kind, abouts in told.items():
        links = [
            _Link(_label(place, language), base_url + place.path)
            for place in places_of(connection, to, abouts[:MOST], today)
        ]
        sections.append((kind_counted(kind, len(abouts), language), links))
    return _write(_subject(told, content, language), sections, language, base_url)


def kind_counted(kind: Kind, count: int, language: str) -> str:
    """What there is of a kind, and how much: "2 new tasks for your groups"."""
    ngettext = catalogue(language).ngettext
    counted = {
        Kind.TASK: ngettext("%(count)s new task for you", "%(count)s new tasks for you", count),
        Kind.GROUP_TASK: ngettext("%(count)s new task for your groups", "%(count)s new tasks for your groups", count),
        Kind.REMINDER: ngettext("%(count)s reminder", "%(count)s reminders", count),
        Kind.ESCALATION: ngettext("%(count)s matter is late", "%(count)s matters are late", count),
        Kind.MENTION: ngettext("You were named in %(count)s comment", "You were named in %(count)s comments", count),
        Kind.MEETING: ngettext("%(count)s notice of a meeting", "%(count)s notices of meetings", count),
        Kind.REMARK: ngettext("%(count)s remark on a process", "%(count)s remarks on processes", count),
        Kind.DRAFT: ngettext("%(count)s draft was not published", "%(count)s drafts were not published", count),
        Kind.DISTURBANCE: ngettext("%(count)s disturbance", "%(count)s disturbances", count),
    }
    return counted[kind] % {"count": count}


def _subject(told: Mapping[Kind, Sequence[str]], content: Mapping[str, Any], language: str) -> str:
    if not content.get("digest"):
        return "Hankepolku: " + ", ".join(kind_counted(kind, len(abouts), language) for kind, abouts in told.items())
    count = sum(len(abouts) for abouts in told.values())
    ngettext = catalogue(language).ngettext
    return ngettext("Hankepolku today: %(count)s notice", "Hankepolku today: %(count)s notices", count) % {
        "count": count
    }


def _label(place: Place, language: str) -> str:
    say = catalogue(language).gettext
    labels = {
        "task": say("Task %(number)s"),
        "instance": say("Matter %(number)s"),
        "meeting": say("Meeting %(number)s"),
        "incident": say("Disturbance %(number)s"),
        "remark": say("Remark %(number)s"),
        "draft": say("Draft %(number)s"),
        "mail": say("Mail stands still"),
        "altered": say("Something in the history was altered"),
        "hook": say("Web hook %(number)s is not told"),
    }
    return labels[place.what] % {"number": place.number}


def _write(subject: str, sections: Sequence[tuple[str, Sequence[_Link]]], language: str, base_url: str) -> Worded:
    say: Callable[[str], str] = catalogue(language).gettext
    all_of_them = _Link(say("All your notices"), f"{base_url}/notices")
    why = say("You choose on your account's page which notices come by mail:")
    account = f"{base_url}/account"
    text = "\n\n".join(
        [
            *(
                "\n".join([heading, *(f"{link.label}: {link.address}" for link in links)])
                for heading, links in sections
            ),
            f"{all_of_them.label}: {all_of_them.address}",
            f"{why} {account}",
        ]
    )
    body = "".join(f"<h2>{escape(heading)}</h2>\n<ul>\n{_items(links)}</ul>\n" for heading, links in sections)
    html = (
        f'<!doctype html>\n<html lang="{language}">\n'
        f'<head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n'
        f"<body>\n<h1>{escape(subject)}</h1>\n{body}<p>{_anchor(all_of_them)}</p>\n"
        f"<p>{escape(why)} {_anchor(_Link(account, account))}</p>\n</body>\n</html>\n"
    )
    return Worded(subject, text + "\n", html)


def _items(links: Iterable[_Link]) -> str:
    return "".join(f"<li>{_anchor(link)}</li>\n" for link in links)


def _anchor(link: _Link) -> str:
    return f'<a href="{escape(link.address)}">{escape(link.label)}</a>'
