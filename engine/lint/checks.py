"""Running the rules over a deployment or a single file."""

import importlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from engine.lint.decisions import table_findings
from engine.lint.deployment import NOTHING_KNOWN, Deployment, Known, read
from engine.lint.drawing import Drawing
from engine.lint.findings import Finding, Severity
from engine.lint.forms import form_findings
from engine.lint.rules import findings_of
from engine.lint.structure import is_crowd
from engine.lint.trial import try_out

THEMES = (
    *("ids", "structure", "flows", "events", "gateways", "activities", "compensation", "people", "loops", "timers"),
    *("starts", "messages", "scripts", "expressions", "extensions", "references", "names", "properties", "labels"),
    *("layout", "forms", "decisions", "translations"),
)

for theme in THEMES:
    importlib.import_module(f"engine.lint.{theme}")


def lint(resources: Mapping[str, bytes], *, known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Check a whole deployment: path within it -> content.  Sorted by file, line and rule."""
    return list(_checked(tuple(resources.items()), known))


def lint_file(path: str, content: bytes, *, known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Check one file of a deployment: what it refers to outside itself is only a warning."""
    return _findings({path: content}, known, Severity.WARNING)


# Whoever changes a process looks at the same files on page after page: what was found in them does not change.
@lru_cache(maxsize=4)
def _checked(resources: tuple[tuple[str, bytes], ...], known: Known) -> tuple[Finding, ...]:
    return tuple(_findings(dict(resources), known, Severity.ERROR))


def _findings(resources: Mapping[str, bytes], known: Known, outside: Severity) -> list[Finding]:
    deployment, unreadable = read(resources, known, outside)
    found = [refusal.rule.finding(path, refusal.fault) for path, refusal in unreadable.items()]
    found.extend(_of_deployment(deployment))
    return sorted(found, key=lambda each: (each.file, each.line, each.severity, each.rule, each.id))


def _of_deployment(deployment: Deployment) -> Iterator[Finding]:
    for drawing in deployment.drawings:
        yield from _of_drawing(drawing, deployment)
    for form in deployment.forms:
        yield from form_findings(form)
        yield from findings_of("form", form.path, form, deployment)
    for table in deployment.tables:
        yield from table_findings(table)
        yield from findings_of("table", table.path, table, deployment)
    for texts in deployment.texts:
        yield from findings_of("texts", texts.path, texts, deployment)


def _of_drawing(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    if is_crowd(drawing):
        yield from findings_of("crowd", drawing.path, drawing)
        return
    found = [*findings_of("drawing", drawing.path, drawing), *findings_of("use", drawing.path, drawing, deployment)]
    yield from found
    if all(finding.severity is Severity.WARNING for finding in found):
        yield from try_out(drawing)
