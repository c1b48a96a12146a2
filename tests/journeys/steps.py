"""What people answer on the way, in the order of the lifecycle."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from webapp.demonstration import Stage
from webapp.demonstration.acting import Answer

ADVISOR, OWNER = "neuvoja.witas", "omistaja.witas"
MANAGER, STEERING = "projekti.witas", "rmg.karstula"
RMG = ("rmg.puheenjohtaja", "rmg.saarijarvi", "rmg.karstula")
OWNERS = ("omistaja.ks", "omistaja.poke", "omistaja.ssyp", "omistaja.witas")
PELOTON = (*OWNERS, "yritysjasen.matkailu", "yritysjasen.metsa")


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


def filter_idea(
    stage: Stage,
    title: str,
    outcome: str,
    area: str = "innovations",
    merged_into: str = "",
    scores: Sequence[int] = (4, 4, 4, 4, 4),
) -> int:
    """The owner of the area scores an idea and says how it goes on; the number of its instance."""
    criteria = ("enterprise_need", "strategy_fit", "effectiveness", "feasibility", "novelty")
    return stage.do(
        OWNER,
        "filter_idea",
        title,
        scores=[{"criterion": one, "score": score} for one, score in zip(criteria, scores, strict=True)],
        filtering_grounds="Ketkä yritykset ovat mukana?",
        area=area,
        direction="bottom_up",
        merged_into=merged_into,
        filtering=outcome,
    )


MUNICIPALITIES = ("karstula", "saarijarvi", "viitasaari", "pihtipudas")


def prepare_proposal(
    stage: Stage, title: str, external: bool = False, own: str = "20000,00", **otherwise: Answer
) -> None:
    """The owner prepares the proposal: a small regional project of eighteen months."""
    answers: dict[str, Answer] = {
        "summary": "Kehitetään yhteinen tuotekehityspalvelu.",
        "starts_on": date(2027, 9, 1),
        "ends_on": date(2029, 2, 28),
        "municipalities": list(MUNICIPALITIES),
        "cost_model": "flat_40",
        "costs": [{"line": "salaries", "amount": "150000,00"}, {"line": "flat_rate", "amount": "60000,00"}],
        "financing": [
            {"source": "Seudun kunnat", "kind": "municipal", "amount": "190000,00"},
            {"source": "WITAS", "kind": "own", "amount": own},
        ],
        "municipal_shares": [{"municipality": one, "amount": "47500,00"} for one in MUNICIPALITIES],
        "external_funder": external,
        "state_aid": "none",
        "legal_decider": "host_municipality",
        "partners": [{"name": "POKE", "country": "Suomi", "role": "Koulutus"}],
        "indicators": [{"name": "Yrityksiä mukana", "baseline": 0, "target": 20}],
        "sustainability": "positive",
        "sustainability_text": "Puu korvaa muita rakennusaineita.",
        "risks": [{"risk": "Yritykset eivät lähde mukaan", "answer": "Aiesopimukset ennen alkua"}],
    }
    stage.do(OWNER, "prepare_proposal", title, **(answers | otherwise))


def fund(stage: Stage, title: str, decision: str = "grant") -> None:
    """The RMG's secretary records what was decided of the municipal share."""
    stage.do(
        COORDINATOR,
        "decide_share",
        title,
        municipal_amount="190000,00",
        municipal_conditions="Kaksi yritystä lisää.",
        legal_decider="host_municipality",
        funding_grounds="Pieni seutuhanke.",
        share_decision=decision,
    )


COSTS = [{"line": "salaries", "amount": "150000,00"}, {"line": "flat_rate", "amount": "60000,00"}]
FINANCING = [
    {"source": "Seudun kunnat", "kind": "municipal", "amount": "190000,00"},
    {"source": "WITAS", "kind": "own", "amount": "20000,00"},
]


def plan(starts_on: date, ends_on: date, **changed: Answer) -> dict[str, Answer]:
    """A plan's answers: what the proposal had, with its work and how often it reports."""
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "status_months": 3,
        "interim_months": 6,
        "work_packages": [{"name": "Kehittämispalvelu", "content": "Palvelun rakentaminen"}],
        "activities": [{"name": "Aloitustilaisuus", "kind": "kick_off", "package": 1}],
        "costs": COSTS,
        "financing": FINANCING,
        "indicators": [{"name": "Yrityksiä mukana", "baseline": 0, "target": 20}],
        **changed,
    }


def begin_project(stage: Stage, title: str, starts_on: date, ends_on: date, **changed: Answer) -> int:
    """The owner names the people, the manager plans, the steering group approves; the number of the instance."""
    number = stage.do(
        OWNER,
        "appoint_team",
        title,
        project_manager=MANAGER,
        steering_group=[STEERING, "yritysjasen.metsa"],
        steering_chair=STEERING,
    )
    stage.do(MANAGER, "plan_project", title, **plan(starts_on, ends_on, **changed))
    stage.do(STEERING, "approve_plan", title, plan_approval="approve")
    return number


def write_report(stage: Stage, title: str, **more: Answer) -> None:
    """The manager writes the report that is open; the steering group accepts it and the owner reads it."""
    stage.do(
        MANAGER,
        "write_report",
        title,
        report_status="on_schedule",
        report_summary="Palvelu rakentuu, 12 yritystä mukana.",
        report_costs=[{"line": "salaries", "spent": "30000,00"}, {"line": "flat_rate", "spent": "15000,00"}],
        **more,
    )
    stage.do(STEERING, "review_report", title, report_review="accept")
    stage.do(OWNER, "read_report", title, reading_note="Etenee hyvin.")


def report_deviation(stage: Stage, title: str, business_key: str, judged: str) -> None:
    """The manager reports a deviation and the owner judges whether it is material."""
    describe_deviation(stage, title, business_key)
    stage.do(
        OWNER, "assess_deviation", title, assessment_grounds="Siirtää koko aikataulua.", deviation_assessment=judged
    )


def describe_deviation(stage: Stage, title: str, business_key: str, **more: Answer) -> None:
    """The manager notices a deviation and describes it."""
    stage.tell(MANAGER, "deviation_noticed", business_key)
    described = {
        "deviation_kind": "schedule",
        "deviation_severity": "considerable",
        "deviation_text": "Kone myöhästyy neljä kuukautta.",
        "deviation_proposal": "Siirretään pilotti syksyyn.",
    }
    stage.do(MANAGER, "report_deviation", title, **{**described, **more})


def request_change(stage: Stage, title: str, starts_on: date, ends_on: date, **changed: Answer) -> int:
    """The manager asks for another plan; the number of the instance."""
    asked = {
        "change_scope": "shared",
        "change_reason": "Laite myöhästyi.",
        "change_starts_on": stage.today + timedelta(days=30),
    }
    return stage.do(MANAGER, "request_change", title, **asked, **plan(starts_on, ends_on, **changed))


def decide(stage: Stage, title: str, outcome: str = "approved", external: bool = False, number: int = 1) -> int:
    """An idea goes the straight way until the RMG has said this of it; the number of its instance."""
    idea = propose_idea(stage, title, number)
    decide_idea(stage, title, outcome, external)
    return idea


def decide_idea(
    stage: Stage, title: str, outcome: str = "approved", external: bool = False, convenor: str = "omistaja.ks"
) -> None:
    """An idea that waits for its filtering goes the straight way until the RMG has said this of it.

    `convenor` is whose turn it is to call Peloton.
    """
    filter_idea(stage, title, "prepare")
    prepare_proposal(stage, title, external=external)
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {title: "proceed"}, OWNERS))
    hold_meeting(stage, Sitting("peloton", "Peloton", convenor, {title: "support"}, PELOTON))
    stage.do(OWNER, "finish_proposal", title, assessment="Yrityslähtöinen.", proposed_decision="approve")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {title: outcome}, RMG))
