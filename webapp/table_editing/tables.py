"""A decision table as rows and cells, read from its file and written back; all else in the file stays as it was."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.decisions import DecisionError, parse_decisions
from engine.errors import NotFound
from engine.feel import FeelError, compile_expression, compile_unary_tests

POLICIES = ("UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER", "PRIORITY", "OUTPUT ORDER")


@dataclass
class Column:
    """A column: its label, and for an input the expression it looks at, for an output the name of its result."""

    label: str
    told: str
    type: str


@dataclass
class Rule:
    """A row of the table: FEEL in its cells, inputs first, and what is noted beside it; `was` is its row of the file.

    `was` -1 is a new rule.
    """

    cells: list[str]
    note: str = ""
    was: int = -1


@dataclass
class Table:
    """A decision table as its page has it."""

    name: str
    policy: str
    inputs: list[Column] = field(default_factory=list)
    outputs: list[Column] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    @property
    def columns(self) -> list[Column]:
        """The inputs, then the outputs."""
        return [*self.inputs, *self.outputs]


def tables_in(content: bytes, file: str) -> dict[str, str]:
    """The decisions of a file that are tables: id -> name; none where the file cannot be read."""
    try:
        decisions = parse_decisions(content, file).decisions
    except DecisionError:
        return {}
    found = dict[str, str]()
    for decision in etree.fromstring(content).iter("{*}decision"):
        key = decision.get("id") or ""
        if key in decisions and decision.find("{*}decisionTable") is not None:
            found[key] = decision.get("name") or key
    return found


def find_path(files: Mapping[str, bytes], decision: str) -> str | None:
    """The file of a decision that is a table."""
    for path in sorted(files):
        if path.endswith(".dmn") and decision in tables_in(files[path], path):
            return path
    return None


def read_table(content: bytes, decision: str) -> Table:
    """The table of a decision.  Raises NotFound."""
    element = _decision(etree.fromstring(content), decision)
    table = _table(element)
    inputs = [_input(one) for one in table.findall("{*}input")]
    outputs = [
        Column(one.get("label") or one.get("name") or "", one.get("name") or "", one.get("typeRef") or "")
        for one in table.findall("{*}output")
    ]
    rules = [_rule(one, number) for number, one in enumerate(table.findall("{*}rule"))]
    return Table(element.get("name") or decision, table.get("hitPolicy") or "UNIQUE", inputs, outputs, rules)


def write_table(content: bytes, decision: str, table: Table) -> bytes:
    """The file with the table's rules, labels and hit policy.  Raises NotFound."""
    root = etree.fromstring(content)
    element = find_table(root, decision)
    if table.policy != (element.get("hitPolicy") or "UNIQUE"):
        element.set("hitPolicy", table.policy)
        if table.policy != "COLLECT":
            element.attrib.pop("aggregation", None)
    named = [*element.findall("{*}input"), *element.findall("{*}output")]
    for one, column in zip(named, table.columns, strict=True):
        if column.label != (one.get("label") or one.get("name") or ""):
            one.set("label", column.label)
    before = element.findall("{*}rule")
    numbers = _free_numbers(root, decision)
    for old in before:
        element.remove(old)
    for number, rule in enumerate(table.rules):
        known = 0 <= rule.was < len(before)
        made = before[rule.was] if known else _new_rule(element, decision, next(numbers), table)
        _fill(made, rule)
        made.tail = "\n      " if number < len(table.rules) - 1 else "\n    "
        element.append(made)
    return written(root, content)


def find_table(root: etree._Element, decision: str) -> etree._Element:
    """The table of a decision.  Raises NotFound."""
    return _table(_decision(root, decision))


def faults_in(table: Table) -> dict[tuple[int, int], FeelError]:
    """What the parser says of each cell that it cannot read: by rule and column."""
    found = {}
    for row, rule in enumerate(table.rules):
        for column, text in enumerate(rule.cells):
            if not text.strip():
                continue
            try:
                if column >= len(table.inputs):
                    compile_expression(text.strip())
                elif text.strip() != "-":
                    compile_unary_tests(text.strip())
            except FeelError as error:
                found[row, column] = error
    return found


def _decision(root: etree._Element, decision: str) -> etree._Element:
    for one in root.iter("{*}decision"):
        if one.get("id") == decision:
            return one
    raise NotFound(f"Expected a decision {decision!r}, but there is none.")


def _table(decision: etree._Element) -> etree._Element:
    table = decision.find("{*}decisionTable")
    if table is None:
        raise NotFound("Expected a decision table, but the decision is none.")
    return table


def _input(element: etree._Element) -> Column:
    expression = element.find("{*}inputExpression")
    text = text_of(expression) if expression is not None else ""
    kind = expression.get("typeRef") or "" if expression is not None else ""
    return Column(element.get("label") or "", text, kind)


def _rule(element: etree._Element, number: int) -> Rule:
    cells = [text_of(one) for one in (*element.findall("{*}inputEntry"), *element.findall("{*}outputEntry"))]
    description = element.find("{*}description")
    return Rule(cells, "".join(description.itertext()).strip() if description is not None else "", number)


def text_of(element: etree._Element) -> str:
    """The FEEL that stands in a cell or an expression; empty where there is none."""
    text = element.find("{*}text")
    return "".join(text.itertext()).strip() if text is not None else ""


def _fill(element: etree._Element, rule: Rule) -> None:
    space = f"{{{etree.QName(element).namespace}}}"
    entries = [*element.findall("{*}inputEntry"), *element.findall("{*}outputEntry")]
    for entry, cell in zip(entries, rule.cells, strict=True):
        if text_of(entry) != cell.strip():
            text = entry.find("{*}text")
            text = etree.SubElement(entry, f"{space}text") if text is None else text
            text.text = cell.strip()
    description = element.find("{*}description")
    if rule.note.strip() and description is None:
        description = etree.Element(f"{space}description")
        description.tail = "\n        "
        element.insert(0, description)
    if description is not None and "".join(description.itertext()).strip() != rule.note.strip():
        if rule.note.strip():
            description.text = rule.note.strip()
        else:
            element.remove(description)


def _new_rule(table: etree._Element, decision: str, number: int, shape: Table) -> etree._Element:
    space = f"{{{etree.QName(table).namespace}}}"
    base = f"{decision}_rule_{number}"
    rule = etree.Element(f"{space}rule", {"id": base}, nsmap=table.nsmap)
    rule.text = "\n        "
    kinds = [("inputEntry", "in", len(shape.inputs)), ("outputEntry", "out", len(shape.outputs))]
    for kind, short, count in kinds:
        for place in range(1, count + 1):
            entry = etree.SubElement(rule, f"{space}{kind}", {"id": f"{base}_{short}_{place}"})
            entry.text, entry.tail = "\n          ", "\n        "
            text = etree.SubElement(entry, f"{space}text")
            text.text, text.tail = "", "\n        "
    rule[-1].tail = "\n      "
    return rule


def _free_numbers(root: etree._Element, decision: str) -> Iterator[int]:
    taken = {one.get("id") for one in root.iter()}
    return (number for number in range(1, 100_000) if f"{decision}_rule_{number}" not in taken)


def written(root: etree._Element, before: bytes) -> bytes:
    """The file, with its declaration and its way of closing elements."""
    declaration = re.match(rb"\s*<\?xml[^>]*\?>\s*", before)
    for element in root.iter("{*}text"):
        if element.text is None and not len(element) and re.search(rb"<(\w+:)?text></", before):
            element.text = ""  # Else an empty cell would be closed at once.
    # Within tags alone: in texts and attributes ">" is written as an entity.
    body = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    if b" />" in before:
        body = re.sub(rb"(?<! )/>", b" />", body)
    return (declaration[0] if declaration else b"") + body + (b"\n" if before.endswith(b"\n") else b"")
