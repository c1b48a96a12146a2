"""Tables as files and files as tables: XLSX with typed cells, CSV as spreadsheet programs of the north read it.

No text becomes a formula, whoever wrote it: in XLSX it is kept as text, in CSV an apostrophe stands before it.
"""

import csv
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_MOST_PARTS, _UNPACKED, _PROLOGUE = 200, 20_000_000, 4_096
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)}  # XML knows no such characters.


def write_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> BytesIO:
    """A workbook of one sheet: headings that stay in sight, with a filter, and typed cells."""
    lines = [list(row) for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(lines) + 1}"
    for number, heading in enumerate(headings):
        longest = max([len(heading), *(len(str(line[number] or "")) for line in lines[:200])])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(longest, _WIDEST) + 3
    sheet.append([_heading(sheet, text) for text in headings])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], language: str) -> BytesIO:
    """UTF-8 with a mark at its beginning; semicolons and decimal commas for Finnish and Swedish."""
    northern = language in ("fi", "sv")
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if northern else ",")
    writer.writerow([_defused(heading) for heading in headings])
    for row in rows:
        writer.writerow([_plain(value, northern=northern) for value in row])
    return BytesIO(text.getvalue().encode("utf-8-sig"))


def _heading(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value.translate(_FORBIDDEN))
        cell.data_type = "s"  # Whatever it begins with: a text.
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = "d.m.yyyy"
    return cell


def _plain(value: Any, *, northern: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",") if northern else f"{value:.2f}"
    if isinstance(value, date):
        return f"{value.day}.{value.month}.{value.year}" if northern else value.isoformat()
    return _defused(value) if isinstance(value, str) else str(value)


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


class NotATable(ValueError):
    """A file that cannot be read as a workbook, or that is larger than anybody's table."""


@dataclass(frozen=True)
class Formula:
    """What stands in a cell that calculates: it is no value that somebody entered."""

    text: str


def read_xlsx(content: bytes, most_rows: int, most_columns: int) -> list[list[Any]]:
    """The rows of a workbook's first sheet, empty ones as empty lists; formulas as such.

    Raises NotATable; never reads more than the bounds allow, whatever the file unpacks to.
    """
    _judge_archive(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=most_rows + 1, max_col=most_columns)
        read = [[_value(cell) for cell in row] for row in rows]
    except (KeyError, ValueError, IndexError, TypeError, OSError, BadZipFile, SyntaxError) as error:
        raise NotATable(str(error)) from error
    while read and not any(value is not None for value in read[-1]):
        read.pop()
    if len(read) > most_rows:
        raise NotATable(f"Expected at most {most_rows} rows, but there are more.")
    return [row if any(value is not None for value in row) else [] for row in read]


def _judge_archive(content: bytes) -> None:
    """Refuse what unpacks to much more than it is, or whose parts define entities."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise NotATable("Expected a small workbook, but it unpacks to more than 20 MB.")
            for part in parts:
                with archive.open(part) as file:
                    if b"<!DOCTYPE" in file.read(_UNPACKED)[:_PROLOGUE]:
                        raise NotATable("Expected a workbook, but a part of it defines its own document type.")
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotATable(str(error)) from error


def _value(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return Formula(str(value))
    if isinstance(value, str):
        return value.strip() or None
    return value


def write_template(
    title: str, columns: Sequence[tuple[str, str, list[str], bool]], words: tuple[str, str, str, str, str]
) -> BytesIO:
    """An empty table to fill in: `columns` hold heading, explanation, allowed values and whether it must be given.

    A second sheet explains; where values are listed the cells offer them.  `words`: the second sheet's name, its three
    headings, and "yes".
    """
    book = Workbook()
    table = book.worksheets[0]
    table.title, table.freeze_panes = title[:31], "A2"
    guide = book.create_sheet(words[0][:31])
    for at, text in enumerate(words[1:4], 1):
        guide.cell(1, at, text).font = Font(bold=True)
    for number, (heading, explained, allowed, required) in enumerate(columns, 1):
        table.cell(1, number, f"{heading} *" if required else heading).font = Font(bold=True)
        letter = get_column_letter(number)
        table.column_dimensions[letter].width = max(16, len(heading) + 4)
        for at, text in enumerate((heading, explained, words[4] if required else ""), 1):
            guide.cell(number + 1, at, text)
        if allowed:
            _list_values(guide, table, letter, len(columns) + 4, number, heading, allowed)
    for letter, width in (("A", 32), ("B", 70), ("C", 14)):
        guide.column_dimensions[letter].width = width
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _list_values(guide: Any, table: Any, letter: str, top: int, column: int, heading: str, allowed: list[str]) -> None:
    guide.cell(top, column, heading).font = Font(bold=True)
    for at, value in enumerate(allowed, 1):
        cell = guide.cell(top + at, column, value)
        cell.data_type = "s"
    where = get_column_letter(column)
    offered = f"'{guide.title}'!${where}${top + 1}:${where}${top + len(allowed)}"
    offer = DataValidation(type="list", formula1=offered, allow_blank=True, showErrorMessage=False)
    offer.add(f"{letter}2:{letter}5001")
    table.add_data_validation(offer)
