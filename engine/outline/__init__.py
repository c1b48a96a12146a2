"""A diagram as text, for those who do not see the drawing and for those who would rather read.

    read = outline(content, language="fi")
    outline_text(read)      # numbered lines
    outline_html(read)      # a table a process

Any drawing that can be read has an outline, whether it can be run or not.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from engine.errors import InvalidResource
from engine.forms import Form
from engine.lint.drawing import draw
from engine.lint.findings import Sentences
from engine.lint.reading import Unreadable, read_xml
from engine.lint.tags import BPMN
from engine.lint.words import LANGUAGES
from engine.outline.html import outline_html, outline_page
from engine.outline.model import Fact, Outline, ProcessOutline, Step, Way
from engine.outline.reading import read_outline
from engine.outline.text import outline_text
from engine.outline.voice import Translations, Voice

__all__ = [
    "Fact",
    "Outline",
    "ProcessOutline",
    "Step",
    "Way",
    "outline",
    "outline_html",
    "outline_page",
    "outline_text",
]

NO_FORMS: Mapping[str, Form] = MappingProxyType({})


def outline(
    diagram: bytes | etree._Element,
    *,
    language: str = "fi",
    texts: Translations | None = None,
    forms: Mapping[str, Form] = NO_FORMS,
) -> Outline:
    """The outline of a BPMN diagram, given as the bytes of its file or as its root.

    `texts` translate its labels, `forms` (by their ids) tell what is asked at its tasks.  Raises InvalidResource for
    what is no BPMN diagram.
    """
    root = diagram if isinstance(diagram, etree._Element) else _read(diagram)
    if root.tag != f"{{{BPMN}}}definitions":
        name = etree.QName(root).localname
        raise InvalidResource(f"Expected a BPMN diagram, but the file begins with <{name}>.")
    return read_outline(draw("", root), Voice(language if language in LANGUAGES else "en", texts, forms))


def _read(content: bytes) -> etree._Element:
    try:
        return read_xml(content)
    except Unreadable as refusal:
        sentences: Sentences = refusal.rule.sentences
        raise InvalidResource(sentences.fill("en", refusal.fault.parameters)) from None
