"""What is checked together: the resources of one deployment, read, and what is known to stand outside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lxml import etree

from engine.lint.drawing import Drawing, draw
from engine.lint.findings import Severity
from engine.lint.parts import BPMN
from engine.lint.reading import Unreadable, decode, read_json, read_xml
from engine.lint.rules import reading_rule

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """Names that stand outside the deployment.  None: nobody knows them here, so nothing is said about such names."""

    topics: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    processes: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Form:
    """A form file: the JSON as it was written."""

    path: str
    text: str
    value: dict[str, Any]

    @property
    def key(self) -> str:
        """The id by which a task names this form."""
        found = self.value.get("id")
        return found if isinstance(found, str) else ""

    def line_of(self, word: str) -> int:
        """The line on which a key or text first stands, quoted; 1 where it does not."""
        at = self.text.find(f'"{word}"')
        return self.text.count("\n", 0, at) + 1 if at >= 0 else 1


@dataclass(frozen=True, slots=True)
class Table:
    """A DMN file: its bytes and its root."""

    path: str
    content: bytes
    root: etree._Element

    @property
    def decisions(self) -> list[str]:
        """The ids of the decisions in this file."""
        return [each.get("id") or "" for each in self.root if etree.QName(each).localname == "decision"]


@dataclass(frozen=True, slots=True)
class Texts:
    """A file of translations (gettext PO)."""

    path: str
    text: str


@dataclass
class Deployment:
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
    _remembered: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    def remember(self, compute: Callable[["Deployment"], T]) -> T:
        """What `compute` makes of this deployment, made once."""
        if compute not in self._remembered:
            self._remembered[compute] = compute(self)
        found: T = self._remembered[compute]
        return found

    def add(self, path: str, content: bytes) -> None:
        """Read one resource; raises `Unreadable`."""
        name = path.lower()
        if name.endswith(".po"):
            self.texts.append(Texts(path, decode(content)))
        elif name.endswith(".json") or content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            self._add_form(path, content)
        else:
            self._add_xml(path, content)

    def _add_form(self, path: str, content: bytes) -> None:
        value = read_json(content)
        if not isinstance(value, dict) or not isinstance(value.get("components"), list):
            raise Unreadable(NOT_A_FORM)
        self.forms.append(Form(path, decode(content), value))

    def _add_xml(self, path: str, content: bytes) -> None:
        root = read_xml(content)
        name = etree.QName(root)
        if root.tag == f"{{{BPMN}}}definitions":
            self.drawings.append(draw(path, root))
        elif name.localname.lower() == "definitions" and "/DMN/" in (name.namespace or "").upper():
            self.tables.append(Table(path, content, root))
        else:
            raise Unreadable(NOT_A_RESOURCE, int(root.sourceline or 1), root=name.localname)


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
