"""Figures as text, to be kept until they are counted anew."""

import json
from dataclasses import asdict
from typing import Any

from engine.figures.model import Deviation, Figures, Forecast, LongWait, Spread, StepFigures, Variant


def write_figures(figures: Figures) -> str:
    """As JSON."""
    return json.dumps(asdict(figures), separators=(",", ":"))


def read_figures(text: str) -> Figures:
    """The figures again, equal to those that were written."""
    told: dict[str, Any] = json.loads(text)
    return Figures(
        **told
        | {
            "duration": _spread(told["duration"]),
            "months": tuple((month, began, ended) for month, began, ended in told["months"]),
            "steps": tuple(_step(one) for one in told["steps"]),
            "variants": tuple(Variant(tuple(one["steps"]), one["count"]) for one in told["variants"]),
            "deviations": tuple(
                Deviation(**one | {"instances": tuple(one["instances"])}) for one in told["deviations"]
            ),
            "forecasts": tuple(Forecast(**one) for one in told["forecasts"]),
            "long_waits": tuple(LongWait(**one) for one in told["long_waits"]),
        }
    )


def _step(told: dict[str, Any]) -> StepFigures:
    return StepFigures(**told | {name: _spread(told[name]) for name in ("total", "waiting", "working")})


def _spread(told: dict[str, int] | None) -> Spread | None:
    return Spread(**told) if told else None
