"""Rules about decision tables: what `engine.decisions` finds in them, and how they fit the diagrams."""

from collections.abc import Iterator

from engine.lint.deployment import Deployment, Table
from engine.lint.findings import Finding, Reason, Sentences, Severity
from engine.lint.rules import ERROR, WARNING, Fault, Spot, rule

_UNREADABLE = Sentences(
    en="Expected FEEL in a cell, but: {reason}",
    fi="Taulun kohdan pitää olla FEEL-kieltä, mutta: {reason}",
    sv="Tabellens cell ska vara FEEL, men: {reason}",
)


def table_findings(table: Table) -> Iterator[Finding]:
    """What the reader of decision models finds, as findings of this package."""
    for found in table.model.findings():
        yield Finding(
            table.path,
            max(found.line, 1),
            Severity(found.severity),
            found.rule,
            found.element_id,
            found.name,
            found.message,
            _UNREADABLE if found.refused else None,
            {"reason": Reason(found.refused)} if found.refused else {},
        )


@rule(
    "table",
    "decision-none",
    ERROR,
    why="A file without decisions decides nothing.",
    en="Expected a decision in the file, but there is none.",
    fi="Tiedostossa pitää olla päätös, mutta siinä ei ole yhtään.",
    sv="Filen ska innehålla ett beslut, men har inget.",
)
def decision_none(table: Table, deployment: Deployment) -> Iterator[Fault]:
    if not table.model.decisions:
        yield Fault(Spot(int(table.root.sourceline or 1), table.root.get("id") or "", table.root.get("name") or ""))


@rule(
    "table",
    "decision-duplicate",
    ERROR,
    why="Of two decisions with one id nobody could tell which is asked.",
    en='Expected every decision id once in a deployment, but "{id}" stands in {first} too.',
    fi='Jokaisen päätöksen tunnisteen pitää esiintyä kerran, mutta "{id}" on myös tiedostossa {first}.',
    sv='Varje besluts-id ska finnas en gång, men "{id}" finns även i {first}.',
)
def decision_duplicate(table: Table, deployment: Deployment) -> Iterator[Fault]:
    first = deployment.remember(_first_tables)
    for key, decision in table.model.decisions.items():
        if first[key] != table.path:
            yield Fault(Spot(decision.line, key, decision.name), {"first": first[key]})


@rule(
    "table",
    "decision-unused",
    WARNING,
    why="A decision that no task asks is out of date, or a task forgot it.",
    en='Expected a task to ask the decision "{name}", but none in the deployment does.',
    fi='Jonkin tehtävän pitäisi käyttää päätöstä "{name}", mutta mikään ei käytä.',
    sv='Någon uppgift borde använda beslutet "{name}", men ingen gör det.',
)
def decision_unused(table: Table, deployment: Deployment) -> Iterator[Fault]:
    used = deployment.remember(_used_decisions)
    required = {name for each in table.model.decisions.values() for name in each.inputs}
    for key, decision in table.model.decisions.items():
        asked = key in used or key in deployment.known.asked or decision.name in required or _is_required(table, key)
        if deployment.drawings and not asked:
            yield Fault(Spot(decision.line, key, decision.name))


def _is_required(table: Table, key: str) -> bool:
    """Whether another decision of the file asks this one."""
    return any((each.get("href") or "").rpartition("#")[2] == key for each in table.root.iter("{*}requiredDecision"))


def _first_tables(deployment: Deployment) -> dict[str, str]:
    first: dict[str, str] = {}
    for table in deployment.tables:
        for key in table.decisions:
            first.setdefault(key, table.path)
    return first


def _used_decisions(deployment: Deployment) -> set[str]:
    return {node.camunda("decisionRef") for drawing in deployment.drawings for node in drawing.nodes()}
