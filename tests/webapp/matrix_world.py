"""The world of the matrix: somebody of every kind at their own browser, and objects of theirs and of others'."""

import re
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, insert, select, update
from werkzeug.test import TestResponse

from engine import Actor, UnitOfWork
from engine.database import _sqlite_module
from engine.deployments import read_deployment
from tests.browser.pages import DAY, furnish
from tests.webapp.matrix_matters import break_down, hold_meeting
from tests.webapp.programs import Program, make_program
from tests.webapp.provider_walk import Provider, logout_token
from tests.webapp.world import A_MONDAY, ERRAND, World, open_world
from webapp.accounts.account import keep_group
from webapp.accounts.calendar_links import renew_calendar_link
from webapp.accounts.personal_links import make_personal_link
from webapp.accounts.saved_filters import inbox_filters, keep_filter, log_questions
from webapp.accounts.schema import identity, saved_filter, saved_question, web_session
from webapp.accounts.service_accounts import Scope
from webapp.accounts.sessions import Origin, open_session
from webapp.drafting.drafts import newest_deployment, read_draft, save_file
from webapp.drafting.remarks import add_remark
from webapp.lifecycle import deputies, knowledge
from webapp.lifecycle.comments import add_comment
from webapp.lifecycle.documents import Filing, Kind, PublicFrom, Publicity, Retention, add_document
from webapp.lifecycle.heartbeats import beat
from webapp.lifecycle.knowledge import Wording, Writing
from webapp.lifecycle.notices import Kind as NoticeKind
from webapp.lifecycle.notices import Telling, tell
from webapp.lifecycle.programmes import ClassKind, add_classification
from webapp.lifecycle.retention import place_hold
from webapp.lifecycle.schema import agenda_item, body, group_membership, idea, meeting, notice, person, project
from webapp.lifecycle.schema import external_proposer as proposer
from webapp.rights import AUDITOR

# Who there is: everybody has groups and nothing else, or is something to an object that `make_objects` makes.
PEOPLE: dict[str, tuple[str, ...]] = {
    "loner": (),
    "advisor": ("advisors",),
    "stranger": ("library",),  # Of a group that has nothing to do with anything.
    "assignee": ("library",),
    "deputy": ("library",),
    "manager": ("library",),
    "member": ("council", "rmg"),
    "owner": ("area_owner_witas",),
    "other_owner": ("rmg_secretary",),
    "coordinator": ("coordinator",),
    "auditor": (AUDITOR,),
    "administrator": ("administrator",),
}
PROGRAMS = ("loner", "advisor", "stranger", "member", "owner", "other_owner", "coordinator", "auditor", "administrator")
"""Those of whose groups there is a program."""

NOBODY = "nobody"
EVERYBODY = (NOBODY, *PEOPLE)

# Words that stand in private objects, and who may find them on any page; the others on none.
MARKS: dict[str, set[str]] = {
    "Luonnosmarkkeri": {"assignee"},
    "Salaliitemarkkeri": {"assignee", "member", "administrator"},
    "Suodinmarkkeri": {"assignee"},
    "Kysymysmarkkeri": {"auditor"},
    "Selainmarkkeri": {"assignee", "administrator"},
    "Salatietomarkkeri": {"assignee", "member"},
    "Ennensalainen": {"assignee", "coordinator", "administrator"},
    "Pöytäkirjamarkkeri": {"other_owner"},
    "Häiriömarkkeri": {"auditor", "administrator"},
}


@dataclass
class Guest:
    """Somebody at a browser: the cookies, and the mark that forms carry."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    mark: str = ""

    def ask(
        self, method: str, path: str, form: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Ask, as whoever has these cookies; an answer changes none of them."""
        client = self.world.app.test_client()
        for name, value in self.cookies.items():
            client.set_cookie(name, value)
        if method == "GET":
            return client.get(path, headers=headers, buffered=True)
        sent = {"csrf_token": self.mark, "request_key": uuid.uuid4().hex, **(form or {})}
        return client.post(path, headers=headers, data=sent)


@dataclass(frozen=True)
class Thing:
    """An object as an address has it, and what a form says of it, or what shows that one may see it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


METRICS_TOKEN = "what the monitor shows"

# Two libraries of SQLite over one file undo one another's locks: this is the one that the application has.
sqlite3 = _sqlite_module()


class Matrix:
    """The world, its people and its things; it is put back as it was after somebody has changed it."""

    def __init__(self, prepared: Path, folder: Path, provider: Provider | None = None) -> None:
        settings = provider.settings if provider else {}
        self.world = open_world(prepared, folder, metrics_token=METRICS_TOKEN, **settings)
        self.path = folder / "hankepolku.db"
        furnished = furnish(self.world)
        self.world.here.database.transact(_people)
        self.guests = {name: self._enter(name) for name in EVERYBODY}
        self.programs = {
            name: {one: self._make_program(name, set(Scope) - {one}) for one in Scope} for name in PROGRAMS
        }
        self.able = {name: self._make_program(name, set(Scope)) for name in PROGRAMS}
        self.world.app.extensions["hankepolku.api"].a_minute = 10**6
        self.things = self.world.here.database.transact(lambda unit: make_objects(self.world, unit, furnished))
        if provider:
            self.things |= self.world.here.database.transact(lambda unit: _let_in_by(provider, self.world, unit))
        self._kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as now:
            now.backup(self._kept)
        self._watch = sqlite3.connect(self.path)
        self._version = self._read_version()

    def close(self) -> None:
        """Let everything go."""
        self._kept.close()
        self._watch.close()
        self.world.here.database.close()

    def put_back(self) -> None:
        """Everything is as it was when the matrix was made."""
        if self._read_version() == self._version:
            return
        with closing(sqlite3.connect(self.path)) as now:
            self._kept.backup(now)
        self._version = self._read_version()

    def _read_version(self) -> int:
        """Another number whenever somebody has written."""
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def digest(self, *tables: str) -> str:
        """What stands in these tables, or in all that a refusal has no reason to touch."""
        told = sha256()
        with closing(sqlite3.connect(self.path)) as now:
            known = [row[0] for row in now.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            for table in tables or [one for one in known if one not in TOUCHED]:
                told.update(table.encode())
                for row in now.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own tables
                    told.update(repr(row).encode())
        return told.hexdigest()

    def _make_program(self, name: str, scopes: set[Scope]) -> Program:
        key = f"{name.replace('_', '-')}-{'-'.join(one[0] for one in sorted(scopes))}"
        return make_program(self.world, key, PEOPLE[name], scopes)

    def _enter(self, name: str) -> Guest:
        guest, here = Guest(self.world), self.world.here
        if name != NOBODY:
            origin = Origin("Selainmarkkeri" if name == "assignee" else "Tests", "127.0.0.1")
            guest.cookies["session_id"] = here.database.transact(
                lambda unit: open_session(unit.write(), name, here.clock.now(), origin)
            )
        client = self.world.app.test_client()
        for key, value in guest.cookies.items():
            client.set_cookie(key, value)
        page = client.get("/accessibility").get_data(as_text=True)
        guest.mark = re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]
        cookie = client.get_cookie("form")
        assert cookie is not None
        guest.cookies["form"] = cookie.value
        return guest


TOUCHED = {"web_session", "login_failure", "sqlite_sequence", "seen_task"}
"""Tables that a request touches whatever it asks for: that somebody is here, that somebody guesses."""


def _people(unit: UnitOfWork) -> None:
    connection = unit.write()
    for group in sorted({group for groups in PEOPLE.values() for group in groups}):
        keep_group(connection, group, group.title())
    for name, groups in PEOPLE.items():
        values = {"id": name, "name": name.title(), "email": f"{name}@matrix.invalid", "language": "fi"}
        connection.execute(insert(person).values(values | {"active": True, "is_demo": False}))
        for group in groups:
            joined = {"person_id": name, "group_key": group, "valid_from": date(2026, 1, 1)}
            connection.execute(insert(group_membership).values(joined))


def make_objects(  # noqa: PLR0915 - a long list
    world: World, unit: UnitOfWork, furnished: Mapping[str, Any]
) -> dict[str, Thing]:
    """Everything that an address may name, mine and others'."""
    connection, here, now, today = unit.write(), world.here, world.here.clock.now(), world.here.today()
    assignee = Actor("assignee", frozenset({"library"}))
    names = {"key": "council", "name": "Neuvosto", "chair_group": "council", "secretary_group": "council"}
    connection.execute(insert(body).values(names))
    called = {"body": "council", "number": 1, "status": "called", "procedure": "meeting", "place": "Kannonkoski"}
    soon = now + timedelta(days=20)
    meets = connection.execute(insert(meeting).values(called | {"starts_at": soon})).inserted_primary_key
    assert meets is not None
    council = int(meets[0])
    own = here.engine.start(unit, "errand", business_key="errand/own", data={"sender": "assignee"}, by=assignee)
    own_task = here.engine.instance(connection, own).tasks[0].task_id
    here.engine.save_draft(unit, own_task, {"subject": ["Luonnosmarkkeri"]}, by=assignee)
    done = here.engine.start(unit, "errand", business_key="errand/done", data={"sender": "assignee"}, by=assignee)
    done_task = here.engine.instance(connection, done).tasks[0].task_id
    here.engine.complete(unit, done_task, ERRAND, by=assignee)
    item = {"body": "council", "kind": "proposal", "title": "Asia", "business_key": "errand/own"}
    connection.execute(insert(agenda_item).values(item | {"proposed_at": A_MONDAY, "meeting_id": council}))
    managed = int(furnished["managed"])
    connection.execute(update(project).where(project.c.business_key == "errand/1").values(manager="manager"))

    def document(title: str, publicity: Publicity, place: int | None = None) -> int:
        filing = Filing(
            title, Kind.ANNEX, f"{title}.txt", publicity, Retention.PROJECT, business_key="errand/own",
            meeting_id=place, publicity_reason="JulkL 24 §" if publicity is Publicity.SECRET else None,
            public_from=PublicFrom.MINUTES if publicity is Publicity.LATER else None,
        )  # fmt: skip
        return add_document(connection, filing, BytesIO(b"Luettavaa"), "assignee", now)

    secret = document("Salaliitemarkkeri", Publicity.SECRET)
    papers = {kind: document(f"Liite {kind}", kind) for kind in (Publicity.PUBLIC, Publicity.INTERNAL)}
    later = document("Myöhemmin", Publicity.LATER, council)
    of_council = document("Neuvoston liite", Publicity.INTERNAL, council)
    add_comment(connection, own, "Hyvä", by="advisor", mentions=[], request_key="9" * 32, now=now)
    wanted = deputies.Wanted("assignee", "deputy", today, today + timedelta(days=9), deputies.Scope.EVERYTHING)
    stands_in = deputies.appoint(connection, wanted, "assignee", now)
    keep_filter(connection, inbox_filters("assignee"), "Suodinmarkkeri", "tab=groups")
    keep_filter(connection, log_questions("auditor"), "Kysymysmarkkeri", "kind=viewed")
    keep_filter(connection, log_questions(None), "Kaikkien", "kind=viewed")
    tell(connection, [Telling("assignee", NoticeKind.TASK, f"task/{own_task}")], now)
    told = connection.scalar(select(notice.c.id).where(notice.c.person_id == "assignee"))
    writing = Writing("assignee", now, today)
    wording = Wording(
        knowledge.Kind.LESSON, "Salatietomarkkeri", "Teksti", publicity=knowledge.Publicity.SECRET,
        secrecy_grounds="JulkL 24 §", readers=("council",),
    )  # fmt: skip
    secret_entry = knowledge.add(connection, wording, writing)
    before = Wording(
        knowledge.Kind.LESSON, "Ennensalainen", "Teksti", publicity=knowledge.Publicity.SECRET, secrecy_grounds="x",
    )  # fmt: skip
    public_entry = knowledge.add(connection, before, writing)
    knowledge.change(connection, public_entry, Wording(knowledge.Kind.LESSON, "Nyt julkinen", "Teksti"), writing)
    drafted = read_draft(connection, "idea")
    path = "idea/texts.en.po"
    save_file(connection, "idea", path, drafted.files[path] + b"\n", drafted.revision_of(path), "owner", now)
    draft = read_draft(connection, "idea").id
    remark = add_remark(connection, "idea", "", "Selkeämmin", "loner", now).id
    place_hold(connection, "errand/own", "Oikeudenkäynti", "administrator", now)
    session = connection.scalar(select(web_session.c.digest).where(web_session.c.person_id == "assignee"))
    assert session is not None
    own_filter = connection.scalar(select(saved_filter.c.id).where(saved_filter.c.person_id == "assignee"))
    questions = {row.name: row.id for row in connection.execute(select(saved_question))}
    from_outside = connection.scalar(select(proposer.c.id).where(proposer.c.business_key == "idea/1"))
    connection.execute(update(idea).where(idea.c.id == 1).values(proposer=f"external/{from_outside}", status="dropped"))
    beat(connection, "tests", now)
    personal = make_personal_link(connection, council, "member", now)
    calendar = renew_calendar_link(connection, "assignee", now)
    programme = add_classification(connection, ClassKind.PROGRAMME, "Ohjelma")
    held = hold_meeting(here.engine, unit, today)
    failed = break_down(here.engine, unit)
    adding = {"title": "x", "kind": "annex", "publicity": "internal", "retention": "project", "matter": "errand/own"}
    steps = {
        "name": "idea.bpmn", "state": "draft", "key": "idea", "place": "2", "step": "filter_idea", "what": "after",
        "decision": "area_owner", "process": "idea", "event": "idea_sent", "element": "filter_idea", "which": 0,
        "number": 1, "file": "area_owner.dmn",
    }  # fmt: skip
    funding = steps | {
        "name": "funding.bpmn", "key": "municipal_share", "step": "decide_share", "decision": "funding_rules",
        "process": "funding", "event": "funding_begins", "element": "decide_share", "file": "funding_rules.dmn",
    }  # fmt: skip
    return {
        "-": Thing({"kind": "project"}),
        "group task": Thing({"task_id": furnished["task"]}),
        "own task": Thing({"task_id": own_task}),
        "errand": Thing({"instance_id": own, "verb": "suspend", "message": "x"}),
        "managed project": Thing({"instance_id": managed}),
        "project": Thing({"project_id": 1}),
        "council": Thing({"body": "council"}),
        "council meeting": Thing({"meeting_id": council, "kind": "agenda"}),
        "council meeting's member": Thing({"meeting_id": council, "person_id": "member"}),
        "public document": Thing({"document_id": papers[Publicity.PUBLIC]}),
        "internal document": Thing({"document_id": papers[Publicity.INTERNAL]}),
        "later document": Thing({"document_id": later}),
        "secret document": Thing({"document_id": secret}),
        "own matter": Thing(query={"matter": "errand/own"}, form=adding),
        "secret document to replace": Thing(form=adding | {"replaces": secret, "file": (b"Uusi", "x.txt")}),
        "document of another matter to replace": Thing(
            form=adding | {"matter": "errand/1", "replaces": papers[Publicity.INTERNAL], "file": (b"Uusi", "x.txt")}
        ),
        "advisor's comment": Thing({"comment_id": 3}),
        "assignee": Thing({"person_id": "assignee", "number": stands_in, "key": session.hex()}),
        "assignee's session": Thing({"key": session.hex()}),
        "assignee's deputyship": Thing({"number": stands_in}),
        "assignee's filter": Thing({"filter_id": own_filter}, form={"name": "Uusi nimi"}),
        "assignee's notice": Thing(form={"notice": told}),
        "auditor's question": Thing({"filter_id": questions["Kysymysmarkkeri"]}),
        "everybody's question": Thing({"filter_id": questions["Kaikkien"]}, form={"whose": "all"}),
        "secret entry": Thing({"number": secret_entry}),
        "public entry": Thing({"number": public_entry}),
        "public entry in its secret version": Thing({"number": public_entry}, query={"version": 1}),
        "idea": Thing({"number": 1, "idea_id": 2}),
        "idea from outside": Thing({"number": 1}),
        "dropped idea": Thing({"number": 1}, form={"grounds": "Nyt"}),
        "idea link": Thing({"secret": furnished["idea"], "task_id": own_task}),
        "idea link with somebody else's task": Thing({"secret": furnished["idea"], "task_id": own_task}),
        "wrong idea link": Thing({"secret": "x", "task_id": own_task}),
        "idea folder": Thing({"folder": "idea"} | steps, form={"name": "idea.bpmn"}),
        "funding folder": Thing({"folder": "funding"} | funding, form={"name": "funding.bpmn"}),
        "draft of the owner": Thing({"folder": "idea"}),
        "draft": Thing({"number": draft}),
        "remark": Thing({"folder": "idea", "number": remark}),
        "remark under another folder": Thing({"folder": "funding", "number": remark}),
        "definition": Thing({"definition_id": furnished["funding"], "decision": "funding_rules"}),
        "errand process": Thing({"key": "errand"}),
        "process of the meetings": Thing({"key": "meeting"}),
        "process of the secretary": Thing({"key": "rmg"}),
        "deployment": Thing({"deployment_id": 1}),
        "decision": Thing({"number": 1}),
        "decision that there is not": Thing({"number": 99}),
        "funding archive": Thing(form={"note": "x", "archive": (_broken_archive(connection, "funding"), "a.zip")}),
        "group": Thing({"group": "council"}),
        "day": Thing(dict(zip(("key", "element", "at"), DAY.split("/")[-3:], strict=True))),
        "call": Thing({"call_id": 1}),
        "calendar link": Thing({"token": calendar, "body": "council"}),
        "personal link": Thing({"secret": personal}),
        "wrong personal link": Thing({"secret": "x"}),
        "personal link's paper": Thing({"secret": personal, "document_id": of_council}),
        "personal link's other paper": Thing({"secret": furnished["personal"], "document_id": of_council}),
        "password link": Thing({"secret": furnished["link"]}),
        "hold": Thing({"hold_id": 1}),
        "hook": Thing({"hook_id": 1}),
        "service account": Thing({"key": "jems", "token_id": 1}),
        "running meeting": Thing({"meeting_id": held.meeting_id}, query={"task": held.task_id}, form=held.said),
        "running meeting's matter": Thing({"instance_id": held.instance_id, "message": "withdrawal_noticed"}),
        "running meeting's member": Thing({"meeting_id": held.meeting_id, "person_id": "member"}),
        "incident": Thing({"incident_id": failed}, form={"incident": failed}),
        "token of the monitor": Thing(headers={"Authorization": f"Bearer {METRICS_TOKEN}"}),
        "answer that nobody asked for": Thing(query={"code": "x", "state": "x"}),
        "meeting that is not held": Thing({"meeting_id": council}),
        "done task": Thing({"task_id": done_task}),
        "incident that there is not": Thing({"incident_id": 999}),
        "programme": Thing({"number": programme}),
        "municipality": Thing({"municipality": "karstula"}),
        "template": Thing({"kind": "agenda", "code": "fi"}),
        "log as csv": Thing({"form": "csv"}),
        "log as xes": Thing({"form": "xes"}),
        "portfolio as csv": Thing({"form": "csv"}),
        "style sheet": Thing({"filename": "page.css"}),
    }


def _let_in_by(provider: Provider, world: World, unit: UnitOfWork) -> dict[str, Thing]:
    """The assignee has come by the log-in service too, which now tells that they have left."""
    connection = unit.write()
    connection.execute(insert(identity).values(issuer=provider.issuer, subject="assignee", person_id="assignee"))
    came = Origin("Selainmarkkeri", "127.0.0.1", issuer=provider.issuer, provider_session="theirs")
    open_session(connection, "assignee", world.here.clock.now(), came)
    told = logout_token(provider, sub="assignee", exp=int(time.time()) + 3600)  # As long as the tests may take.
    return {"word of the log-in service": Thing(form={"logout_token": told})}


def _broken_archive(connection: Connection, folder: str) -> bytes:
    """All that is deployed, with something in one folder that the check refuses: nothing of it comes into use."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in read_deployment(connection, newest_deployment(connection)).items():
            archive.writestr(path, content + b"<" if path == f"{folder}/{folder}.bpmn" else content)
    return packed.getvalue()


def forms_of(thing: Thing) -> Iterator[tuple[str, Any]]:
    """What a form of the thing sends; a file is sent anew each time."""
    for name, value in thing.form.items():
        yield name, (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
