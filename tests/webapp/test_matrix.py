"""Every address × everybody × objects of theirs and of others': nothing is reached that should not be.

What is expected stands in `matrix.txt`.  A form comes with its mark, so that only the right refuses.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.webapp.matrix_world import EVERYBODY, MARKS, NOBODY, PEOPLE, PROGRAMS, Matrix, Thing, forms_of
from tests.webapp.programs import Program
from tests.webapp.provider_walk import running_provider
from webapp.api.operations import OPERATIONS
from webapp.rights import Right, read_rights

TABLE = Path(__file__).with_name("matrix.txt")
NOBODY_AT_ALL = "nobody_at_all"


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    method: str
    endpoint: str
    thing: str
    who: frozenset[str]
    guards: str = ""

    @property
    def name(self) -> str:
        """What a failure calls it."""
        return f"{self.method} {self.endpoint} ({self.thing})"


def read_table() -> list[Row]:
    """The lines of the table, each with the people whom it lets in."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = []
    for line in lines:
        method, endpoint, thing, who, *more = (part.strip() for part in line.split("|"))
        rows.append(Row(method, endpoint, thing, meant(who), *more))
    return rows


def meant(words: str) -> frozenset[str]:
    """The people whom words mean: everybody, those who have a right by their groups, or people by name."""
    rights, found = read_rights(), set[str]()
    for word in words.split():
        if word == "everybody":
            found |= set(EVERYBODY)
        elif word in PEOPLE:
            found.add(word)
        elif word != NOBODY_AT_ALL:
            found |= {name for name, groups in PEOPLE.items() if rights.allow(Right(word), frozenset(groups))}
    return frozenset(found)


TABLE_ROWS = read_table()
OPERATION_ROWS = [row for row in TABLE_ROWS if row.endpoint.startswith("api.")]
ROWS = [row for row in TABLE_ROWS if row not in OPERATION_ROWS]


def told(wrong: list[tuple[str, object]]) -> str:
    """What was wrong, a line for each."""
    return "\n".join(f"{name}: {what}" for name, what in wrong)


@pytest.fixture(scope="module")
def matrix(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The world of the matrix."""
    with running_provider() as provider:
        made = Matrix(prepared, tmp_path_factory.mktemp("matrix"), provider)
        yield made
        made.close()


def address(matrix: Matrix, row: Row) -> str:
    """Where a line's thing is."""
    thing: Thing = matrix.things[row.thing]
    adapter = matrix.world.app.url_map.bind("localhost")
    names = next(
        rule.arguments
        for rule in matrix.world.app.url_map.iter_rules(row.endpoint)
        if row.method in (rule.methods or ())
    )
    return adapter.build(
        row.endpoint, {name: thing.values[name] for name in names} | dict(thing.query), method=row.method
    )


def ask(matrix: Matrix, who: str, row: Row) -> TestResponse:
    """Somebody asks for what a line names."""
    thing = matrix.things[row.thing]
    return matrix.guests[who].ask(row.method, address(matrix, row), dict(forms_of(thing)), thing.headers)


BODIES = {
    "api.complete_task": {"answers": {}},
    "api.start_process": {"answers": {}},
    "api.send_message": {"message": "withdrawal_noticed"},
}


def send(matrix: Matrix, program: Program, row: Row) -> TestResponse:
    """A program asks for what a line names."""
    path = address(matrix, row).removeprefix("/api/v1")
    if row.endpoint == "api.deploy_archive":
        headers = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": uuid.uuid4().hex}
        return program.client.post("/api/v1" + path, data=dict(forms_of(matrix.things[row.thing])), headers=headers)
    return program.get(path) if row.method == "GET" else program.post(path, BODIES.get(row.endpoint))


def is_refused(who: str, answer: TestResponse) -> bool:
    """Whether an answer sent somebody away."""
    to_log_in = who == NOBODY and answer.headers.get("Location", "").startswith("/login?next=")
    return to_log_in or answer.status_code in (401, 403, 404, 410)


def test_the_table_names_every_address(matrix: Matrix) -> None:
    there = {
        (method, rule.endpoint)
        for rule in matrix.world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(row.method, row.endpoint) for row in [*ROWS, *OPERATION_ROWS]} == there


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_reaches_what_is_not_for_them(matrix: Matrix, who: str) -> None:
    before = matrix.digest()
    wrong: list[tuple[str, object]] = [
        (row.name, answer.status_code)
        for row in ROWS
        if who not in row.who and not row.guards
        if not is_refused(who, answer := ask(matrix, who, row))
    ]
    changed = matrix.digest() != before
    matrix.put_back()  # Whoever guesses links has to wait: the next one shall not.
    assert not wrong, told(wrong)
    assert not changed


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_answered_to_others_changes_nothing_of_theirs(matrix: Matrix, who: str) -> None:
    wrong: list[tuple[str, object]] = []
    for row in ROWS:
        if row.guards:
            before = matrix.digest(row.guards)
            answer = ask(matrix, who, row)
            if (matrix.digest(row.guards) != before) is not (who in row.who) or answer.status_code >= 500:
                wrong.append((row.name, answer.status_code))
            matrix.put_back()
    assert not wrong, told(wrong)


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reaches_what_is_for_them_and_finds_nothing_of_others_there(matrix: Matrix, who: str) -> None:
    wrong: list[tuple[str, object]] = []
    for row in ROWS:
        if who not in row.who or row.guards:
            continue
        answer = ask(matrix, who, row)
        if is_refused(who, answer) or answer.status_code >= 500:
            wrong.append((row.name, answer.status_code))
        reader = "member" if row.thing.startswith("personal link") else who  # The link is the member's own.
        content = answer.get_data().decode(errors="replace")
        wrong += [(row.name, mark) for mark, readers in MARKS.items() if reader not in readers and mark in content]
        if row.method == "POST":
            matrix.put_back()
    assert not wrong, told(wrong)


SCOPES = {f"api.{one.name}": one.scope for one in OPERATIONS}


@pytest.mark.parametrize("who", PROGRAMS)
def test_a_program_reaches_what_people_of_its_groups_reach_and_nothing_beyond_its_scopes(
    matrix: Matrix, who: str
) -> None:
    wrong: list[tuple[str, object]] = []
    for row in OPERATION_ROWS:
        if (scope := SCOPES.get(row.endpoint)) is not None:
            answer = send(matrix, matrix.programs[who][scope], row)
            if answer.status_code != 403:
                wrong.append((f"{row.name} without {scope}", answer.status_code))
        answer = send(matrix, matrix.able[who], row)
        if (answer.status_code in (401, 403, 404)) is (who in row.who) or answer.status_code >= 500:
            wrong.append((row.name, answer.status_code))
        told_of = answer.get_data(as_text=True)
        wrong += [(row.name, mark) for mark, readers in MARKS.items() if who not in readers and mark in told_of]
        matrix.put_back()
    assert not wrong, told(wrong)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_interface_for_programs_is_shut_to_browsers(matrix: Matrix, who: str) -> None:
    asked = [row for row in OPERATION_ROWS if row.endpoint in SCOPES]
    assert {ask(matrix, who, row).status_code for row in asked} == {401}
