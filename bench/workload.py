"""What everybody who is measured runs: the models, what a lifecycle starts from, and what people answer."""

from collections.abc import Mapping
from pathlib import Path

MODELS = Path(__file__).parent / "models"
STEPS = 16  # The user tasks of a straight run through the lifecycle; one timer besides.

COMMENT = "Esitys on valmis eteenpäin vietäväksi."
ANSWERS: Mapping[str, object] = {"comment": COMMENT, "rework": False}
START: Mapping[str, object] = {
    "title": "Kaukolämpöverkon uudistus",
    "rework": False,
    "reviewers": [f"member_{number}" for number in range(5)],
}


def submitted(*, rework: bool = False) -> dict[str, list[str]]:
    """The same answers as a browser posts them."""
    return {"comment": [COMMENT], "rework": ["true"] if rework else []}
