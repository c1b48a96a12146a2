"""Every page and what it needs to be opened."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from playwright.sync_api import ViewportSize
from sqlalchemy import Connection, insert, select

from engine import ADMINISTRATOR, Actor, UnitOfWork
from engine.schema import instance
from engine.simulation.records import Complete, Record
from tests.webapp.calendars import draw_clock, keep_a_call
from tests.webapp.portfolio_rows import load_portfolio
from tests.webapp.world import A_MONDAY, ERRAND, World
from webapp.accounts.account import find_account
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose
from webapp.accounts.personal_links import make_personal_link
from webapp.accounts.secrets import digest
from webapp.accounts.service_accounts import Scope, create_service_account, make_token
from webapp.api.operations import OPERATIONS
from webapp.deployment import read_folder
from webapp.drafting.trials import keep_run
from webapp.hooks.events import EventKind
from webapp.hooks.subscriptions import make_hook
from webapp.lifecycle import documents, knowledge
from webapp.lifecycle.comments import add_comment, remove_comment
from webapp.lifecycle.decisions import Decision, Openly, record_decision
from webapp.lifecycle.knowledge import Kind, Publicity, Wording, Writing
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.lifecycle.schema import agenda_item, body, meeting, project

ROOT = Path(__file__).parents[2]
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}

# What a page needs to be opened, by its endpoint; the values are made by `furnish`.
PAGES = {
    "login.show": "/login",
    "passwords.ask": "/password/forgotten",
    "passwords.choose": "/password/{link}",
    "accessibility.show": "/accessibility",
    "accessibility.ask": "/accessibility/feedback",
    "accessibility.thank": "/accessibility/feedback/thanks",
    "imports.ask": "/portfolio/import",
    "programmes.index": "/programmes",
    "programmes.edit": "/programmes/1",
    "programmes.belongs": "/portfolio/1/belongs",
    "public_decisions.index": "/decisions",
    "public_decisions.show": "/decisions/1",
    "openness.ask": "/decisions/1/openness",
    "results.index": "/results",
    "results.of": "/results/karstula",
    "intake.ask": "/ehdota-ideaa",
    "intake.thank": "/ehdota-ideaa/kiitos",
    "follow.show": "/idea/{idea}",
    "stationery.show": "/meetings/1/papers/agenda",
    "stationery.index": "/templates",
    "stationery.edit": "/templates/agenda/fi",
    "documents.ask": "/documents/new?meeting=1",
    "documents.show": "/documents/1",
    "inbox.home": "/",
    "inbox.show": "/inbox?tab=groups",
    "search.show": "/search?q=puu",
    "quick_idea.ask": "/ideas/new",
    "tasks.show": "/tasks/{task}",
    "start.show": "/start",
    "start.ask": "/start/errand",
    "instances.index": "/projects",
    "instances.show": "/projects/1",
    "lives.show": "/projects/1/life",
    "deployed_tables.show": "/processes/{funding}/tables/funding_rules?rule=1",
    "ideas.index": "/ideas",
    "ideas.show": "/ideas/1",
    "calendar.show": "/calendar",
    "meetings.index": "/meetings",
    "meetings.show": "/meetings/1",
    "meeting_run.show": "/meetings/1/run",
    "knowledge.index": "/knowledge",
    "knowledge.show": "/knowledge/{entry}",
    "knowledge.ask": "/knowledge/new",
    "knowledge.edit": "/knowledge/{entry}/edit",
    "portfolio.index": "/portfolio",
    "portfolio.entries": "/portfolio/list",
    "appropriation.show": "/portfolio/appropriation",
    "sheets.show": "/portfolio/1/sheet",
    "sheets.book": "/portfolio/booklet",
    "preparations.show": "/m/{personal}",
    "preparations.show_for": "/meetings/1/members/anna",
    "occurrences.show": "{day}",
    "calls.index": "/calendar/calls",
    "calls.ask": "/calendar/calls/new",
    "calls.edit": "/calendar/calls/1",
    "feeds.show": "/calendar/subscription",
    "definitions.index": "/processes",
    "definitions.show": "/processes/1",
    "figures.show": "/processes/errand/figures",
    "figures.waits": "/processes/errand/figures/waits",
    "drafts.show": "/processes/idea/draft",
    "beginnings.ask_stage": "/processes/new/stage",
    "beginnings.ask_body": "/processes/new/body",
    "remarks.show": "/processes/idea/remarks",
    "diagram_editor.show": "/processes/idea/drawing",
    "table_editor.show": "/processes/idea/table",
    "table_editor.edit": "/processes/idea/table/filter_idea",
    "table_additions.ask": "/processes/idea/table/filter_idea/after",
    "sources.show": "/processes/idea/source/idea.bpmn",
    "publishing.show": "/processes/idea/publish",
    "migration.show": "/processes/idea/migration",
    "comparison.show": "/processes/idea/comparison",
    "trials.show": "/processes/idea/trial",
    "trial_forms.ask": "/processes/idea/trial/begin/idea/idea_sent",
    "trial_forms.task": "/processes/idea/trial/task/filter_idea/0",
    "outlook.show": "/processes/idea/outlook",
    "forms.index": "/processes/idea/forms",
    "forms.show": "/processes/idea/forms/idea",
    "form_fields.edit": "/processes/idea/forms/idea/fields/5",
    "tables.index": "/processes/idea/tables",
    "table_columns.show": "/processes/idea/tables/area_owner/columns",
    "tables.show": "/processes/idea/tables/area_owner",
    "dmn_editor.show": "/processes/idea/dmn/area_owner.dmn?decision=area_owner",
    "account.show": "/account",
    "second_factor.show": "/account/second-factor",
    "login_code.show": "/login/code",
    "notices.show": "/notices",
    "deputies.show": "/account/deputies",
    "managers.ask": "/projects/{managed}/manager",
    "roles.index": "/roles",
    "roles.show": "/roles/advisors",
    "handing_over.show": "/account/hand-over",
    "handing_over.show_for": "/people/anna/hand-over",
    "deputies.show_for": "/people/anna/deputies",
    "rights.show": "/rights",
    "administration.index": "/disturbances",
    "operations.show": "/operations",
    "operations.instances": "/operations/instances?status=active",
    "audit_log.show": "/log",
    "verification.show": "/log/verification",
    "evidence.show": "/projects/1/evidence",
    "repairs.show": "/projects/1/repair",
    "retention.show": "/retention",
    "people.index": "/people",
    "people.ask": "/people/invite",
    "people.show": "/people/anna",
    "personal_data.show": "/account/data",
    "personal_data.show_for": "/people/anna/data",
    "service_accounts.index": "/service-accounts",
    "service_accounts.ask": "/service-accounts/new",
    "service_accounts.show": "/service-accounts/jems",
    "web_hooks.index": "/web-hooks",
    "web_hooks.ask": "/web-hooks/new",
    "web_hooks.show": "/web-hooks/1",
    "interface.show": "/api",
}
DAY = "/calendar/days/gathering/begin/20270209T220000Z"  # The tenth of February, as Helsinki begins it.
STATES = {
    "a value to be set right": "/projects/1/repair?act=set",
    "a step to begin again at": "/projects/1/repair?act=restart",
    "a matter's first step": "/projects/1/life?at=1",
    "before a matter began": "/projects/1/life?day=2020-01-01",
    "recusals in a life": "/projects/1/life?kind=recusal",
    "nothing in the log": "/log?since=2020-01-01&until=2020-01-02",
    "what one did": "/log?person=anna&kind=completed",
    "figures of what never ran": "/processes/peloton/figures",
    "a secret decision": "/decisions/2",
    "no decision found": "/decisions?q=xyzzy&body=advisors",
    "empty inbox": "/inbox?tab=done",
    "narrowed inbox": "/inbox?tab=groups&q=asia&due=late",
    "nothing fits in the inbox": "/inbox?q=xyzzy",
    "own tasks": "/inbox?tab=mine",
    "waiting for others": "/inbox?tab=waiting",
    "found nowhere": "/search?q=xyzzy",
    "found of one kind": "/search?q=puu&kind=projects",
    "late task with decisions": "/tasks/{late}",
    "somebody else's task": "/tasks/{theirs}",
    "done task": "/tasks/{done}",
    "nothing in the portfolio": "/portfolio/list?q=nothing",
    "found by name": "/projects?q=kaukol",
    "found by no name": "/projects?q=xyzzy&show=ended",
    "nothing ended": "/projects?show=ended",
    "meetings that were held": "/meetings?show=held",
    "found in the knowledge bank": "/knowledge?q=hankkeiden&kind=lesson",
    "an earlier version": "/knowledge/{entry}?version=1",
    "no idea found": "/ideas?q=xyzzy",
    "nothing found": "/knowledge?q=xyzzy",
    "no such page": "/no/such/page",
    "trial not begun": "/processes/peloton/trial",
    "what comes by the calendar": "/processes/peloton/outlook",
    "used link": "/password/used",
}
PUBLIC = {"login.show", "passwords.ask", "passwords.choose", "accessibility.show", "preparations.show"}
PUBLIC |= {"accessibility.ask", "accessibility.thank"}
PUBLIC |= {"intake.ask", "intake.thank", "follow.show", "results.index", "results.of"}
PUBLIC |= {"public_decisions.index", "public_decisions.show"}
# Only a meeting that runs has a secretary; this one only stands in its table.
REFUSED = {"preparations.show_for"}
NOT_PAGES = {
    "audit_log.export",
    "audit_log.export_for_mining",
    "evidence.download",
    "personal_data.download",
    "personal_data.download_for",
    *(f"api.{one.name}" for one in OPERATIONS),
    "api.describe_interface",
    "definitions.diagram",
    "comparison.diagram",
    "documents.download",
    "drafts.download",
    "drafts.follow",
    "feeds.mine",
    "feeds.of_body",
    "feeds.theirs",
    "health.metrics",
    "health.ready",
    "health.show",
    "imports.template",
    "meetings.calendar",
    "portfolio.export",
    "provider_login.callback",
    "public_decisions.feed",
    "public_decisions.site_map",
    "provider_login.go",
    "preparations.paper",
    "remarks.follow",
    "static",
    "stationery.bundle",
    "stationery.download",
}


def plan_meeting(unit: UnitOfWork) -> None:
    """The advisors are to meet, and have an item."""
    connection = unit.write()
    names = {"key": "advisors", "name": "Neuvojat", "chair_group": "advisors", "secretary_group": "advisors"}
    connection.execute(insert(body).values(names))
    one = {"body": "advisors", "number": 1, "status": "called", "procedure": "meeting"}
    connection.execute(insert(meeting).values(one | {"place": "Karstula", "starts_at": A_MONDAY + timedelta(days=30)}))
    item = {"body": "advisors", "kind": "proposal", "title": "Kaukolämpö", "business_key": "errand/1"}
    connection.execute(insert(agenda_item).values(item | {"proposed_at": A_MONDAY, "meeting_id": 1, "position": 1}))
    kind, publicity = documents.Kind.ANNEX, documents.Publicity.INTERNAL
    filing = documents.Filing("Liite 1", kind, "liite.txt", publicity, documents.Retention.PROJECT, meeting_id=1)
    documents.add_document(connection, filing, BytesIO(b"Liite"), "bo", A_MONDAY)


def decide_openly(unit: UnitOfWork) -> None:
    """A meeting that is over, with a decision that is partly secret, and one of which only that is known."""
    connection = unit.write()
    one = {"body": "advisors", "number": 2, "status": "closed", "procedure": "meeting", "minutes": "Muistio"}
    connection.execute(insert(meeting).values(one | {"id": 2, "starts_at": A_MONDAY - timedelta(days=30)}))
    for number, title in enumerate(("Sahan laajennus", "Laitteen hankinta"), 1):
        item = {"body": "advisors", "kind": "proposal", "title": title, "business_key": f"errand/{70 + number}"}
        about = {"id": 70 + number, "proposed_at": A_MONDAY, "meeting_id": 2, "position": number, "outcome": "approved"}
        connection.execute(insert(agenda_item).values(item | about))
        made = Decision(
            item["business_key"], "proposal", "approved", (A_MONDAY - timedelta(days=30)).date(),
            agenda_item_id=70 + number, conditions="Kaksi yritystä lisää.", meeting_id=2,
            grounds="Kone maksaa 45 000 euroa, minkä Maija Mylläri kertoi. Seudun etu.",
        )  # fmt: skip
        secret = {"part": "passage", "passage": "Kone maksaa 45 000 euroa", "ground": "24.1.20"}
        openly = (
            Openly("partly", (secret,)) if number == 1 else Openly("secret", ({"part": "whole", "ground": "24.1.20"},))
        )
        record_decision(connection, made, openly, A_MONDAY)


def furnish(world: World) -> dict[str, object]:
    """A meeting, an errand that is late, one that is still with its sender, a link, an entry of the knowledge bank."""
    draw_clock(world)
    world.here.database.transact(keep_a_call)
    here, anna = world.here, Actor("anna", frozenset({"advisors"}))
    here.database.transact(plan_meeting)
    done = world.start_errand("anna")
    here.database.transact(lambda unit: here.engine.complete(unit, done, ERRAND, by=anna))
    late = world.task_of(1)
    here.database.transact(talk)
    load_portfolio(world)
    world.clock.travel(timedelta(days=17))
    theirs = world.start_errand("bo")
    with here.database.read() as connection:
        account = find_account(connection, "anna", here.today())
    assert account is not None
    link = here.database.transact(lambda unit: send_link(unit.write(), account, Purpose.RESET, "", here.clock.now()))
    entry = here.database.transact(lambda unit: learn(unit.write(), here.clock.now()))
    personal = here.database.transact(lambda unit: make_personal_link(unit.write(), 1, "anna", here.clock.now()))
    idea = here.database.transact(lambda unit: bring_idea(world, unit))
    here.database.transact(decide_openly)
    managed = here.database.transact(manage_project)
    here.database.transact(lambda unit: try_idea(unit.write(), here.clock.now()))
    here.database.transact(lambda unit: let_in(unit.write(), here.clock.now()))
    with here.database.read() as connection:
        funding = here.engine.definitions.newest(connection, "funding")
    links = {"managed": managed, "link": link.rpartition("/")[2], "personal": personal, "day": DAY, "idea": idea}
    links |= {"funding": funding}
    return {"done": done, "late": late, "theirs": theirs, "task": late, "entry": entry} | links


def talk(unit: UnitOfWork) -> None:
    """Two comments on the errand, one of them taken back; Bo looks at its task."""
    for at, text in enumerate(("Onko **lupa** jo, @Cecilia Crane?", "Harkitsematon sana")):
        add_comment(unit.write(), 1, text, by="bo", mentions=["cecilia"], request_key=f"{at:032}", now=A_MONDAY)
    remove_comment(unit.write(), 2, "bo", A_MONDAY)


def manage_project(unit: UnitOfWork) -> int:
    """The errand that is under way is a project's, which Anna manages; its number."""
    connection = unit.write()
    values = {"name": "Lähiruoka", "status": "active", "origin": "process", "summary": "", "manager": "anna"}
    connection.execute(insert(project).values(values | {"business_key": "errand/1"}))
    under_way = select(instance.c.id).where(instance.c.business_key == "errand/1")
    return connection.scalar(under_way) or 0


def bring_idea(world: World, unit: UnitOfWork) -> str:
    """The region's own diagrams, and an idea from outside; the secret of its private link."""
    here, connection = world.here, unit.write()
    here.engine.deploy(unit, read_folder(ROOT / "bpmn"), by=Actor("cecilia"), note="The region's")
    contact = Contact("Maija Mylläri", "Kylämylly Oy", "maija@kylamylly.invalid", "fi")
    proposer = keep_proposer(connection, "idea/1", contact, digest("a secret"), here.clock.now())
    need = "Ravintolat eivät löydä kylien ruokatuottajia."
    idea = {"title": "Lähiruokapolku", "need": need, "area": "innovations", "proposer": proposer, "origin": "public"}
    here.engine.send(unit, "idea_sent", correlation="", business_key="idea/1", payload=idea, by=Actor(proposer))
    return "a secret"


def try_idea(connection: Connection, now: datetime) -> None:
    """An idea that is only tried: it has been described, and waits for the owner of its area."""
    answers = {"title": ["Koe"], "area": ["skills"], "direction": ["bottom_up"], "need": ["Tarvitaan kokeita."]}
    record = Record("idea", now, "cecilia", inputs=(Complete("describe_idea", answers),))
    keep_run(connection, "idea", "cecilia", record, now)


def let_in(connection: Connection, now: datetime) -> None:
    """A funder's program, with a token, and its web hook."""
    account = create_service_account(connection, "jems", "Jems", [Scope.READ], ["advisors"], "cecilia", now)
    make_token(connection, account, "Rahoittajan palvelin", timedelta(days=90), "cecilia", now)
    make_hook(connection, "https://jems.example.fi/events", [EventKind.INSTANCE_ENDED], bytes(16), "cecilia", now)


def learn(connection: Connection, now: datetime) -> int:
    """A secret lesson in its second version."""
    text = "# Opit\n\nHanke *päättyi*, ja yritykset saivat\n\n- tilauksia\n- [verkoston](https://example.fi/)"
    wording = Wording(
        Kind.LESSON,
        "Puualan verkoston opit",
        text,
        themes=("puuala", "verkostot"),
        publicity=Publicity.SECRET,
        secrecy_grounds="JulkL 24 §: liikesalaisuus",
        readers=("advisors", ADMINISTRATOR),
    )
    number = knowledge.add(connection, wording, Writing("cecilia", now, now.date()))
    knowledge.change(connection, number, wording, Writing("cecilia", now, now.date()))
    return number
