"""The attributes of one element of a form's JSON, each asked for by the type it must have."""

from typing import TypeVar

from engine.forms.components import Formula, Setting
from engine.forms.document import Node
from engine.forms.findings import Notes

Value = TypeVar("Value")


class Attributes:
    """Reads attributes; what is of the wrong type becomes a finding and counts as absent."""

    def __init__(self, node: Node, line: int, element: str, notes: Notes) -> None:
        self.line, self.element = line, element
        self._node, self._notes = node, notes

    def raw(self, name: str) -> object:
        """The attribute as it stands, null when absent."""
        return self._node.get(name)

    def names(self) -> set[str]:
        """Of all attributes there are."""
        return set(self._node)

    def text(self, name: str) -> str:
        return self._typed(name, str, "text") or ""

    def flag(self, name: str) -> bool:
        return self._typed(name, bool, "true or false") or False

    def count(self, name: str) -> int | None:
        """A whole number from 0 on."""
        value = self._typed(name, int, "a whole number")
        return value if value is not None and value >= 0 else None

    def node(self, name: str) -> "Attributes":
        """The attributes of an inner object, which may be empty."""
        return self.inner(self._typed(name, Node, "an object") or Node())

    def inner(self, node: Node) -> "Attributes":
        """The attributes of an object within this element."""
        return Attributes(node, self.line, self.element, self._notes)

    def nodes(self, name: str) -> list[Node]:
        """The objects of a list."""
        found = self._typed(name, list, "a list") or []
        nodes = [item for item in found if isinstance(item, Node)]
        if len(nodes) < len(found):
            self.fault("form-attribute", f"Expected objects in {name}, but something else is among them.")
        return nodes

    def formula(self, name: str) -> Formula | None:
        """FEEL after its equals sign."""
        text = self.text(name)
        if text and not text.startswith("="):
            self.fault("form-expression", f'Expected {name} to be FEEL after "=", but it is "{text[:60]}".')
            return None
        return self.compiled(name, text[1:]) if text else None

    def setting(self, name: str) -> Setting:
        """A literal, or FEEL after an equals sign."""
        value = self.raw(name)
        return self.compiled(name, value[1:]) if isinstance(value, str) and value.startswith("=") else value

    def compiled(self, name: str, text: str) -> Formula | None:
        """The FEEL of an attribute, or a finding and null."""
        return self._notes.compile(self.line, self.element, name, text)

    def fault(self, rule: str, sentence: str) -> None:
        """Note an error at this element."""
        self._notes.error(self.line, rule, self.element, sentence)

    def _typed(self, name: str, kind: type[Value], wanted: str) -> Value | None:
        value = self._node.get(name)
        if value is None:
            return None
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.fault("form-attribute", f"Expected {name} to be {wanted}, but it is not.")
        return None
