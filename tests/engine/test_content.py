"""Values as history keeps them: exact, packed, and refused when they are not what was packed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import InvalidInput
from engine.content import pack, read_data, shown, unpack, write_data
from engine.feel import Range

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert read_data(unpack(pack(write_data(value)))) == value


def test_a_common_value_takes_few_bytes() -> None:
    text = write_data({"token": 3, "values": {"comment": "Hyv\u00e4."}, "process": {"amount": Decimal("12.5")},
                       "followed": ["write"], "request": "0123456789abcdef"})  # fmt: skip
    assert len(pack(text)) < 0.7 * len(text.encode())


@pytest.mark.parametrize("spoiled", [b"", b"x", b"{}", pack("{}")[:-1], b"\x02" + pack("{}")[1:]])
def test_what_was_not_packed_is_refused(spoiled: bytes) -> None:
    with pytest.raises(ValueError, match="Expected"):
        unpack(spoiled)


def test_what_a_state_cannot_hold_is_refused_or_told_as_text() -> None:
    with pytest.raises(InvalidInput):
        write_data({"range": Range(1, 2)})
    assert isinstance(shown(Range(1, 2)), str)
    assert shown({"at": datetime(2027, 1, 1, tzinfo=UTC), "on": date(2027, 1, 1)}) == {
        "at": datetime(2027, 1, 1, tzinfo=UTC),
        "on": date(2027, 1, 1),
    }
