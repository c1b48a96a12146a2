"""A BPMN file that is changed in places: whatever is not touched is written back letter for letter.

The tree is lxml's; beside it stands what every tag and text looked like, so that indentation, quotation marks and
comments of the file's author survive, and a comparison of two versions shows the change and nothing else.
"""

import re
from collections.abc import Iterator
from itertools import count
from xml.sax.saxutils import escape

from lxml import etree

from engine.errors import InvalidInput, NotFound
from engine.lint.tags import BPMN, BPMNDI, NODES, bpmn, local
from engine.xml import decode, read_xml

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\ufeff?\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(r"""(encoding\s*=\s*["'])[^"']*""")
_ORDER = ("documentation", "extensionElements", "laneSet", "incoming", "outgoing")

Element = etree._Element


class Written:
    """How an element stood in the file: its opening tag, its text and what follows it, each with what they meant."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes
        self.text, self.tail = "", ""
        self.meant_text: str | None = None
        self.meant_tail: str | None = None


class Document:
    """A BPMN file as a tree that can be changed and written back."""

    def __init__(self, content: bytes, path: str = "diagram.bpmn") -> None:
        """Read a file; raises InvalidResource for what is no XML, InvalidInput for what is no BPMN."""
        read_xml(content, path)
        text = decode(content).replace("\r\n", "\n")
        head = _DECLARATION.match(text)
        self.head = _ENCODING.sub(r"\1UTF-8", head.group()) if head else ""
        body = text[head.end() :] if head else text
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=True
        )
        self.root: Element = etree.fromstring(body.encode("utf-8"), parser)
        if self.root.tag != bpmn("definitions"):
            raise InvalidInput(f"Expected a BPMN diagram, but the file begins with <{local(self.root)}>.")
        self._written: dict[Element, Written] = {}
        self.before, self.after = "", ""
        self._remember(body)
        self._closing = " />" if text.count(" />") * 2 >= text.count("/>") else "/>"

    def _remember(self, body: str) -> None:
        """Put every tag and text of the file beside its element."""
        nodes = iter(self.root.iter())
        stack: list[Element] = []
        last: tuple[Element, bool] | None = None  # The node seen last, and whether text now stands inside it.
        for token in _TOKEN.findall(body):
            if not stack and (last is not None or not _opens(token)):
                self._outside(token, last is not None)
            elif token.startswith("</"):
                last = (stack.pop(), False)
            elif token.startswith("<") and not token.startswith("<![CDATA["):
                last = (self._noted(next(nodes), token), _opens(token) and not token.endswith("/>"))
                if last[1]:
                    stack.append(last[0])
            elif last is not None:
                self._add_text(last, token)
        for element, written in self._written.items():
            written.meant_text, written.meant_tail = element.text, element.tail

    def _outside(self, token: str, after: bool) -> None:
        if after:
            self.after += token
        else:
            self.before += token

    def _noted(self, element: Element, token: str) -> Element:
        self._written[element] = Written(token, dict(element.attrib))
        return element

    def _add_text(self, last: tuple[Element, bool], token: str) -> None:
        written = self._written[last[0]]
        if last[1]:
            written.text += token
        else:
            written.tail += token

    # Reading

    def find(self, element_id: str) -> Element:
        """The part of the process with this id; raises NotFound."""
        for element in self.root.iter(f"{{{BPMN}}}*"):
            if element.get("id") == element_id:
                return element
        raise NotFound(f'Expected a part with the id "{element_id}" in the diagram, but there is none.')

    def find_kind(self, element_id: str, *kinds: str) -> Element:
        """The part with this id, which must be of one of these kinds; raises NotFound or InvalidInput."""
        element = self.find(element_id)
        if local(element) not in kinds:
            wanted = " or ".join(sorted(kinds)) if len(kinds) < 6 else "a step"
            raise InvalidInput(f'Expected {wanted}, but "{element_id}" is a {local(element)}.')
        return element

    def find_step(self, element_id: str) -> Element:
        """The activity, event or gateway with this id."""
        return self.find_kind(element_id, *NODES)

    def flows(self, scope: Element) -> Iterator[Element]:
        """The flows directly within a process or sub-process."""
        return scope.iterfind(bpmn("sequenceFlow"))

    def outgoing(self, step: Element) -> list[Element]:
        """The flows that leave a step, in the file's order."""
        return [flow for flow in self.flows(parent_of(step)) if flow.get("sourceRef") == step.get("id")]

    def incoming(self, step: Element) -> list[Element]:
        """The flows that lead to a step."""
        return [flow for flow in self.flows(parent_of(step)) if flow.get("targetRef") == step.get("id")]

    def boundaries(self, step: Element) -> list[Element]:
        """The events on the edge of an activity."""
        events = parent_of(step).iterfind(bpmn("boundaryEvent"))
        return [event for event in events if event.get("attachedToRef") == step.get("id")]

    def process_of(self, element: Element) -> Element:
        """The process that an element lies in."""
        if element.tag == bpmn("process"):
            return element
        return next(element.iterancestors(bpmn("process")))

    def lane_of(self, step_id: str) -> Element | None:
        """The innermost lane that names a step."""
        found = None
        for lane in self.root.iter(bpmn("lane")):
            if any((ref.text or "").strip() == step_id for ref in lane.iterfind(bpmn("flowNodeRef"))):
                found = lane
        return found

    def new_id(self, wish: str) -> str:
        """An id that nothing in the file has: the wish, or the wish with a number."""
        taken = {element.get("id") for element in self.root.iter() if isinstance(element.tag, str)}
        if wish not in taken:
            return wish
        return next(f"{wish}_{number}" for number in count(2) if f"{wish}_{number}" not in taken)

    # Changing

    def create(self, tag: str, attributes: dict[str, str] | None = None, text: str | None = None) -> Element:
        """A new element, not yet in its place."""
        element = self.root.makeelement(tag, dict(attributes or {}), nsmap=None)
        element.text = text
        return element

    def append(self, parent: Element, child: Element) -> Element:
        """Put an element last into another one, on a line of its own."""
        return self.insert(parent, len(parent), child)

    def insert(self, parent: Element, index: int, child: Element) -> Element:
        """Put an element at a place in another one, on a line of its own."""
        outer = self._indent(parent)
        inner = self._indent(parent[0]) if len(parent) else outer + "  "
        if index == 0:
            child.tail = "\n" + (inner if len(parent) else outer)
            parent.text = "\n" + inner
        elif index == len(parent):
            parent[-1].tail, child.tail = "\n" + inner, parent[-1].tail or "\n" + outer
        else:
            child.tail = "\n" + inner
        parent.insert(index, child)
        _indent_inside(child, inner)
        return child

    def insert_ordered(self, parent: Element, child: Element) -> Element:
        """Put an element where the schema of BPMN wants it: documentation first, then extensions, flows, the rest."""
        rank = _rank(child)
        index = sum(1 for other in parent if isinstance(other.tag, str) and _rank(other) <= rank)
        return self.insert(parent, index, child)

    def insert_after(self, sibling: Element, child: Element) -> Element:
        """Put an element behind another one."""
        parent = parent_of(sibling)
        return self.insert(parent, parent.index(sibling) + 1, child)

    def remove(self, element: Element) -> None:
        """Take an element out, with its line."""
        parent = parent_of(element)
        index = parent.index(element)
        if index == len(parent) - 1:
            closing = element.tail
            if index:
                parent[index - 1].tail = closing
            else:
                parent.text = None
        element.tail = None
        parent.remove(element)

    def set(self, element: Element, name: str, value: str | None) -> None:
        """Set an attribute; without a value it goes."""
        if value:
            element.set(name, value)
        else:
            element.attrib.pop(name, None)

    def _indent(self, element: Element) -> str:
        before = element.getprevious()
        parent = element.getparent()
        space = before.tail if before is not None else parent.text if parent is not None else ""
        return (space or "").rpartition("\n")[2] if not (space or "").strip() else ""

    # Writing

    def content(self) -> bytes:
        """The file."""
        pieces = [self.head, self.before]
        self._write(self.root, pieces)
        pieces.append(self.after)
        return "".join(pieces).encode("utf-8")

    def _write(self, element: Element, pieces: list[str]) -> None:
        written = self._written.get(element) or Written("", {})
        if not isinstance(element.tag, str):
            pieces.append(written.tag or etree.tostring(element, with_tail=False, encoding="unicode"))
        else:
            text = _text(written.text, written.meant_text, element.text)
            tag = self._tag(element, written, hollow=not len(element) and not text)
            pieces += (tag, text)
            for child in element:
                self._write(child, pieces)
            if not tag.endswith("/>"):
                pieces.append(f"</{_name(element)}>")
        if element is not self.root:
            pieces.append(_text(written.tail, written.meant_tail, element.tail))

    def _tag(self, element: Element, written: Written, hollow: bool) -> str:
        if written.tag and written.attributes == dict(element.attrib):
            return _opened(written.tag, hollow)
        attributes = "".join(f" {_prefixed(element, name)}={_quoted(value)}" for name, value in element.attrib.items())
        parent = element.getparent()
        known = parent.nsmap if parent is not None else {}
        new = {prefix: uri for prefix, uri in element.nsmap.items() if known.get(prefix) != uri}
        spaces = "".join(f' xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in new.items())
        return f"<{_name(element)}{spaces}{attributes}{self._closing if hollow else '>'}"


def parent_of(element: Element) -> Element:
    """What an element lies in; raises InvalidInput for the whole file."""
    parent = element.getparent()
    if parent is None:
        raise InvalidInput("Expected a part of the diagram, but this is the whole file.")
    return parent


def shape_tag(name: str) -> str:
    """The tag of a part of the picture."""
    return f"{{{BPMNDI}}}{name}"


def _rank(element: Element) -> int:
    name = local(element)
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _indent_inside(element: Element, indent: str) -> None:
    """Give what lies in a new element its indentation."""
    if len(element):
        element.text = "\n" + indent + "  "
        for child in element:
            child.tail = "\n" + indent + "  "
            _indent_inside(child, indent + "  ")
        element[-1].tail = "\n" + indent


def _opens(token: str) -> bool:
    """Whether a token is the opening tag of an element."""
    return token.startswith("<") and token[1:2] not in "!?/"


def _text(written: str, meant: str | None, now: str | None) -> str:
    return written if (meant or "") == (now or "") else escape(now or "")


def _opened(tag: str, hollow: bool) -> str:
    """The tag as it stood; one that was empty and no longer is has lost its slash."""
    return tag if hollow or not tag.endswith("/>") else tag[:-2].rstrip() + ">"


def _name(element: Element) -> str:
    return f"{element.prefix}:{local(element)}" if element.prefix else local(element)


def _prefixed(element: Element, name: str) -> str:
    space = etree.QName(name).namespace
    if space is None:
        return name
    if space == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{etree.QName(name).localname}"
    prefix = next((prefix for prefix, uri in element.nsmap.items() if uri == space and prefix), None)
    return f"{prefix}:{etree.QName(name).localname}"


def _quoted(value: str) -> str:
    safe = escape(value, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
    return f"'{safe}'" if '"' in safe and "'" not in safe else '"' + safe.replace('"', "&quot;") + '"'
