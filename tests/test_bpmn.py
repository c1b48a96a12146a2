"""What the diagrams of `bpmn/`, the services and the journeys promise one another."""

import re
from functools import cache
from pathlib import Path

import pytest

from engine.lint import Finding, Known, lint
from engine.spiff import parse
from engine.texts import parse_texts
from tests.arrows import crossing_arrows
from webapp.demonstration.region import GROUPS, ORGANISATIONS
from webapp.deployment import read_folder
from webapp.lifecycle.services import services

ROOT = Path(__file__).parent.parent
RESOURCES = read_folder(ROOT / "bpmn")
PROCESSES = parse({path: content for path, content in RESOURCES.items() if path.endswith(".bpmn")})
KNOWN_GROUPS = frozenset(GROUPS) | {
    f"{role}_{organisation[0]}" for organisation in ORGANISATIONS for role in ("area_owner", "convenor")
}
FOLDERS = sorted({path.split("/")[0] for path in RESOURCES})


def test_the_whole_folder_is_deployable_without_a_warning() -> None:
    heard = {"lists": services.listed, "asked": services.asked}
    known = Known(frozenset(services), groups=KNOWN_GROUPS, steps=services.needed, **heard)

    found: list[Finding] = lint(RESOURCES, known=known)

    assert [str(finding) for finding in found] == []


# What the steering group need not pass on and what the board refuses both lead on to the right, one below and one
# above: without a crossing, one of them would go round the whole drawing, or a step would leave its lane.
CROSSING = {"change_request": {frozenset({"rmg_needed_to_change_supported", "change_decided_to_reject_change"})}}


@pytest.mark.parametrize("path", sorted(path for path in RESOURCES if path.endswith(".bpmn")))
def test_no_two_arrows_cross_that_could_be_drawn_apart(path: str) -> None:
    assert crossing_arrows(path, RESOURCES[path]) == CROSSING.get(path.split("/")[0], set())


def test_every_service_is_used_and_every_topic_has_one() -> None:
    topics = {topic for process in PROCESSES.values() for topic in process.topics}

    assert topics == set(services)


@pytest.mark.parametrize("key", sorted(PROCESSES))
def test_every_process_lives_in_its_folder_and_has_a_journey(key: str) -> None:
    assert PROCESSES[key].path == f"{key}/{key}.bpmn"
    assert (ROOT / "tests/journeys" / f"test_{key}.py").is_file()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_speaks_swedish_and_english(folder: str) -> None:
    assert parse_texts(RESOURCES)[folder].languages == {"sv", "en"}


def test_every_called_process_is_there() -> None:
    called = {call.key for process in PROCESSES.values() for call in process.calls}

    assert called >= {"change_request", "funding", "meeting", "reporting"}
    assert called <= set(PROCESSES)


def test_every_kind_that_is_put_to_a_body_has_outcomes() -> None:
    outcomes = RESOURCES["meeting/meeting_rules.dmn"].decode()

    for process in PROCESSES.values():
        for element in process.elements.values():
            if element.attributes.get("topic") == "agenda.propose":
                kinds = element.properties["in:kind"]
                for kind in ["interim_report", "final_report"] if kinds.startswith("=") else [kinds]:
                    assert f'"{kind}"' in outcomes


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_by_itself_is_told_what_the_whole_is_told_of_it(folder: str) -> None:
    """Every third file is broken or lacking, so that each folder has faults of its own and some that lie elsewhere."""
    torn, found = _torn()
    whole = [finding for finding in found if finding.file.split("/")[0] == folder]

    assert whole
    assert lint(torn, folder=folder) == whole


@cache
def _torn() -> tuple[dict[str, bytes], list[Finding]]:
    torn = {path: content.replace(b"name=", b"nome=", 3) for path, content in RESOURCES.items()}
    torn = {path: content for at, (path, content) in enumerate(sorted(torn.items())) if at % 3 or at % 2}
    return torn, lint(torn)


def test_every_step_whose_answers_a_service_reads_is_needed() -> None:
    needed = frozenset[str]().union(*services.needed.values())
    read = {
        step
        for path in (ROOT / "webapp/lifecycle/services").glob("*.py")
        for step in re.findall(r'\.submission\("(\w+)"\)', path.read_text())
    }

    assert read
    assert read <= needed
    for process, steps in services.needed.items():
        assert steps <= PROCESSES[process].elements.keys()
