"""The interface for programs: the same matters by the same rights, once for each request, and plain problems."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import ADMINISTRATOR, Actor
from engine.schema import history
from tests.engine.drawings import drawing, element, end, flows, start
from tests.webapp.conftest import Visitor
from tests.webapp.programs import ALL, Program, make_program
from tests.webapp.world import DIAGRAMS, ERRAND, World
from webapp.accounts.schema import service_token
from webapp.accounts.service_accounts import Scope, end_service_account, revoke_token
from webapp.api.throttling import A_MINUTE
from webapp.deployment import read_folder

ANSWERS = {name: values[0] for name, values in ERRAND.items()} | {"cost": 12500.5, "sure": True}


@pytest.fixture
def jems(world: World) -> Program:
    """A program of the advisors' that may do everything they may."""
    return make_program(world)


def reviewed_errand(world: World) -> int:
    """An errand that waits for an advisor; the number of its task."""
    task_id, engine = world.start_errand(), world.here.engine
    world.here.database.transact(lambda unit: engine.complete(unit, task_id, ERRAND, by=Actor("anna")))
    return world.task_of(1)


def archive(files: dict[str, bytes]) -> bytes:
    """A zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for path, content in files.items():
            into.writestr(path, content)
    return packed.getvalue()


def deploy(program: Program, content: bytes, key: str = "one") -> tuple[int, dict[str, object]]:
    """Send an archive; the status and what was answered."""
    answer = program.client.post(
        "/api/v1/deployments",
        data={"archive": (io.BytesIO(content), "bpmn.zip"), "note": "From the build"},
        headers=program._headers({}) | {"Idempotency-Key": key},
    )
    return answer.status_code, json.loads(answer.get_data())


def changed_files() -> dict[str, bytes]:
    """The world's diagrams, one name in them changed."""
    files = read_folder(DIAGRAMS)
    path = "errand/errand.bpmn"
    return files | {path: files[path].replace(b"Arvioi asia", b"Arvioi asia tarkoin")}


def test_a_task_is_found_taken_and_completed_and_history_names_the_program(world: World, jems: Program) -> None:
    reviewed_errand(world)
    listed = jems.get("/tasks").get_json()["items"]
    assert [task["name"] for task in listed] == ["Arvioi asia"]
    path = f"/tasks/{listed[0]['id']}"
    task = jems.get(path).get_json()
    assert task["may_claim"]
    buttons = next(field for field in task["fields"] if field["name"] == "judgement")
    assert [choice["value"] for choice in buttons["choices"]] == ["accept", "supplement"]
    assert jems.post(f"{path}/claim").get_json()["assignee"] == "service/jems"
    refused = jems.post(f"{path}/complete", {"answers": {}})
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert all(name.startswith("answers.") for name in refused.get_json()["errors"])


def test_the_answers_of_a_form_are_plain_json(world: World) -> None:
    program = make_program(world, groups=("advisors", ADMINISTRATOR))
    started = program.post("/processes/errand/instances", {"answers": {}})
    assert started.status_code == 201
    assert started.headers["Location"] == f"/api/v1/instances/{started.get_json()['instance_id']}"
    task_id = world.task_of(1)
    partners = [{"name": "Kylä", "share": 12.5}, {"name": "Kaupunki", "share": "7"}]
    done = program.post(f"/tasks/{task_id}/complete", {"answers": ANSWERS | {"partners": partners}})
    assert done.status_code == 200, done.get_data(as_text=True)
    entries = program.get("/instances/1/history").get_json()["items"]
    assert {entry["actor"] for entry in entries} == {"service/jems"}
    assert {entry["actor_name"] for entry in entries} == {"Jems"}
    values = entries[-1]["value"]["values"]
    assert values["cost"] == "12500.50"
    assert [row["share"] for row in values["partners"]] == ["12.50", "7.00"]


def test_a_repeated_request_gets_the_first_answer_and_does_it_once(world: World, jems: Program) -> None:
    first = jems.post("/processes/errand/instances", {"answers": {}}, key="a key of mine")
    assert first.status_code == 400  # A space is no part of a key.
    first = jems.post("/processes/errand/instances", {"answers": {}}, key="a-key")
    again = jems.post("/processes/errand/instances", {"answers": {}}, key="a-key")
    assert first.get_json() == again.get_json()
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert len(jems.get("/instances").get_json()["items"]) == 1
    other = jems.post("/tasks/1/claim", key="a-key")
    assert other.status_code == 422
    assert "key" in other.get_json()["detail"]
    with world.here.database.read() as connection:
        assert connection.scalar(select(history.c.request_key).where(history.c.sequence == 1)) is not None


def test_one_programs_key_is_not_anothers(world: World, jems: Program) -> None:
    other = make_program(world, "other")
    answers = [one.post("/processes/errand/instances", {"answers": {}}, key="k").get_json() for one in (jems, other)]
    assert answers[0]["instance_id"] != answers[1]["instance_id"]


def test_without_a_key_nothing_is_done(world: World, jems: Program) -> None:
    answer = jems.client.post("/api/v1/tasks/1/claim", headers=jems._headers({}))
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.get_json()["detail"]


def test_a_page_is_followed_by_its_link(world: World, jems: Program) -> None:
    for _ in range(3):
        jems.post("/processes/errand/instances", {"answers": {}})
    seen, path = [], "/instances?limit=2"
    while path:
        answer = jems.get(path)
        seen += [row["id"] for row in answer.get_json()["items"]]
        following = answer.get_json()["next"]
        assert (following is not None) == ("Link" in answer.headers)
        path = following.partition("/api/v1")[2] if following else ""
    assert seen == [3, 2, 1]


def test_what_has_not_changed_is_not_sent_again(world: World, jems: Program) -> None:
    reviewed_errand(world)
    first = jems.get("/instances/1")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = jems.get("/instances/1", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.get_data()) == (304, b"")


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Sellaista ei ole"), ("sv", "Det finns inte"), ("en", "There is no such thing")]
)
def test_a_problem_speaks_the_language_that_is_asked_for(jems: Program, language: str, title: str) -> None:
    for path in ("/instances/99", "/nowhere"):
        answer = jems.get(path, Accept_Language=language)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert answer.get_json() | {"detail": ""} == {
            "type": "about:blank",
            "title": title,
            "status": 404,
            "detail": "",
        }


def test_a_method_that_is_none_is_told_which_there_are(jems: Program) -> None:
    answer = jems.client.delete("/api/v1/tasks", headers=jems._headers({}))
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tasks?limit=0", 422), ("/tasks?limit=x", 422), ("/tasks?nothing=1", 422), ("/tasks?limit=1&limit=2", 422),
     ("/tasks?tab=none", 422), ("/instances/99999999999999999999", 404), ("/projects?sort=end&after=x~project~1", 422)],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(jems: Program, path: str, status: int) -> None:
    assert jems.get(path).status_code == status


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"{", "application/json", 400), (b"[" * 100_000, "application/json", 400), (b"{}", "text/plain", 415),
     (b'{"answers": NaN}', "application/json", 400), (b'{"answers": {"a": "\\u0000"}}', "application/json", 422),
     (b'{"answers": {}, "more": 1}', "application/json", 422), (b" " * 2_000_000, "application/json", 413)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(world: World, jems: Program, content: bytes, kind: str, status: int) -> None:
    headers = jems._headers({}) | {"Idempotency-Key": "k", "Content-Type": kind}
    answer = jems.client.post("/api/v1/processes/errand/instances", data=content, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_sessions_cookie_opens_nothing(world: World, cecilia: Visitor) -> None:
    answer = cecilia.get("/api/v1/tasks")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_no_page(world: World, jems: Program) -> None:
    assert jems.client.get("/inbox", headers=jems._headers({})).status_code == 303


def test_a_token_ends_by_its_day_by_being_revoked_and_with_its_account(world: World) -> None:
    here, ones = world.here, [make_program(world, key) for key in ("late", "revoked", "ended")]
    here.database.transact(lambda unit: revoke_token(unit.write(), "service/revoked", 2, here.clock.now()))
    here.database.transact(lambda unit: end_service_account(unit.write(), "service/ended", here.clock.now()))
    assert [one.get("/account").status_code for one in ones] == [200, 401, 401]
    world.clock.travel(timedelta(days=30))
    assert ones[0].get("/account").status_code == 401


def test_when_a_token_was_used_last_is_kept_and_the_token_is_not(world: World, jems: Program) -> None:
    jems.get("/account")
    with world.here.database.read() as connection:
        row = connection.execute(select(service_token)).one()
    assert row.used_at == world.clock.now()
    assert jems.token.encode() not in bytes(row.digest)
    assert jems.token not in str(tuple(row))


def test_whoever_guesses_tokens_waits_and_whoever_has_one_does_not(world: World, jems: Program) -> None:
    guesser = Program(world, "", "hp_wrong")
    statuses = [guesser.get("/tasks").status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]
    assert int(guesser.get("/tasks").headers["Retry-After"]) >= 1
    assert jems.get("/tasks").status_code == 200


def test_a_program_that_asks_too_often_waits(world: World, jems: Program) -> None:
    world.app.extensions["hankepolku.api"].a_minute = 3
    assert A_MINUTE > 3
    assert [jems.get("/account").status_code for _ in range(4)] == [200, 200, 200, 429]
    world.clock.travel(timedelta(seconds=20))
    assert jems.get("/account").status_code == 200


SCOPES = {
    ("GET", "/account"): Scope.READ,
    ("GET", "/tasks"): Scope.READ,
    ("GET", "/tasks/2"): Scope.READ,
    ("POST", "/tasks/2/claim"): Scope.TASKS,
    ("POST", "/tasks/2/release"): Scope.TASKS,
    ("POST", "/tasks/2/complete"): Scope.TASKS,
    ("GET", "/instances"): Scope.READ,
    ("GET", "/instances/1"): Scope.READ,
    ("GET", "/instances/1/history"): Scope.READ,
    ("POST", "/instances/1/messages"): Scope.MESSAGES,
    ("GET", "/processes"): Scope.READ,
    ("POST", "/processes/errand/instances"): Scope.TASKS,
    ("GET", "/projects"): Scope.READ,
    ("GET", "/projects/1"): Scope.READ,
    ("GET", "/deployments"): Scope.READ,
    ("GET", "/deployments/1"): Scope.READ,
    ("POST", "/deployments"): Scope.DEPLOY,
}


def test_the_scopes_of_all_operations_are_known(world: World) -> None:
    document = world.app.test_client().get("/api/v1/openapi.json").get_json()
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    numbered = {"2": "{task_id}", "1": "{instance_id}", "errand": "{key}"}
    known = set()
    for method, path in SCOPES:
        parts = [numbered.get(part, part) for part in path.split("/")]
        whole = "/".join(parts)
        whole = whole.replace("projects/{instance_id}", "projects/{project_id}")
        known.add((method, whole.replace("deployments/{instance_id}", "deployments/{deployment_id}")))
    assert told == known


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_its_operations_and_no_others(world: World, scope: Scope) -> None:
    reviewed_errand(world)
    program = make_program(world, groups=(ADMINISTRATOR, "advisors"), scopes=(scope,))
    for (method, path), wanted in SCOPES.items():
        answer = program.get(path) if method == "GET" else program.post(path)
        refused = answer.status_code == 403 and "scope" in answer.get_json()["detail"]
        assert refused is (wanted is not scope), (method, path, answer.status_code)


ROLES = {"nobody": (), "advisor": ("advisors",), "administrator": (ADMINISTRATOR,)}
RIGHTS = {
    # What each role may with a task of the advisors': read it, take it; and deploy.
    "nobody": (403, 403, 403),
    "advisor": (200, 200, 403),
    "administrator": (200, 403, 201),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_in_the_interface_what_it_may_on_the_pages(
    world: World, as_person: Callable[[str], Visitor], role: str
) -> None:
    task_id = reviewed_errand(world)
    program = make_program(world, role, groups=ROLES[role])
    person = as_person({"nobody": "david", "advisor": "bo", "administrator": "cecilia"}[role])
    read = program.get(f"/tasks/{task_id}").status_code
    assert read == person.get(f"/tasks/{task_id}").status_code
    claimed = program.post(f"/tasks/{task_id}/claim").status_code
    deployed, told = deploy(program, archive(changed_files()))
    assert (read, claimed, deployed) == RIGHTS[role], told


@pytest.mark.parametrize("role", ROLES)
def test_a_program_sees_what_a_person_of_the_same_groups_sees(
    world: World, as_person: Callable[[str], Visitor], role: str
) -> None:
    for _ in range(2):
        reviewed_errand(world)
    world.start_errand("bo")
    program = make_program(world, role, groups=ROLES[role])
    person = as_person({"nobody": "david", "advisor": "anna", "administrator": "cecilia"}[role])

    def on_page(path: str, link: str) -> list[str]:
        page = person.get(path).get_data(as_text=True)
        return list(dict.fromkeys(re.findall(rf'(?:href|action)="{link}/([^"/?#]+)"', page.partition("<main")[2])))

    def told(path: str, name: str) -> list[str]:
        return [str(row[name]) for row in program.get(path).get_json()["items"]]

    assert told("/tasks?tab=groups", "id") == on_page("/inbox?tab=groups", "/tasks")
    assert told("/instances", "id") == on_page("/projects", "/projects")
    assert told("/processes", "key") == on_page("/start", "/start")


def test_an_archive_is_deployed_whole_and_once(world: World) -> None:
    program = make_program(world, groups=(ADMINISTRATOR,))
    content = archive(changed_files())
    status, told = deploy(program, content)
    assert (status, [one["version"] for one in told["versions"]]) == (201, [2])  # type: ignore[union-attr,index]
    assert told["deployed_by"] == "service/jems"
    assert deploy(program, content)[1]["id"] == told["id"]
    assert [row["id"] for row in program.get("/deployments").get_json()["items"]] == [2, 1]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"no zip", 422), (archive({"readme.txt": b"x"}), 422), (archive({"../a.bpmn": b"x"}), 422),
     (archive({"errand/errand.bpmn": b"<x/>"}), 422), (archive({"a.bpmn": bytes(3_000_000)}), 413)],
)  # fmt: skip
def test_an_archive_that_cannot_be_trusted_or_deployed_is_refused(world: World, content: bytes, status: int) -> None:
    program = make_program(world, groups=(ADMINISTRATOR,))
    assert deploy(program, content)[0] == status


def test_what_the_check_finds_is_told_finding_by_finding(world: World) -> None:
    program, files = make_program(world, groups=(ADMINISTRATOR,)), read_folder(DIAGRAMS)
    path = "errand/errand.bpmn"
    broken = files | {path: files[path].replace(b'judgement = "supplement"', b"judgement = = 1")}
    status, told = deploy(program, archive(broken))
    assert status == 422
    assert {finding["file"] for finding in told["findings"]} == {path}  # type: ignore[attr-defined,index]


ANSWER = {
    "plea/plea.bpmn": drawing(
        "plea", start(), element("intermediateCatchEvent", "answered", '<messageEventDefinition messageRef="m"/>',
                                 properties={"offeredTo": "advisors"}), end(),
        flows("begin > answered > over"), around='<message id="m" name="answer"/>',
    )
}  # fmt: skip


def test_a_message_is_sent_by_whom_the_diagram_offers_it_and_once(world: World) -> None:
    here, cecilia = world.here, Actor("cecilia", frozenset({ADMINISTRATOR}))
    files = read_folder(DIAGRAMS) | {path: text.encode() for path, text in ANSWER.items()}
    here.database.transact(lambda unit: here.engine.deploy(unit, files, by=cecilia, note="A plea"))
    number = here.database.transact(
        lambda unit: here.engine.start(unit, "plea", business_key="plea/1", data={}, by=cecilia)
    )
    path, jems, other = f"/instances/{number}", make_program(world), make_program(world, "other", groups=())
    assert jems.get(path).get_json()["offers"] == [{"message": "answer", "name": "Answered"}]
    assert other.get(path).get_json()["offers"] == []
    assert other.post(f"{path}/messages", {"message": "answer"}).status_code == 403
    assert jems.post(f"{path}/messages", {"message": "another"}).status_code == 403
    for _ in range(2):
        sent = jems.post(f"{path}/messages", {"message": "answer"}, key="k")
        assert (sent.status_code, sent.get_json()["instance_id"]) == (200, number)
    assert jems.get(path).get_json()["status"] == "completed"
    assert [entry["kind"] for entry in jems.get(f"{path}/history?after=1").get_json()["items"]] == ["message"]


def test_a_second_persons_approval_is_not_gone_round(world: World) -> None:
    files = changed_files()
    path = "errand/errand.bpmn"
    mark = b'<camunda:property name="four_eyes" value="true" />'
    files[path] = files[path].replace(b"<camunda:properties>", b"<camunda:properties>" + mark, 1)
    status, told = deploy(make_program(world, groups=(ADMINISTRATOR,)), archive(files))
    assert status == 403
    assert "errand" in str(told["detail"])


def test_an_unforeseen_error_tells_a_reference_and_no_more(world: World, jems: Program) -> None:
    world.here.database.transact(lambda unit: unit.write().exec_driver_sql("ALTER TABLE person_group RENAME TO gone"))
    world.here.database.transact(lambda unit: unit.write().exec_driver_sql("ALTER TABLE project RENAME TO away"))
    answer = jems.get("/projects")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "project" not in answer.get_data(as_text=True)
    assert ALL
