"""What the columns of imported tables are called and ask for, and what is said of a wrong cell."""

from collections.abc import Sequence
from typing import Any

from webapp.lifecycle.imports import COLUMNS, Cell, Column, Fault, Flaw, IdeaStage, Stage
from webapp.localisation import NAMES, gettext
from webapp.translations import catalogue


def say(text: str) -> str:
    """The text itself: for collecting what is translated later."""
    return text


_HEADINGS = {
    "reference": say("Reference"),
    "name": say("Name"),
    "acronym": say("Acronym"),
    "need": say("Need"),
    "area": say("Development area"),
    "stage": say("Stage"),
    "starts_on": say("Begins"),
    "ends_on": say("Ends"),
    "total_cost": say("Total cost (€)"),
    "municipal": say("Municipal funding (€)"),
    "external": say("Outside funding (€)"),
    "external_funder": say("Outside funder"),
    "municipalities": say("Municipalities"),
    "programme": say("Programme"),
    "fund": say("Fund"),
    "theme": say("Theme"),
    "manager": say("Project manager"),
    "steering_group": say("Steering group"),
    "implementer": say("Implementer"),
    "project_code": say("Project code"),
    "summary": say("Summary"),
    "status_months": say("Status report every … months"),
    "interim_months": say("Interim report every … months"),
}
_MORE = {
    "reference": say("Your own name for the row. The same reference is never brought in twice."),
    "stage": say("Where the process goes on here."),
    "manager": say("Needed when the stage is the plan, running or the final report."),
    "steering_group": say(
        "Needed when the stage is the plan, running or the final report; the first one is the chair."
    ),
    "status_months": say("3 unless given."),
    "interim_months": say("12 unless given."),
}


def heading(key: str) -> str:
    """A column's heading in the reader's language."""
    return gettext(_HEADINGS[key])


def stages(kind: str) -> list[tuple[IdeaStage | Stage, str]]:
    """Where a row may begin, each with its name, in the order of the process."""
    if kind == "idea":
        return [
            (IdeaStage.FILTERING, gettext("Filtering")),
            (IdeaStage.PREPARATION, gettext("Preparation")),
            (IdeaStage.PELOTON, gettext("Waiting for Peloton")),
            (IdeaStage.FUNDING, gettext("Decided, waiting for funding")),
        ]
    return [
        (Stage.APPOINTING, gettext("Team")),
        (Stage.PLANNING, gettext("Plan")),
        (Stage.RUNNING, gettext("Running")),
        (Stage.FINAL_REPORTING, gettext("Final report")),
        (Stage.IMPACT, gettext("Ended, effects followed")),
    ]


def explanation(column: Column) -> str:
    """What is to be written in a column."""
    kinds = {
        Cell.TEXT: gettext("Text."),
        Cell.DAY: gettext("A day, for example 31.12.2027."),
        Cell.EUROS: gettext("Euros, for example 12500.50."),
        Cell.MONTHS: gettext("Whole months, 1 to 60."),
        Cell.CHOICE: gettext("One of the values listed."),
        Cell.CHOICES: gettext("Values of the list, with semicolons between them."),
    }
    more = _MORE.get(column.key)
    return f"{kinds[column.cell]} {gettext(more)}" if more else kinds[column.cell]


def places(kind: str, first_row: Sequence[Any]) -> dict[str, int]:
    """In which position each column stands, by its heading in whatever language the template was taken."""
    keys = {
        catalogue(language).gettext(_HEADINGS[column.key]).lower(): column.key
        for language in NAMES
        for column in COLUMNS[kind]
    }
    found = [(keys.get(str(text).strip(" *").lower()), at) for at, text in enumerate(first_row) if text is not None]
    return {key: at for key, at in found if key is not None}


def fault_text(fault: Fault, kind: str) -> str:
    """«Row 7, column «Begins»: expected a day, but it was «autumn».»"""
    column = next(one for one in COLUMNS[kind] if one.key == fault.column)
    where = gettext("Row %(row)s, column «%(column)s»:", row=fault.row, column=heading(fault.column))
    return f"{where} {_trouble(fault, column)}"


def _trouble(fault: Fault, column: Column) -> str:
    found = fault.found
    if fault.flaw is Flaw.NOT_OF_KIND:
        return {
            Cell.DAY: gettext("expected a day, but it was «%(found)s».", found=found),
            Cell.EUROS: gettext("expected a sum of euros, but it was «%(found)s».", found=found),
        }.get(column.cell, gettext("expected whole months from 1 to 60, but it was «%(found)s».", found=found))
    return {
        Flaw.MISSING: gettext("expected a value, but it was empty."),
        Flaw.FORMULA: gettext("expected a value, but it was the formula «%(found)s».", found=found),
        Flaw.UNKNOWN: gettext("expected a value of the list, but it was «%(found)s».", found=found),
        Flaw.TOO_LONG: gettext("expected at most 4,000 characters, but there were more."),
        Flaw.TWICE: gettext("expected a reference of its own, but «%(found)s» is another row's too.", found=found),
        Flaw.BEFORE_BEGINNING: gettext("expected a day after the beginning, but it was «%(found)s».", found=found),
    }[fault.flaw]
