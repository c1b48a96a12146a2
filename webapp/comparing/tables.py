"""The difference of two files of decision tables (DMN): row by row, cell by cell."""

from collections.abc import Iterator

from lxml import etree

from engine.xml import read_xml
from webapp.comparing.differences import Difference, What, changes_between, keyed, moved_keys


def compare_tables(old: bytes, new: bytes, file: str = "table.dmn") -> list[Difference]:
    """What differs between two DMN files; raises InvalidResource for what is no XML."""
    olds, news = _decisions(read_xml(old, file)), _decisions(read_xml(new, file))
    found: list[Difference] = []
    for key in dict.fromkeys([*news, *olds]):
        before, after = olds.get(key), news.get(key)
        found += _compare_decision(key, before, after)
    return found


def _compare_decision(key: str, old: etree._Element | None, new: etree._Element | None) -> Iterator[Difference]:
    whole = new if new is not None else old
    name = (whole.get("name") or key) if whole is not None else key
    head = changes_between(_head(old), _head(new))
    what = What.ADDED if old is None else What.REMOVED if new is None else What.CHANGED
    if head or what is not What.CHANGED:
        yield Difference(what, "decision", key, name, head)
    olds, news = _rows(old), _rows(new)
    moved = moved_keys(list(olds), list(news))
    for row, cells in news.items():
        if row not in olds:
            yield Difference(What.ADDED, "rule", row, name, changes_between({}, cells))
        elif changes := changes_between(olds[row], cells):
            yield Difference(What.CHANGED, "rule", row, name, changes)
        elif row in moved:
            yield Difference(What.MOVED, "rule", row, name)
    for row, cells in olds.items():
        if row not in news:
            yield Difference(What.REMOVED, "rule", row, name, changes_between(cells, {}))


def _decisions(root: etree._Element) -> dict[str, etree._Element]:
    return keyed((each.get("id") or each.get("name") or "", each) for each in root.iter("{*}decision"))


def _head(decision: etree._Element | None) -> dict[str, str]:
    """What stands over the rows: name, description, hit policy, columns; or the expression where there is no table."""
    if decision is None:
        return {}
    told = {"name": decision.get("name") or "", "documentation": _text(decision.find("{*}description"))}
    table = decision.find("{*}decisionTable")
    if table is None:
        told["expression"] = _text(decision.find("{*}literalExpression/{*}text"))
        return told
    told["hitPolicy"] = " ".join(filter(None, (table.get("hitPolicy") or "UNIQUE", table.get("aggregation"))))
    for number, column in enumerate(table.iterfind("{*}input"), 1):
        expression = _text(column.find("{*}inputExpression/{*}text"))
        told[f"input:{number}"] = _column(column.get("label"), expression)
    for number, column in enumerate(table.iterfind("{*}output"), 1):
        told[f"output:{number}"] = _column(column.get("label"), column.get("name"))
    return told


def _rows(decision: etree._Element | None) -> dict[str, dict[str, str]]:
    table = None if decision is None else decision.find("{*}decisionTable")
    if table is None:
        return {}
    columns = [*table.iterfind("{*}input"), *table.iterfind("{*}output")]
    labels = [_label(column) for column in columns]
    rows = keyed((rule.get("id") or f"{number}", rule) for number, rule in enumerate(table.iterfind("{*}rule"), 1))
    return {key: _cells(rule, labels) for key, rule in rows.items()}


def _cells(rule: etree._Element, labels: list[str]) -> dict[str, str]:
    entries = [*rule.iterfind("{*}inputEntry"), *rule.iterfind("{*}outputEntry")]
    texts = [_text(entry.find("{*}text")) for entry in entries]
    cells = keyed((f"cell:{label}", text) for label, text in zip(labels, texts, strict=False))
    return {**cells, "documentation": _text(rule.find("{*}description"))}


def _label(column: etree._Element) -> str:
    return column.get("label") or _text(column.find("{*}inputExpression/{*}text")) or column.get("name") or ""


def _column(label: str | None, expression: str | None) -> str:
    return f"{label} ({expression})" if label and expression and label != expression else label or expression or ""


def _text(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
