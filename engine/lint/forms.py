"""Rules about forms: what `engine.forms` finds in them, and how they fit the tasks that use them."""

from collections.abc import Iterator

from engine.lint.deployment import Deployment, Form
from engine.lint.findings import Finding, Reason, Sentences, Severity
from engine.lint.rules import ERROR, WARNING, Fault, Spot, rule

_UNREADABLE = Sentences(
    en="Expected FEEL in {part}, but: {reason}",
    fi="Kohdan {part} pitää olla FEEL-lauseke, mutta: {reason}",
    sv="{part} ska vara ett FEEL-uttryck, men: {reason}",
)


def form_findings(form: Form) -> Iterator[Finding]:
    """What the reader of forms finds, as findings of this package."""
    for found in form.definition.findings:
        place = (form.path, max(found.line, 1), Severity(found.severity), found.rule, found.id, found.id)
        if found.refused is None:
            yield Finding(*place, found.message)
        else:
            yield Finding(*place, found.message, _UNREADABLE, {"part": found.part, "reason": Reason(found.refused)})


@rule(
    "form",
    "form-duplicate",
    ERROR,
    why="Of two forms with one id nobody could tell which is shown.",
    en='Expected every form id once in a deployment, but "{id}" stands in {first} too.',
    fi='Jokaisen lomakkeen tunnisteen pitää esiintyä kerran, mutta "{id}" on myös tiedostossa {first}.',
    sv='Varje formulär-id ska finnas en gång, men "{id}" finns även i {first}.',
)
def form_duplicate(form: Form, deployment: Deployment) -> Iterator[Fault]:
    first = next(each for each in deployment.forms if each.key == form.key)
    if form.key and first.path != form.path:
        yield Fault(Spot(1, form.key), {"first": first.path})


@rule(
    "form",
    "form-unused",
    WARNING,
    why="A form that no task shows is out of date, or a task forgot it.",
    en='Expected a task to use the form "{id}", but none in the deployment does.',
    fi='Jonkin tehtävän pitäisi käyttää lomaketta "{id}", mutta mikään ei käytä.',
    sv='Någon uppgift borde använda formuläret "{id}", men ingen gör det.',
)
def form_unused(form: Form, deployment: Deployment) -> Iterator[Fault]:
    if deployment.drawings and form.key and form.key not in deployment.remember(_used_forms):
        yield Fault(Spot(1, form.key))


def _used_forms(deployment: Deployment) -> set[str]:
    return {node.camunda("formKey") for drawing in deployment.drawings for node in drawing.nodes()}


@rule(
    "form",
    "form-list-unknown",
    ERROR,
    why="A field whose list nobody gives has nothing to choose from.",
    en='Expected a list that the application gives for "{id}", but "{name}" is none: {known}.',
    fi='Kentän "{id}" luettelon pitää olla sovelluksen antama, mutta "{name}" ei ole: {known}.',
    sv='Listan för fältet "{id}" ska vara en som programmet ger, men "{name}" är ingen sådan: {known}.',
)
def form_list_unknown(form: Form, deployment: Deployment) -> Iterator[Fault]:
    known = deployment.known.lists
    for name, key in form.definition.lists.items():
        if known is not None and name not in known:
            yield Fault(Spot(1, key), {"name": name, "known": ", ".join(sorted(known))})


@rule(
    "form",
    "form-file-at-start",
    ERROR,
    why="A file is kept with its matter, and before a process has begun there is no matter.",
    en='Expected the form "{id}" of a start to ask for no file, but it does: ask for it in the first task.',
    fi='Aloituksen lomake "{id}" ei voi kysyä tiedostoa: kysy se ensimmäisessä tehtävässä.',
    sv='Startformuläret "{id}" kan inte begära en fil: begär den i den första uppgiften.',
)
def form_file_at_start(form: Form, deployment: Deployment) -> Iterator[Fault]:
    if form.definition.asks_files and form.key in deployment.remember(_start_forms):
        yield Fault(Spot(1, form.key))


def _start_forms(deployment: Deployment) -> set[str]:
    nodes = (node for drawing in deployment.drawings for node in drawing.nodes())
    return {node.camunda("formKey") for node in nodes if node.kind == "startEvent"}
