"""What is checked together: the resources of one deployment, read, and what is known to stand outside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from engine import decisions, forms
from engine.errors import InvalidResource
from engine.lint.drawing import Drawing, draw
from engine.lint.findings import Severity, clause
from engine.lint.memory import Remembering
from engine.lint.reading import Unreadable, decode, read_json, read_xml
from engine.lint.rules import reading_rule
from engine.lint.tags import BPMN
from engine.texts import parse_catalogue

DIAGRAM_SUFFIX = ".bpmn"


@dataclass(frozen=True, slots=True)
class Known:
    """Names that stand outside the deployment.  None: nobody knows them here, so nothing is said about such names."""

    topics: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    lists: frozenset[str] | None = None
    processes: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    steps: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The steps that the program looks for by their ids, by the process's key."""
    asked: frozenset[str] = frozenset()
    """Decisions that no diagram need ask: the application does."""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Form:
    """A form file, read by `engine.forms`."""

    path: str
    definition: forms.Form

    @property
    def key(self) -> str:
        """The id by which a task names this form."""
        return self.definition.id


@dataclass(frozen=True, slots=True)
class Table:
    """A DMN file, read by `engine.decisions`."""

    path: str
    root: etree._Element
    model: decisions.Model

    @property
    def decisions(self) -> list[str]:
        """The ids of the decisions in this file."""
        return list(self.model.decisions)


@dataclass(frozen=True, slots=True)
class Texts:
    """A file of translations (gettext PO): text as it stands in diagram or form -> text in another language."""

    path: str
    catalogue: Mapping[str, str]


@dataclass(eq=False)
class Deployment(Remembering):
    """The readable resources of one deployment.

    `outside` is how grave it is that a diagram names what does not stand here: an error for a whole deployment, a
    warning for a single file of one.
    """

    known: Known
    outside: Severity
    drawings: list[Drawing] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    texts: list[Texts] = field(default_factory=list)

    @property
    def process_ids(self) -> frozenset[str]:
        """The ids of all processes of the deployment."""
        return self.remember(_process_ids)

    def add(self, path: str, content: bytes) -> None:
        """Take in one resource; raises `Unreadable`."""
        match _read_again(path, content) if len(content) <= _SMALL else _read_one(path, content):
            case Drawing() as drawing:
                self.drawings.append(drawing)
            case Form() as form:
                self.forms.append(form)
            case Table() as table:
                self.tables.append(table)
            case texts:
                self.texts.append(texts)


def _read_one(path: str, content: bytes) -> Drawing | Form | Table | Texts:
    name = path.lower()
    if name.endswith(".po"):
        return _read_texts(path, content)
    if name.endswith(".json") or content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_form(path, content)
    return _read_xml(path, content)


# While somebody draws, one file of two hundred changes between two checks.  What was read is never written to.
_read_again = lru_cache(maxsize=512)(_read_one)
_SMALL = 200_000  # Bytes; a larger file is read each time, so that what is kept has a bound.


def _read_form(path: str, content: bytes) -> Form:
    value = read_json(content)
    if not isinstance(value, dict) or not isinstance(value.get("components"), list):
        raise Unreadable(NOT_A_FORM)
    try:
        return Form(path, forms.parse_form(content, path))
    except InvalidResource as error:
        raise Unreadable(FORM_REFUSED, reason=clause(str(error))) from None


def _read_texts(path: str, content: bytes) -> Texts:
    decode(content)
    try:
        return Texts(path, parse_catalogue(content, path))
    except InvalidResource as error:
        raise Unreadable(TEXTS_REFUSED, reason=clause(str(error))) from None


def _read_xml(path: str, content: bytes) -> Drawing | Table:
    root = read_xml(content)
    name = etree.QName(root)
    if root.tag == f"{{{BPMN}}}definitions":
        return draw(path, root, content)
    if name.localname.lower() == "definitions" and "/DMN/" in (name.namespace or "").upper():
        return _read_table(path, root)
    raise Unreadable(NOT_A_RESOURCE, int(root.sourceline or 1), root=name.localname)


def _read_table(path: str, root: etree._Element) -> Table:
    try:
        return Table(path, root, decisions.parse_decisions(root, path))
    except decisions.DecisionError as error:
        raise Unreadable(TABLE_REFUSED, error.line or 1, reason=clause(error.problem)) from None


def _process_ids(deployment: Deployment) -> frozenset[str]:
    return frozenset(process.id for drawing in deployment.drawings for process in drawing.processes)


def read(resources: Mapping[str, bytes], known: Known, outside: Severity) -> tuple[Deployment, dict[str, Unreadable]]:
    """The resources that can be read, and why each of the others cannot."""
    deployment, unreadable = Deployment(known, outside), {}
    for path, content in resources.items():
        try:
            deployment.add(path, content)
        except Unreadable as refusal:
            unreadable[path] = refusal
    return deployment, unreadable


NOT_A_RESOURCE = reading_rule(
    "not-a-diagram",
    why="Only BPMN diagrams, DMN tables, forms and translations can be deployed.",
    en="Expected BPMN or DMN with <definitions> at the top, but the file begins with <{root}>.",
    fi="Tiedoston pitää olla BPMN tai DMN, jonka ylin osa on <definitions>, mutta ylin osa on <{root}>.",
    sv="Filen ska vara BPMN eller DMN med <definitions> överst, men den börjar med <{root}>.",
)
NOT_A_FORM = reading_rule(
    "not-a-form",
    why="A form is an object with an id and a list of components.",
    en='Expected a form (an object with "components"), but the JSON holds something else.',
    fi='Tiedoston pitää olla lomake (jossa on "components"), mutta JSON on jotain muuta.',
    sv='Filen ska vara ett formulär (med "components"), men JSON är något annat.',
)
FORM_REFUSED = reading_rule(
    "form-unreadable",
    why="A form that cannot be read cannot be shown.",
    en="Expected a form that can be shown, but: {reason}",
    fi="Lomakkeen pitää olla näytettävissä, mutta: {reason}",
    sv="Formuläret ska kunna visas, men: {reason}",
)
TEXTS_REFUSED = reading_rule(
    "texts-unreadable",
    why="Half a file of translations would be shown as half a page.",
    en="Expected translations in PO format, but: {reason}",
    fi="Käännösten pitää olla PO-muodossa, mutta: {reason}",
    sv="Översättningarna ska vara i PO-format, men: {reason}",
)
TABLE_REFUSED = reading_rule(
    "table-unreadable",
    why="A table that cannot be read decides nothing.",
    en="Expected a decision model that can be read, but: {reason}",
    fi="Päätöstaulun pitää olla luettavissa, mutta: {reason}",
    sv="Beslutsmodellen ska kunna läsas, men: {reason}",
)
