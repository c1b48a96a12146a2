"""Figures: what was measured, what it is held against, and whether that holds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ("figure", "ours", "reference", "ratio", "target", "holds or short")


@dataclass(frozen=True)
class Figure:
    """One line of the table; the texts carry their units."""

    figure: str
    ours: str
    reference: str
    ratio: str
    target: str
    verdict: str

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the headings."""
        return (self.figure, self.ours, self.reference, self.ratio, self.target, self.verdict)


def at_most(figure: str, ours: str, reference: str, ratio: float, limit: float) -> Figure:
    """A ratio that must not be above its limit."""
    return Figure(figure, ours, reference, f"{ratio:.2f}", f"<= {limit:g}", _verdict(ratio <= limit))


def at_least(figure: str, ours: str, reference: str, ratio: float, limit: float) -> Figure:
    """A ratio that must not be below its limit."""
    return Figure(figure, ours, reference, f"{ratio:.2f}", f">= {limit:g}", _verdict(ratio >= limit))


def count_at_most(figure: str, ours: float, limit: float, unit: str) -> Figure:
    """A number that must not be above its limit, without anything to divide it by."""
    return Figure(figure, f"{ours:,.0f} {unit}", "-", "-", f"<= {limit:,.0f} {unit}", _verdict(ours <= limit))


def told(figure: str, ours: str, reference: str = "-", ratio: str = "-") -> Figure:
    """Something to know, with no target of its own."""
    return Figure(figure, ours, reference, ratio, "-", "-")


def print_figure(figure: Figure) -> None:
    """One line, as it becomes known."""
    print(" | ".join(figure.cells), flush=True)


def write_figures(figures: Iterable[Figure], path: Path) -> None:
    """All of them as JSON: a list of objects with the headings as keys."""
    rows = [dict(zip(HEADINGS, figure.cells, strict=True)) for figure in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _verdict(holds: bool) -> str:
    return "holds" if holds else "short"
