"""What people answer on the way, in the order of the lifecycle."""

from datetime import date, timedelta

from webapp.demonstration import Stage

ADVISOR, OWNER, COORDINATOR, CHAIR = "neuvoja.witas", "omistaja.witas", "koordinaattori", "rmg.puheenjohtaja"
MANAGER, STEERING = "projekti.witas", "rmg.karstula"
PELOTON = ("omistaja.ks", "omistaja.poke", "omistaja.ssyp", "omistaja.witas", "yritysjasen.matkailu", "yritysjasen.metsa")


def propose_idea(stage: Stage, title: str, number: int, area: str = "innovations") -> int:
    """An advisor enters an idea; the number of its instance."""
    begun = stage.start(ADVISOR, "idea", f"idea/{number}", proposer=ADVISOR)
    stage.do(
        ADVISOR,
        "describe_idea",
        title=title,
        area=area,
        direction="bottom_up",
        need="Puualan yritykset tarvitsevat yhteistä tuotekehitystä.",
        enterprises="Kahdeksan puualan yritystä",
    )
    return begun


def filter_idea(stage: Stage, title: str, outcome: str, owner: str = OWNER, area: str = "innovations") -> None:
    """The owner of the area scores an idea and says how it goes on."""
    scores = [
        {"criterion": criterion, "score": 4}
        for criterion in ("enterprise_need", "strategy_fit", "effectiveness", "feasibility", "novelty")
    ]
    stage.do(
        owner, "filter_idea", title, scores=scores, filtering_grounds="Ketkä yritykset ovat mukana?", area=area,
        filtering=outcome,
    )  # fmt: skip


def prepare_proposal(stage: Stage, title: str, owner: str = OWNER, external: bool = False) -> None:
    """The owner prepares the proposal: a small regional project of eighteen months."""
    stage.do(
        owner,
        "prepare_proposal",
        title,
        summary="Kehitetään yhteinen tuotekehityspalvelu.",
        starts_on=date(2027, 9, 1),
        ends_on=date(2029, 2, 28),
        municipalities=["karstula", "saarijarvi", "viitasaari", "pihtipudas"],
        costs=[{"line": "salaries", "amount": "150000,00"}, {"line": "flat_rate", "amount": "60000,00"}],
        financing=[
            {"source": "Seudun kunnat", "kind": "municipal", "amount": "190000,00"},
            {"source": "WITAS", "kind": "own", "amount": "20000,00"},
        ],
        total_cost="210 000,00",
        external_funder=external,
        state_aid="none",
        partners=[{"name": "POKE", "country": "Suomi", "role": "Koulutus"}],
        indicators=[{"name": "Yrityksiä mukana", "baseline": 0, "target": 20}],
        sustainability="positive",
        risks=[{"risk": "Yritykset eivät lähde mukaan", "answer": "Aiesopimukset ennen alkua"}],
    )


def hold_meeting(
    stage: Stage,
    body: str,
    convenor: str,
    number: int,
    said: dict[str, str],
    *,
    secretary: str = COORDINATOR,
    chair: str = CHAIR,
    conditions: str = "",
    disqualified: dict[str, str] | None = None,
    members: tuple[str, ...] = (),
) -> int:
    """A body meets in two weeks and says these outcomes of its items by title; the number of the instance."""
    meeting = stage.start(convenor, "meeting", f"meeting/{body}/{number}", body=body, procedure="meeting")
    day = stage.today + timedelta(days=14)
    stage.do(
        convenor, "plan_meeting", meeting_date=day, meeting_time="09:00", place="Viitasaari", procedure="meeting",
        agenda_closes=stage.today + timedelta(days=4),
    )  # fmt: skip
    stage.travel(timedelta(days=5))
    keys = _keys(stage, meeting, "waiting", "value")
    stage.do(convenor, "confirm_agenda", agenda_items=list(keys), agenda_decision="confirm")
    if members:
        _give_opinions(stage, meeting, members, disqualified or {})
    stage.travel(timedelta(days=10))
    present = list(members) or [chair]
    stage.do(secretary, "hold_meeting", present=present, chair=present[0], quorate=True, inspectors=[present[0]])
    for _ in said:
        row = next(row for row in stage.waiting(secretary) if row.element == "decide_item" and row.instance_id == meeting)
        matter = _task_data(stage, row.task_id, secretary)["matter"]["title"]
        outcome = next(outcome for title, outcome in said.items() if title in matter)
        stage.do_task(secretary, row.task_id, item_outcome=outcome, item_conditions=conditions, item_grounds="Seudun etu.")
    minutes = next(row for row in stage.waiting(secretary) if row.element == "write_minutes")
    draft = _task_data(stage, minutes.task_id, secretary)["minutes_draft"]["text"]
    stage.do(secretary, "write_minutes", minutes_text=draft)
    stage.do(present[0], "inspect_minutes", inspection="accept")
    return meeting


def _give_opinions(stage: Stage, meeting: int, members: tuple[str, ...], disqualified: dict[str, str]) -> None:
    for member in members:
        row = next(row for row in stage.waiting(member) if row.element == "declare_disqualification")
        matters = _task_data(stage, row.task_id, member)["agenda"]["matters"]
        excluded = [one["key"] for one in matters if disqualified.get(member, "?") in one["title"]]
        stage.do_task(member, row.task_id, disqualified=excluded)
        while own := [row for row in stage.waiting(member) if row.element == "give_opinion" and row.instance_id == meeting]:
            stage.do_task(
                member,
                own[0].task_id,
                scores=[
                    {"criterion": "enterprise_orientation", "score": 5},
                    {"criterion": "innovativeness", "score": 4},
                    {"criterion": "priority", "score": 3},
                ],
                recommendation="support",
                statement="Yrityslähtöinen ja rohkea.",
            )


def _keys(stage: Stage, instance: int, variable: str, field: str) -> list[str]:
    with stage.database.read() as connection:
        data = stage.engine.instance(connection, instance).data
    return [one[field] for one in data[variable]]


def _task_data(stage: Stage, task: int, person: str) -> dict:
    by = stage.actor(person)
    with stage.database.read() as connection:
        return dict(stage.engine.task(connection, task, by=by).data)
