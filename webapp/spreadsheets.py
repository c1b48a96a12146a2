"""Tables as files: XLSX with typed cells, CSV as spreadsheet programs of the north read it.

No text becomes a formula, whoever wrote it: in XLSX it is kept as text, in CSV an apostrophe stands before it.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
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
