"""Markdown as a Word document (Office Open XML, which LibreOffice reads too)."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False})
_LISTS = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}
A4 = (Cm(21), Cm(29.7))


def word_file(texts: Sequence[str], title: str) -> bytes:
    """The texts as one file on A4, each beginning a page."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = A4
    document.core_properties.title = title
    document.core_properties.author = "Hankepolku"
    for place, text in enumerate(texts):
        if place:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _write(document, _READER.parse(text))
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def _write(document: "Document", tokens: Sequence[Token]) -> None:  # type: ignore[valid-type]
    """Headings, paragraphs, lists and rules; the token before an inline one says what it stands in."""
    lists: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in _LISTS:
            lists.append(_LISTS[token.type])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "hr":
            document.add_paragraph()  # type: ignore[attr-defined]
        elif token.type == "inline" and before is not None:
            if before.type == "heading_open":
                paragraph = document.add_heading(level=int(before.tag[1]))  # type: ignore[attr-defined]
            else:
                paragraph = document.add_paragraph(style=lists[-1] if lists else None)  # type: ignore[attr-defined]
            _write_line(paragraph, token.children or [])


def _write_line(paragraph: Paragraph, tokens: Sequence[Token]) -> None:
    bold = italic = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type.endswith("open")
        elif token.type in ("em_open", "em_close"):
            italic = token.type.endswith("open")
        elif token.type == "hardbreak":
            paragraph.add_run().add_break()
        elif token.type == "softbreak":
            paragraph.add_run(" ")
        elif token.content:
            run = paragraph.add_run(token.content)
            run.bold, run.italic = bold, italic
