"""An outline as plain text."""

from collections.abc import Iterator

from engine.lint.findings import one_line
from engine.outline.model import Outline, ProcessOutline, Step, Way
from engine.outline.phrases import phrase


def outline_text(outline: Outline) -> str:
    """The outline as lines of text, sub-processes indented."""
    lines: list[str] = []
    for process in outline.processes:
        lines.extend([*_process(process, outline.language), ""])
    if not any(process.steps for process in outline.processes):
        lines.extend([phrase("empty", outline.language), ""])
    for key, texts in (("pools", outline.pools), ("messages", outline.messages)):
        if texts:
            lines.extend([f"{phrase(key, outline.language)}:", *(f"  - {one_line(text)}" for text in texts), ""])
    return "\n".join(lines)


def _process(process: ProcessOutline, language: str) -> Iterator[str]:
    name = one_line(process.name)
    yield f"{phrase('process', language)}: {name}" + (f" [{one_line(process.id)}]" if process.id else "")
    if not process.is_executable:
        yield f"({phrase('drawing', language)})"
    if process.pool and process.pool != process.name:
        yield f"{phrase('pool', language)}: {one_line(process.pool)}"
    if process.lanes:
        yield f"{phrase('lanes', language)}: {', '.join(one_line(lane) for lane in process.lanes)}"
    if process.documentation:
        yield one_line(process.documentation)
    for step in process.steps:
        yield from _step(step, language, "")


def _step(step: Step, language: str, indent: str) -> Iterator[str]:
    name = one_line(step.name) or phrase("unnamed", language)
    yield f"{indent}{step.number}. {name} – {step.kind_word}"
    inner = f"{indent}    "
    for fact in step.facts:
        yield f"{inner}{fact.word}: {one_line(fact.text)}"
    if step.documentation:
        yield f"{inner}{phrase('help', language)}: {one_line(step.documentation)}"
    for way in step.ways:
        yield f"{inner}{way_in_words(way)}"
    for each in (*step.events, *step.inside):
        yield from _step(each, language, inner)


def way_in_words(way: Way) -> str:
    """`jos «kyllä»: → 4 Peloton-arviointi`."""
    target = f"→ {way.number} {one_line(way.target)}" if way.number else f"→ {way.target}"
    return f"{one_line(way.words)}: {target}" if way.words else target
