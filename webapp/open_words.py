"""Decisions that anybody may read, in the reader's language: outcomes, classes, and what stands for what is secret."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from webapp.lifecycle.openness import PERSON, Openness, pieces
from webapp.lifecycle.public_decisions import ProjectFacts, PublicDecision, project_facts
from webapp.localisation import gettext
from webapp.sittings import ANY_KIND, outcomes_by_rules
from webapp.wording import euros, period, status_name

_SECTION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
Redacted = list[tuple[str, str]]
"""Words that are left, and in turn what stands for what was taken out: one of the two is empty."""


@dataclass(frozen=True)
class Told:
    """A decision as a page shows it."""

    decision: PublicDecision
    title: Redacted
    body: str
    outcome: str
    openness: str
    conditions: Redacted
    grounds: Redacted
    error: Redacted
    project: Sequence[tuple[str, str]]

    @property
    def heading(self) -> str:
        """Its title as plain words, for a title bar and a feed."""
        return plain(self.title)


def tell_decisions(connection: Connection, found: Sequence[PublicDecision]) -> list[Told]:
    """The decisions with what they need asked for at once."""
    outcomes = outcomes_by_rules(connection, (one.rules for one in found if one.rules))
    projects = project_facts(connection, {one.business_key for one in found if one.business_key})
    return [
        Told(
            one,
            worded(one.title) or [(gettext("Untitled"), "")],
            _body(one),
            _outcome(one, outcomes),
            openness_name(one.publicity),
            worded(one.conditions),
            worded(one.grounds),
            worded(one.error),
            _project(projects.get(one.business_key or "")),
        )
        for one in found
    ]


def worded(text: str) -> Redacted:
    """A redacted text, with what is told in the place of each ground."""
    return [(words, told_ground(ground) if ground else "") for words, ground in pieces(text)]


def plain(text: Redacted) -> str:
    """The same as plain words."""
    return "".join(words or f"[{told}]" for words, told in text)


def told_ground(ground: str) -> str:
    """Why something was taken out: section and item of the act on openness, or the words that were written down."""
    if ground == PERSON:
        return gettext("a private person's details")
    law = _SECTION.fullmatch(ground)
    if law is None:
        return gettext("secret, %(ground)s", ground=ground)
    section, subsection, item = law.groups()
    return gettext(
        "secret, Act on the Openness of Government Activities, section %(section)s, subsection %(subsection)s, "
        "paragraph %(item)s",
        section=section,
        subsection=subsection,
        item=item,
    )


def openness_name(publicity: str | None) -> str:
    """A class of openness."""
    names = {
        Openness.PUBLIC: gettext("Public"),
        Openness.PARTLY: gettext("Partly secret"),
        Openness.SECRET: gettext("Secret"),
    }
    return names[Openness(publicity)] if publicity else gettext("Not classified, not shown to the public")


def _body(one: PublicDecision) -> str:
    deciders = {
        "host_municipality": gettext("Host municipality"),
        "company": gettext("Development company"),
        "rmg_recommendation": gettext("Municipalities, as the Regional Management Group recommends"),
    }
    return one.body_name or deciders.get(one.legal_decider or "") or gettext("Steering group of a project")


def _outcome(one: PublicDecision, outcomes: dict[tuple[str, str, str], str]) -> str:
    if one.outcome is None:
        return ""
    money = {"granted": gettext("Municipal money is granted"), "refused": gettext("No municipal money is granted")}
    mine = [outcomes.get((one.rules or "", kind, one.outcome)) for kind in (one.kind, ANY_KIND)]
    return next((name for name in mine if name), None) or money.get(one.outcome, one.outcome)


def _project(facts: ProjectFacts | None) -> list[tuple[str, str]]:
    if facts is None:
        return []
    told = [
        (gettext("Name"), facts.name),
        (gettext("State"), status_name(facts.status)),
        (gettext("Time"), period(facts.starts_on, facts.ends_on)),
        (gettext("Total cost"), euros(facts.total_cost)),
        (gettext("Municipalities"), ", ".join(facts.municipalities)),
        (gettext("Diary number"), facts.diary_number or ""),
    ]
    return [(label, value) for label, value in told if value]
