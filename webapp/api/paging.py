"""Lists, page by page: each tells where the next one begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from flask import request

from webapp.api.shapes import LARGEST, Limits
from webapp.runtime import runtime

MOST = 100
USUAL = 25
Limit = Annotated[int, Limits(minimum=1, maximum=MOST, description="How many at most.")]
Place = Annotated[str, Limits(longest=400, description="Where to go on: what the page before told.")]
Number = Annotated[int, Limits(minimum=0, maximum=LARGEST, description="Where to go on: the number of the last one.")]


@dataclass(frozen=True)
class ByNumber:
    """A page of a list that is ordered by number."""

    after: Number | None = None
    limit: Limit = USUAL


def address(path: str) -> str:
    """A whole address of this site."""
    return f"{runtime().config.base_url}{path}"


def next_page(after: object | None, given: Mapping[str, object]) -> str | None:
    """The address of the next page; None when there is none."""
    if after is None:
        return None
    asked = {name: value for name, value in given.items() if value not in (None, "")} | {"after": after}
    return address(f"{request.path}?{urlencode(asked)}")
