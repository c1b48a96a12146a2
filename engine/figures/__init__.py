"""What the histories of a process come to: how often each step was passed, how long it took, which ways were taken."""

from engine.figures.counting import MOST_WAITS, count
from engine.figures.model import Deviation, Figures, Forecast, LongWait, Spread, StepFigures, Variant
from engine.figures.storing import read_figures, write_figures

__all__ = [
    "MOST_WAITS",
    "Deviation",
    "Figures",
    "Forecast",
    "LongWait",
    "Spread",
    "StepFigures",
    "Variant",
    "count",
    "read_figures",
    "write_figures",
]
