"""Whatever the operating model asks for has its place, and every place that is named exists."""

from docs.traceability import PAGE, faults, page, read_rows

FORESIGHT = {"E1.1", "E1.2", "E1.3", "E2.1", "E2.2", "E2.3", "E3.1", "E3.2", "E3.3", "E4", "E5"}
ACTIVITIES = FORESIGHT | {f"V{number}" for number in range(1, 11)} | {f"O{number}" for number in range(1, 14)}


def test_every_name_that_answers_for_the_model_exists() -> None:
    assert list(faults(read_rows())) == []


def test_the_document_says_what_the_mapping_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read_rows())


def test_every_activity_and_every_actor_is_in_the_mapping() -> None:
    rows = read_rows()

    assert {row.id for row in rows if row.table == "activity"} >= ACTIVITIES
    assert [row.id for row in rows if row.table == "actor"] == [str(number) for number in range(1, 25)]


def test_a_name_that_does_not_exist_is_a_fault() -> None:
    known = read_rows()[0]
    unknown = type(known)("activity", "X", "x", "S1", ["idea/nothing"], ["no.page"], ["tests/test_bpmn.py::test_x"])

    assert [fault.partition(",")[0] for fault in faults([unknown])] == [
        "X: Expected an element",
        "X: Expected a page with the endpoint 'no.page'",
        "X: Expected a test test_x in tests/test_bpmn.py",
    ]
