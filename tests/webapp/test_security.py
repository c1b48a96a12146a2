"""What every answer and every form must keep to."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests.webapp.conftest import Visitor
from tests.webapp.programs import make_program
from tests.webapp.world import A_MONDAY, ERRAND, PASSWORD, World, open_world
from webapp.api.operations import OPERATIONS
from webapp.auth import local_path
from webapp.hooks.subscriptions import make_hook
from webapp.markdown import markdown

# Who may open each page that changes nothing: `all` needs no log-in, `person` any, `administrator` only those.
OPEN_TO = {
    "static": "all",
    "login.show": "all",
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
    "tasks.show": "person",
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
    "knowledge.ask": "administrator",
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
    "drafts.show": "administrator",
    "beginnings.ask_stage": "person",
    "beginnings.ask_body": "administrator",
    "table_columns.show": "administrator",
    "remarks.show": "person",
    "remarks.follow": "person",
    "drafts.follow": "person",
    "diagram_editor.show": "administrator",
    "comparison.show": "administrator",
    "comparison.diagram": "administrator",
    "table_editor.show": "administrator",
    "table_editor.edit": "administrator",
    "table_additions.ask": "administrator",
    "drafts.download": "administrator",
    "sources.show": "administrator",
    "publishing.show": "administrator",
    "migration.show": "administrator",
    "trials.show": "administrator",
    "trial_forms.ask": "administrator",
    "trial_forms.task": "administrator",
    "outlook.show": "administrator",
    "forms.index": "administrator",
    "tables.index": "administrator",
    "tables.show": "administrator",
    "forms.show": "administrator",
    "form_fields.edit": "administrator",
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
    "audit_log.show": "administrator",
    "audit_log.export": "administrator",
    "audit_log.export_for_mining": "administrator",
    "verification.show": "administrator",
    "evidence.show": "administrator",
    "repairs.show": "administrator",
    "evidence.download": "administrator",
    "retention.show": "administrator",
    "people.index": "administrator",
    "people.ask": "administrator",
    "people.show": "administrator",
    "personal_data.show": "person",
    "personal_data.download": "person",
    "personal_data.show_for": "administrator",
    "personal_data.download_for": "administrator",
    "calls.ask": "administrator",
    "calls.edit": "administrator",
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

VALUES = {"task_id": 1, "instance_id": 1, "definition_id": 1, "key": "errand", "person_id": "bo", "secret": "x",
          "filename": "page.css", "incident_id": 1, "meeting_id": 1, "number": 1, "verb": "suspend",
          "message": "x", "document_id": 1, "comment_id": 1, "code": "fi", "kind": "agenda",
          "body": "peloton", "call_id": 1, "idea_id": 1, "element": "begin", "at": 1, "token": "x", "project_id": 1,
          "form": "csv", "group": "advisors", "filter_id": 1, "municipality": "karstula", "folder": "errand",
          "name": "errand.bpmn", "process": "errand", "event": "errand_begins", "which": 0,
          "place": "2", "step": "judge", "what": "after", "state": "draft",
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


def test_every_page_is_open_to_those_it_is_for_and_to_nobody_else(
    world: World, visitor: Visitor, as_person: Callable[[str], Visitor]
) -> None:
    world.start_errand("david")
    make_program(world)
    world.here.database.transact(
        lambda unit: make_hook(unit.write(), "https://a.fi", [], bytes(16), "cecilia", A_MONDAY)
    )
    people = {"all": visitor, "person": as_person("david"), "administrator": as_person("cecilia")}
    levels = list(people)
    pages = paths(world, "GET")
    assert pages.keys() == OPEN_TO.keys()
    for endpoint, path in pages.items():
        for level in levels:
            status = people[level].get(path).status_code
            refused = status == 403 or (level == "all" and status == 303)
            allowed = levels.index(level) >= levels.index(OPEN_TO[endpoint])
            assert refused is not allowed, (endpoint, level, status)


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
