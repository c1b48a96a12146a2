"""How big the tests are: small by default, `HANKEPOLKU_TEST_SIZE=full` for what a release must hold."""

import os
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Size(Enum):
    """The size of a test run."""

    SMALL = "small"
    FULL = "full"

    def pick(self, small: T, full: T) -> T:
        """Whichever of the two belongs to this run."""
        return full if self is Size.FULL else small


SIZE = Size(os.environ.get("HANKEPOLKU_TEST_SIZE", "small"))
