"""The XML of a decision model, read within bounds.

DMN 1.1 to 1.6 differ in their namespace and in little else; elements of other namespaces (layout, extensions of
editors) are not seen here at all.
"""

from collections.abc import Iterator

from lxml import etree

from engine.decisions.errors import DecisionError

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151130",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    }
)

_LARGEST = 5_000_000
_MOST_ELEMENTS = 100_000
_DEEPEST = 100
_MOST_DECISIONS = 5_000
_MOST_CHARACTERS = 400_000
"""All expressions of a file together: they take some seconds to compile, at worst."""


class Element:
    """An element of the model's own namespace, with what the rest of the package asks of it."""

    __slots__ = ("_prefix", "_xml")

    def __init__(self, xml: etree._Element) -> None:
        self._xml = xml
        self._prefix = f"{{{etree.QName(xml).namespace or ''}}}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Element) and other._xml is self._xml

    def __hash__(self) -> int:
        return hash(self._xml)

    @property
    def kind(self) -> str:
        """The element's name without its namespace."""
        return etree.QName(self._xml).localname

    @property
    def id(self) -> str:
        return self._xml.get("id") or ""

    @property
    def name(self) -> str:
        return self._xml.get("name") or ""

    @property
    def line(self) -> int:
        return self._xml.sourceline or 1

    def get(self, attribute: str) -> str | None:
        """An attribute without namespace."""
        return self._xml.get(attribute)

    @property
    def namespaces(self) -> frozenset[str]:
        """Every namespace declared at the element."""
        return frozenset(uri for uri in self._xml.nsmap.values() if uri)

    def children(self, *kinds: str) -> list["Element"]:
        """The direct children of these kinds, or all of them."""
        return [
            Element(child)
            for child in self._xml
            if isinstance(child.tag, str)
            and child.tag.startswith(self._prefix)
            and (not kinds or child.tag[len(self._prefix) :] in kinds)
        ]

    def child(self, *kinds: str) -> "Element | None":
        """The first of those children."""
        return next(iter(self.children(*kinds)), None)

    def descendants(self, *kinds: str) -> Iterator["Element"]:
        """All elements of these kinds within this one."""
        for element in self._xml.iter(*(f"{self._prefix}{kind}" for kind in kinds)):
            yield Element(element)

    def text(self, kind: str = "text") -> str:
        """What a child of this kind contains, "" without one."""
        child = self.child(kind)
        return "" if child is None else child.content

    @property
    def content(self) -> str:
        """All text within the element, without the white space around it."""
        return "".join(self._xml.itertext()).strip()


def root_of(xml: bytes | etree._Element, file: str) -> Element:
    """The `definitions` element; raises DecisionError for what is no decision model or is out of bounds."""
    element = _parsed(xml, file) if isinstance(xml, bytes) else xml
    name = etree.QName(element)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        raise DecisionError(
            f"Expected a DMN model of version 1.1 to 1.6, but the document is <{name.localname}> of "
            f'"{name.namespace or "no namespace"}"',
            file,
            element.sourceline or 1,
        )
    _check_size(element, file)
    root = Element(element)
    _check_work(root, file)
    return root


def _parsed(xml: bytes, file: str) -> etree._Element:
    if len(xml) > _LARGEST:
        raise DecisionError(f"Expected a file of at most {_LARGEST:,} bytes, but it has {len(xml):,}", file)
    if b"<!DOCTYPE" in xml:
        raise DecisionError("Expected a document without DOCTYPE, but there is one", file)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        element = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DecisionError(f"Expected well-formed XML, but {error.msg}", file, error.lineno or 1) from error
    # Seen once more, for a document in UTF-16 hides the word from the search above.
    if element.getroottree().docinfo.doctype:
        raise DecisionError("Expected a document without DOCTYPE, but there is one", file)
    return element


def _check_size(root: etree._Element, file: str) -> None:
    depth = 0
    for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end")), 1):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            problem = f"Expected at most {_DEEPEST} elements within one another, but there are more"
            raise DecisionError(problem, file, element.sourceline or 1)
        if count > 2 * _MOST_ELEMENTS:
            raise DecisionError(f"Expected at most {_MOST_ELEMENTS:,} elements, but there are more", file)


def _check_work(root: Element, file: str) -> None:
    elements = len(root.children())
    if elements > _MOST_DECISIONS:
        problem = f"Expected at most {_MOST_DECISIONS:,} decisions, inputs and types, but there are {elements:,}"
        raise DecisionError(problem, file)
    characters = sum(len(text.content) for text in root.descendants("text"))
    if characters > _MOST_CHARACTERS:
        problem = f"Expected at most {_MOST_CHARACTERS:,} characters of expressions, but there are {characters:,}"
        raise DecisionError(problem, file)
