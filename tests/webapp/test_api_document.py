"""The interface keeps to its own description, whatever it is sent: no answer that the description does not have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, checks
from schemathesis.specs.openapi import checks as kept
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from engine import ADMINISTRATOR, Actor
from tests.sizes import SIZE
from tests.webapp.portfolio_rows import load_portfolio
from tests.webapp.programs import Program, make_program
from tests.webapp.world import ERRAND, World, open_world
from webapp.api.operations import OPERATIONS

EXAMPLES = SIZE.pick(6, 100)
KEPT = [
    checks.not_a_server_error,
    kept.status_code_conformance,
    kept.content_type_conformance,
    kept.response_headers_conformance,
    kept.response_schema_conformance,
    kept.negative_data_rejection,
    kept.missing_required_header,
    kept.unsupported_method,
]


@pytest.fixture(scope="module")
def served(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with matters under way and projects."""
    world = open_world(prepared, tmp_path_factory.mktemp("served"))
    task_id = world.start_errand()
    anna = Actor("anna", frozenset({"advisors"}))
    world.here.database.transact(lambda unit: world.here.engine.complete(unit, task_id, ERRAND, by=anna))
    world.start_errand("bo")
    load_portfolio(world)
    world.app.extensions["hankepolku.api"].a_minute = 10**6
    yield world
    world.here.database.close()


@pytest.fixture(scope="module")
def program(served: World) -> Program:
    """A program that may do everything."""
    return make_program(served, groups=("advisors", ADMINISTRATOR))


ASKED = [
    pytest.param(one, mode, id=f"{one.name}-{mode}")
    for one in OPERATIONS
    for mode in GenerationMode
    # What takes nothing cannot be asked wrongly.
    if mode is GenerationMode.POSITIVE or one.changes or one.query is not None or "{" in one.path
]


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_an_operation_answers_as_it_is_described(
    served: World, program: Program, operation: Any, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served.app)
    headers = {"Authorization": f"Bearer {program.token}"}
    cases = schema[operation.path][operation.method].as_strategy(mode, headers=headers)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=SIZE.pick(True, False),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, number=st.none() | st.integers(min_value=1, max_value=4))
    def ask(case: Case, number: int | None) -> None:
        # A parameter without a value is not sent: nothing would be wrong with such a request.
        assume(all(value not in ([], {}, None) for value in (case.query or {}).values()))
        for name in case.path_parameters or {}:
            if number is not None and mode is GenerationMode.POSITIVE:
                case.path_parameters[name] = "errand" if name == "key" else number
        case.call_and_validate(headers=headers, checks=KEPT)

    ask()


def test_the_description_is_one_of_openapi_3_1_and_of_nothing_else(served: World) -> None:
    document = served.app.test_client().get("/api/v1/openapi.json").get_json()
    OPENAPI_31_VALIDATOR.validate(document)
    told = json.dumps(document)
    named = set(re.findall(r"#/components/schemas/(\w+)", told))
    assert named == document["components"]["schemas"].keys()
    assert all(one["description"] and one["summary"] for path in document["paths"].values() for one in path.values())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_operation_answers_without_a_token(served: World, operation: Any) -> None:
    path = "/api/v1" + operation.path.replace("{key}", "errand").replace("{", "").replace("}", "")
    path = re.sub(r"/\w+_id", "/1", path)
    answer = served.app.test_client().open(path, method=operation.method, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
