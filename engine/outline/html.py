"""An outline as HTML: a table a process, with a caption and headers that a screen reader announces."""

from collections.abc import Iterator
from html import escape

from engine.lint.findings import one_line
from engine.outline.model import Outline, ProcessOutline, Step, Way
from engine.outline.phrases import phrase

_COLUMNS = ("number", "step", "kind", "who", "more", "next")


def outline_html(outline: Outline) -> str:
    """The outline as a fragment of HTML; every text of the diagram is escaped."""
    lines = [f'<section class="outline" lang="{outline.language}">']
    for index, process in enumerate(outline.processes):
        lines.extend(_process(process, outline.language, index))
    if not any(process.steps for process in outline.processes):
        lines.append(f"<p>{phrase('empty', outline.language)}</p>")
    for key, texts in (("pools", outline.pools), ("messages", outline.messages)):
        if texts:
            items = "".join(f"<li>{_safe(text)}</li>" for text in texts)
            lines.append(f"<h2>{phrase(key, outline.language)}</h2><ul>{items}</ul>")
    return "\n".join([*lines, "</section>", ""])


def outline_page(outline: Outline) -> str:
    """The outline as a page of its own."""
    title = escape(", ".join(one_line(process.name) for process in outline.processes)) or phrase(
        "process", outline.language
    )
    head = f'<meta charset="utf-8"><title>{title}</title>'
    body = f"<main><h1>{title}</h1>\n{outline_html(outline)}</main>"
    return f'<!doctype html>\n<html lang="{outline.language}">\n<head>{head}</head>\n<body>{body}</body>\n</html>\n'


def _process(process: ProcessOutline, language: str, index: int) -> Iterator[str]:
    yield f"<h2>{_safe(process.name)}</h2>"
    if not process.is_executable:
        yield f"<p>({phrase('drawing', language)})</p>"
    if process.documentation:
        yield f"<p>{_safe(process.documentation)}</p>"
    if not process.steps:
        return
    yield "<table>"
    yield f"<caption>{escape(phrase('caption', language, name=one_line(process.name)))}</caption>"
    heads = "".join(f'<th scope="col">{phrase(column, language)}</th>' for column in _COLUMNS)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for step in process.all_steps():
        yield _row(step, language, index)
    yield "</tbody>"
    yield "</table>"


def _row(step: Step, language: str, index: int) -> str:
    facts = [f"{fact.word}: {_safe(fact.text)}" for fact in step.facts if fact.key != "who"]
    if step.documentation:
        facts.append(f"{phrase('help', language)}: {_safe(step.documentation)}")
    ways = "".join(f"<li>{_way(way, index)}</li>" for way in step.ways)
    cells = (
        f"<td>{escape(step.number)}</td>",
        f'<th scope="row">{_safe(step.name) or phrase("unnamed", language)}</th>',
        f"<td>{escape(step.kind_word)}</td>",
        f"<td>{_safe(step.fact('who') or step.lane)}</td>",
        f"<td>{'<br>'.join(facts)}</td>",
        f"<td>{f'<ul>{ways}</ul>' if ways else ''}</td>",
    )
    return f'<tr id="{_anchor(step.number, index)}">{"".join(cells)}</tr>'


def _way(way: Way, index: int) -> str:
    target = _safe(way.target)
    if way.number:
        target = f'<a href="#{_anchor(way.number, index)}">{escape(way.number)} {target}</a>'
    return f"{_safe(way.words)}: {target}" if way.words else target


def _anchor(number: str, index: int) -> str:
    """Numbers, unlike ids that people write, are safe and unique within a page."""
    return f"step-{index + 1}-{number.replace('.', '-')}"


def _safe(text: str) -> str:
    return escape(one_line(text))
