"""What every answer and every form must keep to."""

import logging
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from engine import Actor, UnitOfWork
from tests.webapp.conftest import Visitor
from tests.webapp.world import DIAGRAMS, ERRAND, PASSWORD, World, open_world
from webapp.accounts.account import change_password, create_account, keep_group
from webapp.api.operations import OPERATIONS
from webapp.auth import local_path
from webapp.deployment import read_folder
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, add_document
from webapp.markdown import markdown
from webapp.rights import AUDITOR

ROOT = Path(__file__).parents[2]

# Who may open each page that changes nothing; `AUDIENCES` says whom each word means.
OPEN_TO = {
    "static": "all",
    "login.show": "all",
    "login_code.show": "all",
    "provider_login.go": "all",
    "provider_login.callback": "all",
    "second_factor.show": "person",
    "passwords.ask": "all",
    "passwords.choose": "all",
    "accessibility.show": "all",
    "accessibility.ask": "all",
    "accessibility.thank": "all",
    "health.show": "all",
    "health.ready": "all",
    "health.metrics": "all",
    "inbox.home": "person",
    "inbox.show": "person",
    "search.show": "person",
    "quick_idea.ask": "person",
    "tasks.show": "own",
    "start.show": "person",
    "start.ask": "person",
    "instances.index": "person",
    "instances.show": "person",
    "lives.show": "person",
    "figures.show": "person",
    "figures.waits": "person",
    "deployed_tables.show": "person",
    "calendar.show": "person",
    "knowledge.index": "person",
    "knowledge.show": "person",
    "knowledge.ask": "member",
    "knowledge.edit": "person",
    "meetings.index": "person",
    "meetings.show": "person",
    "meetings.calendar": "person",
    "meeting_run.show": "person",
    "preparations.show": "all",
    "preparations.paper": "all",
    "stationery.show": "person",
    "stationery.download": "person",
    "stationery.bundle": "person",
    "stationery.index": "administrator",
    "stationery.edit": "administrator",
    "documents.ask": "person",
    "documents.show": "all",
    "documents.download": "all",
    "preparations.show_for": "person",
    "drafts.show": "owner",
    "beginnings.ask_stage": "person",
    "beginnings.ask_body": "administrator",
    "table_columns.show": "owner",
    "remarks.show": "person",
    "remarks.follow": "person",
    "drafts.follow": "person",
    "diagram_editor.show": "owner",
    "dmn_editor.show": "owner",
    "comparison.show": "owner",
    "comparison.diagram": "owner",
    "table_editor.show": "owner",
    "table_editor.edit": "owner",
    "table_additions.ask": "owner",
    "drafts.download": "owner",
    "sources.show": "owner",
    "publishing.show": "owner",
    "migration.show": "owner",
    "trials.show": "owner",
    "trial_forms.ask": "owner",
    "trial_forms.task": "owner",
    "outlook.show": "owner",
    "forms.index": "owner",
    "tables.index": "owner",
    "tables.show": "owner",
    "forms.show": "owner",
    "form_fields.edit": "owner",
    "definitions.index": "person",
    "definitions.show": "person",
    "definitions.diagram": "person",
    "account.show": "person",
    "notices.show": "person",
    "deputies.show": "person",
    "managers.ask": "person",
    "roles.index": "person",
    "roles.show": "person",
    "handing_over.show": "person",
    "handing_over.show_for": "administrator",
    "deputies.show_for": "administrator",
    "administration.index": "administrator",
    "operations.show": "administrator",
    "operations.instances": "administrator",
    "repairs.show": "administrator",
    "retention.show": "administrator",
    "audit_log.export_for_mining": "auditor",
    "personal_data.show": "person",
    "personal_data.download": "person",
    "personal_data.show_for": "administrator",
    "personal_data.download_for": "administrator",
    "audit_log.show": "auditor",
    "audit_log.export": "auditor",
    "verification.show": "auditor",
    "evidence.show": "auditor",
    "evidence.download": "auditor",
    "rights.show": "auditor",
    "people.index": "administrator",
    "people.ask": "administrator",
    "people.show": "administrator",
    "calls.ask": "keeper",
    "calls.edit": "keeper",
    "calls.index": "person",
    "feeds.mine": "all",
    "feeds.of_body": "person",
    "feeds.show": "person",
    "feeds.theirs": "all",
    "follow.show": "all",
    "ideas.index": "person",
    "ideas.show": "person",
    "imports.ask": "administrator",
    "imports.template": "administrator",
    "intake.ask": "all",
    "intake.thank": "all",
    "occurrences.show": "person",
    "appropriation.show": "person",
    "portfolio.entries": "person",
    "portfolio.export": "person",
    "portfolio.index": "person",
    "programmes.belongs": "administrator",
    "programmes.edit": "administrator",
    "programmes.index": "administrator",
    "public_decisions.index": "all",
    "public_decisions.show": "all",
    "public_decisions.feed": "all",
    "public_decisions.site_map": "all",
    "openness.ask": "secretary",
    "results.index": "all",
    "results.of": "all",
    "sheets.book": "person",
    "sheets.show": "person",
    "service_accounts.index": "administrator",
    "service_accounts.ask": "administrator",
    "service_accounts.show": "administrator",
    "web_hooks.index": "administrator",
    "web_hooks.ask": "administrator",
    "web_hooks.show": "administrator",
    "interface.show": "person",
    "api.describe_interface": "all",
}
TOKENS_ONLY = {f"api.{one.name}" for one in OPERATIONS}
"""What opens by a program's token alone: tests/webapp/test_api.py."""


# The same of each that changes something; what a person is to the very object comes after that.
CHANGED_BY = {
    "login.enter": "all",
    "login.leave": "all",
    "login.leave_everywhere": "person",
    "passwords.send": "all",
    "passwords.keep": "all",
    "account.change": "person",
    "account.choose_notices": "person",
    "account.choose_theme": "person",
    "account.end_session": "person",
    "login_code.enter": "all",
    "provider_login.logged_out": "all",
    "second_factor.begin": "person",
    "second_factor.confirm": "person",
    "second_factor.renew": "person",
    "second_factor.remove": "person",
    "people.reset_second_factor": "administrator",
    "people.end_session": "administrator",
    "account.choose_shortcuts": "person",
    "notices.read": "person",
    "deputies.appoint": "person",
    "deputies.end": "person",
    "deputies.appoint_for": "administrator",
    "deputies.end_for": "administrator",
    "handing_over.move": "staff",
    "handing_over.move_for": "administrator",
    "documents.add": "staff",
    "stationery.keep": "administrator",
    "languages.choose": "all",
    "filters.keep": "person",
    "filters.rename": "person",
    "filters.remove": "person",
    "selected.act": "staff",
    "quick_idea.begin": "staff",
    "tasks.complete": "staff",
    "tasks.undo": "staff",
    "tasks.attach": "staff",
    "tasks.save_draft": "staff",
    "tasks.claim": "staff",
    "tasks.release": "staff",
    "tasks.hand_over": "staff",
    "comments.add": "staff",
    "comments.remove": "staff",
    "start.begin": "staff",
    "instances.tell_of": "staff",
    "managers.change": "staff",
    "ideas.reopen": "staff",
    "ideas.forget": "staff",
    "intake.send": "all",
    "follow.complete": "all",
    "follow.withdraw": "all",
    "follow.forget": "all",
    "calls.add": "keeper",
    "calls.change": "keeper",
    "calls.mean": "keeper",
    "feeds.change": "person",
    "meeting_run.save_draft": "staff",
    "meeting_run.finish": "staff",
    "knowledge.add": "member",
    "knowledge.change": "staff",
    "imports.bring": "administrator",
    "programmes.add": "administrator",
    "programmes.change": "administrator",
    "programmes.decide": "administrator",
    "preparations.answer": "all",
    "preparations.answer_for": "staff",
    "preparations.send_again": "staff",
    "occurrences.change": "staff",
    "migration.move": "owner",
    "drafts.take_last_back": "owner",
    "drafts.discard": "owner",
    "drafts.keep": "owner",
    "drafts.bring": "owner",
    "diagram_editor.keep": "owner",
    "dmn_editor.keep": "owner",
    "table_editor.save": "owner",
    "table_editor.delete": "owner",
    "table_editor.add_a_lane": "owner",
    "sources.save": "owner",
    "trial_forms.begin": "owner",
    "trial_forms.complete": "owner",
    "trial_tests.keep": "owner",
    "trial_tests.replay": "owner",
    "trial_tests.remove": "owner",
    "trials.act": "owner",
    "forms.create": "owner",
    "forms.add": "owner",
    "forms.order": "owner",
    "forms.delete": "owner",
    "forms.try_out": "owner",
    "form_fields.save": "owner",
    "table_additions.add": "owner",
    "table_columns.save": "owner",
    "tables.save": "owner",
    "tables.try_out": "owner",
    "publishing.submit": "owner",
    "publishing.approve": "owner",
    "publishing.refuse": "owner",
    "publishing.withdraw": "owner",
    "publishing.restore": "owner",
    "remarks.add": "staff",
    "remarks.answer": "owner",
    "beginnings.make_stage": "staff",
    "beginnings.make_body": "administrator",
    "people.invite": "administrator",
    "people.change": "administrator",
    "people.change_participation": "administrator",
    "people.end": "administrator",
    "people.begin": "administrator",
    "people.invite_again": "administrator",
    "administration.retry": "administrator",
    "administration.turn": "administrator",
    "diagram_editor.remind": "owner",
    "diagram_editor.translate": "owner",
    "questions.keep": "auditor",
    "questions.remove": "auditor",
    "operations.fire": "administrator",
    "operations.go_on": "administrator",
    "operations.retry": "administrator",
    "operations.send": "administrator",
    "operations.turn": "administrator",
    "personal_data.erase": "administrator",
    "programmes.write_diary_number": "administrator",
    "openness.change": "secretary",
    "repairs.act": "administrator",
    "retention.dispose": "administrator",
    "retention.hold": "administrator",
    "retention.lift": "administrator",
    "service_accounts.add_token": "administrator",
    "service_accounts.change": "administrator",
    "service_accounts.end": "administrator",
    "service_accounts.make": "administrator",
    "service_accounts.revoke": "administrator",
    "web_hooks.end": "administrator",
    "web_hooks.make": "administrator",
    "web_hooks.renew": "administrator",
    "web_hooks.try_out": "administrator",
    "verification.verify": "auditor",
    "accessibility.send": "all",
}

# Anna takes part, Erik owns processes, Eva audits; who is in no group is staff all the same.
ROLES = {"stranger": None, "staff": "david", "participant": "anna", "owner": "erik", "auditor": "eva",
         "administrator": "cecilia"}  # fmt: skip
AUDIENCES = {
    "all": set(ROLES),
    "person": set(ROLES) - {"stranger"},
    "staff": {"staff", "participant", "owner", "administrator"},
    "own": {"staff", "administrator"},  # The task that the addresses name is David's.
    "member": {"participant", "owner", "administrator"},
    "keeper": {"owner", "administrator"},  # Erik is of the coordinators, who keep the calls of funders.
    "secretary": {"owner", "administrator"},  # Erik is of the coordinators, who keep the minutes.
    "owner": {"owner", "administrator"},
    "author": {"participant", "administrator"},
    "auditor": {"auditor", "administrator"},
    "administrator": {"administrator"},
}
VALUES = {"task_id": 1, "instance_id": 1, "definition_id": 1, "key": "errand", "person_id": "bo", "secret": "x",
          "filename": "page.css", "incident_id": 1, "meeting_id": 1, "number": 1, "verb": "suspend",
          "message": "x", "document_id": 1, "comment_id": 1, "code": "fi", "kind": "agenda",
          "body": "peloton", "call_id": 1, "idea_id": 1, "element": "begin", "at": 1, "token": "x", "project_id": 1,
          "form": "csv", "group": "advisors", "filter_id": 1, "municipality": "karstula", "folder": "errand",
          "name": "errand.bpmn", "process": "errand", "event": "errand_begins", "which": 0,
          "place": "2", "step": "judge", "what": "after", "state": "draft", "file": "urgency.dmn",
          "decision": "urgency", "token_id": 1, "deployment_id": 1, "hold_id": 1, "hook_id": 1}  # fmt: skip


KINDS = {
    "imports.template": {"kind": "project"},
    "service_accounts.show": {"key": "jems"},
    "audit_log.export_for_mining": {"form": "xes"},
}
"""Values of routes whose names mean something else than elsewhere."""


def paths(world: World, method: str) -> dict[str, str]:
    """A path for each endpoint that answers to the method."""
    adapter = world.app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint,
            {name: (VALUES | KINDS.get(rule.endpoint, {}))[name] for name in rule.arguments},
            method=method,
        )
        for rule in world.app.url_map.iter_rules()
        if method in (rule.methods or set()) and rule.endpoint not in TOKENS_ONLY
    }


@pytest.fixture
def peopled(world: World) -> World:
    """The world with an owner of processes and an auditor, and the table that says who owns what."""
    resources = read_folder(DIAGRAMS) | {
        path: content for path, content in read_folder(ROOT / "bpmn").items() if path.startswith("upkeep/")
    }
    engine = world.here.engine
    world.here.database.transact(lambda unit: engine.deploy(unit, resources, by=Actor("cecilia"), note="Owners"))
    for name, group in (("erik", "coordinator"), ("eva", AUDITOR)):
        world.here.database.transact(partial(_join, name=name, group=group))
    world.start_errand("david")
    return world


def _join(unit: UnitOfWork, name: str, group: str) -> None:
    keep_group(unit.write(), group, group.title())
    email, today = f"{name}@example.fi", date(2026, 1, 1)
    change_password(unit.write(), create_account(unit.write(), name.title(), email, "fi", [group], today), PASSWORD)


@pytest.fixture
def roles(peopled: World) -> dict[str, Visitor]:
    """Somebody of each role at their own browser."""
    visitors = {role: Visitor(peopled.app.test_client()) for role in ROLES}
    return {role: visitor.log_in(name) if (name := ROLES[role]) else visitor for role, visitor in visitors.items()}


def refused(role: str, answer: TestResponse) -> bool:
    """Whether an answer sent somebody away: a stranger to the log-in page, others for good."""
    to_log_in = answer.status_code == 401 or answer.headers.get("Location", "").startswith("/login?next=")
    return answer.status_code == 403 or (role == "stranger" and to_log_in)


def test_every_page_is_open_to_those_it_is_for_and_to_nobody_else(peopled: World, roles: dict[str, Visitor]) -> None:
    pages = paths(peopled, "GET")
    assert pages.keys() == OPEN_TO.keys()
    wrong = [
        (endpoint, role, answer.status_code)
        for endpoint, path in pages.items()
        for role, visitor in roles.items()
        if refused(role, answer := visitor.get(path)) is (role in AUDIENCES[OPEN_TO[endpoint]])
    ]
    assert wrong == []


def test_every_form_is_taken_from_those_it_is_for_and_from_nobody_else(
    peopled: World, roles: dict[str, Visitor]
) -> None:
    forms = paths(peopled, "POST")
    assert forms.keys() == CHANGED_BY.keys()
    for endpoint, path in forms.items():
        for role, visitor in roles.items():
            if role not in AUDIENCES[CHANGED_BY[endpoint]]:
                answer = visitor.post(path, page="/accessibility")
                assert refused(role, answer), (endpoint, role, answer.status_code)


@pytest.mark.parametrize("role", ["staff", "participant", "owner", "auditor", "administrator"])
def test_no_form_refuses_those_it_is_for(peopled: World, role: str) -> None:
    for endpoint, path in paths(peopled, "POST").items():
        if role in AUDIENCES[CHANGED_BY[endpoint]] and endpoint not in BY_OBJECT:
            visitor = Visitor(peopled.app.test_client()).log_in(ROLES[role] or "")
            status = visitor.post(path, page="/accessibility").status_code
            assert status not in (401, 403), (endpoint, status)


# What somebody is to the object decides these beyond the role; their own tests tell how.
BY_OBJECT = {
    "managers.change", "ideas.reopen", "ideas.forget", "meeting_run.save_draft", "meeting_run.finish",
    "knowledge.change", "preparations.answer_for", "preparations.send_again", "occurrences.change",
    "beginnings.make_stage", "tasks.complete", "tasks.undo", "tasks.attach", "tasks.save_draft", "tasks.claim",
    "tasks.release", "tasks.hand_over", "instances.tell_of", "documents.add", "comments.remove", "publishing.approve",
}  # fmt: skip


def keep_document(world: World, publicity: Publicity) -> int:
    """A document of David's errand that Anna has added."""
    filing = Filing("Liite", Kind.ANNEX, "liite.txt", publicity, Retention.PROJECT, business_key="errand/1")
    content = BytesIO(b"Hei")
    return world.here.database.transact(
        lambda unit: add_document(unit.write(), filing, content, "anna", world.here.clock.now())
    )


# What a person is to an object decides: David began the errand and has its first task, Anna wrote the document.
@pytest.mark.parametrize(
    ("publicity", "readers"),
    [
        (Publicity.PUBLIC, "all"),
        (Publicity.INTERNAL, "person"),
        (Publicity.SECRET, "author"),
    ],
)
def test_a_document_is_open_to_those_its_publicity_means(
    peopled: World, roles: dict[str, Visitor], publicity: Publicity, readers: str
) -> None:
    number = keep_document(peopled, publicity)
    for path in (f"/documents/{number}", f"/documents/{number}/file"):
        let_in = {role for role, visitor in roles.items() if not refused(role, visitor.get(path))}
        assert let_in == AUDIENCES[readers], path


@pytest.mark.parametrize("form", ["claim", "release", "complete", "draft", "files", "hand-over"])
def test_a_task_is_done_by_those_it_is_for(peopled: World, roles: dict[str, Visitor], form: str) -> None:
    task_id = peopled.task_of(1)
    for role, visitor in roles.items():
        if role not in AUDIENCES["own"]:
            answers = {"to": ["bo"], "subject": ["x"], "request_key": ["0" * 32]}
            answer = visitor.post(f"/tasks/{task_id}/{form}", answers, page="/accessibility")
            assert refused(role, answer), (role, answer.status_code)
    assert peopled.task_of(1) == task_id


def test_a_refusal_is_written_into_the_servers_log(anna: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "webapp.auth"):
        assert anna.get("/people").status_code == 403
    assert "anna" in caplog.text
    assert "keep_people" in caplog.text


def test_no_form_is_taken_without_its_mark(world: World, as_person: Callable[[str], Visitor]) -> None:
    visitor = as_person("cecilia")
    for endpoint, path in paths(world, "POST").items():
        assert visitor.client.post(path, data={"language": "fi"}).status_code == 400, endpoint


def test_another_sites_form_is_refused(anna: Visitor) -> None:
    page = anna.get("/inbox").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
    answer = anna.client.post("/logout", data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_every_answer_says_what_a_browser_may_do(world: World, anna: Visitor) -> None:
    for path in ("/inbox", "/login", "/no/such/page", "/health", "/static/page.css", "/people"):
        headers = anna.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in headers or "Python" not in headers["Server"]
    assert anna.get("/inbox").headers["Cache-Control"] == "no-store"


def test_over_https_the_cookies_are_bound_to_the_host(prepared: Path, tmp_path: Path) -> None:
    world = open_world(prepared, tmp_path, base_url="https://hanke.example.fi")
    client = world.app.test_client()
    found = client.get("/login", base_url="https://hanke.example.fi").get_data(as_text=True)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', found)[0]
    answer = client.post(
        "/login",
        data={"csrf_token": token, "email": "anna@example.fi", "password": PASSWORD},
        base_url="https://hanke.example.fi",
        headers={"Referer": "https://hanke.example.fi/login"},
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("__Host-session=") for cookie in cookies)
    for cookie in cookies:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    world.here.database.close()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 1234*5678 }}", "${1234*5678}"]
)
def test_what_people_type_is_shown_as_text(world: World, anna: Visitor, text: str) -> None:
    task_id = world.start_errand()
    anna.post(f"/tasks/{task_id}/complete", ERRAND | {"subject": [text]}, page=f"/tasks/{task_id}")
    for path in ("/inbox?tab=groups", "/projects", "/projects/1", f"/tasks/{task_id + 1}"):
        page = anna.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "7006652" not in page.partition("<main")[2].partition("</h1>")[0]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/x.png)",
        '<a href="x" onclick="alert(1)">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_markdown_brings_no_scripts_and_loads_nothing(text: str) -> None:
    shown = str(markdown(text))
    assert not re.search(r"<(script|img)|<a[^>]+(onclick|javascript:|data:)", shown)


def test_markdown_keeps_what_helps() -> None:
    shown = str(markdown("# Ohje\n\n**Tärkeää**: [sivu](https://example.org)\n\n- yksi\n- kaksi"))
    assert "<h2>Ohje</h2>" in shown
    assert "<strong>" in shown
    assert 'href="https://example.org"' in shown
    assert shown.count("<li>") == 2


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", None, "/a\nb"])
def test_only_paths_of_this_site_are_local(path: str | None) -> None:
    assert local_path(path) is None


def test_an_error_nobody_foresaw_tells_a_reference_and_no_more(world: World, anna: Visitor) -> None:
    task_id = world.start_errand()
    world.here.database.transact(lambda unit: unit.write().execute(sql("DROP TABLE draft")))
    answer = anna.get(f"/tasks/{task_id}")
    assert answer.status_code == 500
    assert re.search(r"<code>[0-9a-f]{8}</code>", answer.get_data(as_text=True))
    assert "draft" not in answer.get_data(as_text=True)
