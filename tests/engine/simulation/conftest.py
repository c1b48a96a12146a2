"""The region's own diagrams, deployed into memory once for all tests of simulation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.simulation.ground import Ground, prepare
from tests.engine.simulation.region import A_MONDAY, HELSINKI
from webapp.deployment import read_folder
from webapp.trials import demonstration_setting

BPMN = Path(__file__).parents[3] / "bpmn"


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """All of `bpmn/`, in the demonstration's region."""
    resources = read_folder(BPMN)
    built = prepare(resources, demonstration_setting(resources, {}, {}), at=A_MONDAY, zone=HELSINKI)
    yield built
    built.close()
