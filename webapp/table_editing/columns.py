"""The columns of a decision table: added, changed, moved and left out; each rule's cells go with them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from engine.feel import FeelError, compile_expression, compile_unary_tests
from webapp.table_editing.tables import find_table, text_of, written

TYPES = ("string", "number", "boolean", "date", "dateTime", "time", "Any")
Where = tuple[str, int, str]
"""An input or output, its number, and which part of it."""
_NAME = re.compile(r"[A-Za-z_ÅÄÖåäö][\w ]*")


@dataclass
class Shape:
    """A column as its page has it: for an input the expression it looks at, for an output the name of its result.

    `allowed` are unary tests of what may stand in it; `was` is its column of the file, -1 a new one.
    """

    label: str = ""
    told: str = ""
    type: str = ""
    allowed: str = ""
    was: int = -1


@dataclass
class Shapes:
    """The columns of a table, the inputs before the outputs."""

    inputs: list[Shape] = field(default_factory=list)
    outputs: list[Shape] = field(default_factory=list)


@dataclass(frozen=True)
class ColumnFault:
    """What is wrong with a part (`told`, `allowed`) of a column: its name, or what the reader of FEEL says."""

    kind: str
    error: FeelError | None = None


def read_shapes(content: bytes, decision: str) -> Shapes:
    """The columns of a decision's table.  Raises NotFound."""
    table = find_table(etree.fromstring(content), decision)
    return Shapes(
        [_input(one, number) for number, one in enumerate(table.findall("{*}input"))],
        [_output(one, number) for number, one in enumerate(table.findall("{*}output"))],
    )


def write_shapes(content: bytes, decision: str, shapes: Shapes) -> bytes:
    """The file with the table's columns so, every rule with a cell for each: in a new input any value holds."""
    root = etree.fromstring(content)
    table = find_table(root, decision)
    _place(table, decision, "input", shapes.inputs)
    _place(table, decision, "output", shapes.outputs)
    for rule in table.findall("{*}rule"):
        _place_cells(rule, "inputEntry", "in", shapes.inputs)
        _place_cells(rule, "outputEntry", "out", shapes.outputs)
    return written(root, content)


def faults_of(shapes: Shapes) -> dict[Where, ColumnFault]:
    """What does not fit, by kind of column, number and part."""
    found: dict[Where, ColumnFault] = _wrong_names(shapes.outputs)
    for number, one in enumerate(shapes.inputs):
        if not one.told:
            found["input", number, "told"] = ColumnFault("expression")
        else:
            _compile(found, ("input", number, "told"), compile_expression, one.told)
    for kind, columns in (("input", shapes.inputs), ("output", shapes.outputs)):
        for number, one in enumerate(columns):
            if one.allowed:
                _compile(found, (kind, number, "allowed"), compile_unary_tests, one.allowed)
    return found


def _wrong_names(outputs: Sequence[Shape]) -> dict[Where, ColumnFault]:
    """A table's only result may go without a name; of several each needs one of its own."""
    names, found = [one.told for one in outputs], dict[Where, ColumnFault]()
    for number, name in enumerate(names):
        if not _NAME.fullmatch(name) and (name or len(names) > 1):
            found["output", number, "told"] = ColumnFault("name")
        elif names.count(name) > 1:
            found["output", number, "told"] = ColumnFault("twice")
    return found


def _compile(found: dict[Where, ColumnFault], place: Where, read: Callable[[str], object], text: str) -> None:
    try:
        read(text)
    except FeelError as error:
        found[place] = ColumnFault("feel", error)


def _input(element: etree._Element, number: int) -> Shape:
    expression = element.find("{*}inputExpression")
    told = text_of(expression) if expression is not None else ""
    kind = expression.get("typeRef") or "" if expression is not None else ""
    return Shape(element.get("label") or "", told, kind, _allowed(element, "inputValues"), number)


def _output(element: etree._Element, number: int) -> Shape:
    name = element.get("name") or ""
    kind = element.get("typeRef") or ""
    return Shape(element.get("label") or "", name, kind, _allowed(element, "outputValues"), number)


def _allowed(element: etree._Element, name: str) -> str:
    values = element.find(f"{{*}}{name}")
    return text_of(values) if values is not None else ""


def _place(table: etree._Element, decision: str, kind: str, shapes: Sequence[Shape]) -> None:
    """The columns of a kind in the order of the page; what was not changed stays as it was written."""
    before = table.findall(f"{{*}}{kind}")
    if [one.was for one in shapes] != list(range(len(before))):
        at = table.index(before[0]) if before else _first_place(table, kind)
        tail = before[0].tail if before else "\n      "
        for old in before:
            table.remove(old)
        numbers = _free_numbers(table, decision, kind)
        for offset, shape in enumerate(shapes):
            known = 0 <= shape.was < len(before)
            column = before[shape.was] if known else _new_column(table, decision, kind, numbers)
            column.tail = tail
            table.insert(at + offset, column)
    for column, shape in zip(table.findall(f"{{*}}{kind}"), shapes, strict=True):
        (_fill_input if kind == "input" else _fill_output)(column, shape)


def _first_place(table: etree._Element, kind: str) -> int:
    return len(table.findall("{*}input")) if kind == "output" else 0


def _new_column(table: etree._Element, decision: str, kind: str, numbers: Iterator[int]) -> etree._Element:
    space = f"{{{etree.QName(table).namespace}}}"
    return etree.Element(f"{space}{kind}", {"id": f"{decision}_{kind}_{next(numbers)}"}, nsmap=table.nsmap)


def _fill_input(element: etree._Element, shape: Shape) -> None:
    _set(element, "label", shape.label)
    expression = element.find("{*}inputExpression")
    if expression is None:
        key = (element.get("id") or "").replace("_input_", "_expression_")
        expression = _child(element, "inputExpression", 0, {"id": key} if key else {})
    _set(expression, "typeRef", shape.type)
    _set_text(expression, shape.told)
    _fill_allowed(element, "inputValues", shape.allowed, 1)


def _fill_output(element: etree._Element, shape: Shape) -> None:
    _set(element, "label", shape.label)
    _set(element, "name", shape.told)
    _set(element, "typeRef", shape.type)
    _fill_allowed(element, "outputValues", shape.allowed, 0)


def _fill_allowed(element: etree._Element, name: str, allowed: str, at: int) -> None:
    values = element.find(f"{{*}}{name}")
    if values is not None and not allowed:
        element.remove(values)
    elif allowed:
        _set_text(_child(element, name, at, {}) if values is None else values, allowed)


def _child(element: etree._Element, name: str, at: int, attributes: dict[str, str]) -> etree._Element:
    child = etree.Element(f"{{{etree.QName(element).namespace}}}{name}", attributes)
    element.text = "\n        "
    child.tail = "\n      "
    element.insert(at, child)
    return child


def _set(element: etree._Element, attribute: str, value: str) -> None:
    if value != (element.get(attribute) or ""):
        if value:
            element.set(attribute, value)
        else:
            element.attrib.pop(attribute, None)


def _set_text(element: etree._Element, told: str) -> None:
    if text_of(element) == told:
        return
    text = element.find("{*}text")
    if text is None:
        element.text = "\n          "
        text = etree.SubElement(element, f"{{{etree.QName(element).namespace}}}text")
        text.tail = "\n        "
    text.text = told


def _place_cells(rule: etree._Element, kind: str, short: str, shapes: Sequence[Shape]) -> None:
    """A rule's cells in the order of the columns; a new one is empty."""
    before = rule.findall(f"{{*}}{kind}")
    if [one.was for one in shapes] == list(range(len(before))):
        return
    at = rule.index(before[0]) if before else len(rule.findall("{*}description")) + len(rule.findall("{*}inputEntry"))
    tail = before[0].tail if before else "\n        "
    for old in before:
        rule.remove(old)
    taken = {one.get("id") for one in before}
    base = f"{rule.get('id') or 'rule'}_{short}"
    free = (f"{base}_{number}" for number in range(1, 10_000) if f"{base}_{number}" not in taken)
    for offset, shape in enumerate(shapes):
        known = 0 <= shape.was < len(before)
        cell = before[shape.was] if known else _new_cell(rule, kind, next(free))
        cell.tail = tail
        rule.insert(at + offset, cell)
    rule[-1].tail = "\n      "


def _new_cell(rule: etree._Element, kind: str, key: str) -> etree._Element:
    space = f"{{{etree.QName(rule).namespace}}}"
    cell = etree.Element(f"{space}{kind}", {"id": key})
    cell.text = "\n          "
    text = etree.SubElement(cell, f"{space}text")
    text.text, text.tail = "", "\n        "
    return cell


def _free_numbers(table: etree._Element, decision: str, kind: str) -> Iterator[int]:
    taken = {one.get("id") for one in table.getroottree().getroot().iter()}
    return (number for number in range(1, 10_000) if f"{decision}_{kind}_{number}" not in taken)
