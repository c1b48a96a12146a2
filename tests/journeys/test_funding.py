"""Municipal money, and an outside funder who says yes, no, or nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine import InstanceStatus, InvalidSubmission
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import COORDINATOR, OWNER, RMG, decide, fund
from webapp.demonstration import Stage
from webapp.lifecycle import appropriation
from webapp.lifecycle.schema import decision, funder_decision, funder_source, project

TITLE = "Puualan kehittämisverkosto"


def test_a_positive_decision_of_the_funder_confirms_the_municipal_share(stage: Stage) -> None:
    idea = _apply(stage)
    assert phase_of(stage, idea) == "Rahoitus"
    with stage.database.read() as connection:
        assert appropriation.standing(connection, stage.today.year).reserved == Decimal(190_000)

    stage.tell(OWNER, "funder_positive", "idea/1")
    record_reply(stage, TITLE, "as_applied", "150000,00")

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        standing = appropriation.standing(connection, stage.today.year)
        assert (standing.available, standing.reserved, standing.granted) == (None, 0, Decimal(190_000))
        made = connection.execute(select(decision).where(decision.c.kind == "funding")).one()
        assert (made.outcome, made.legal_decider, made.diary_number) == ("granted", "host_municipality", None)
        assert connection.scalars(select(project.c.name)).all() == [TITLE]
    assert "appoint_team" in elements(stage, OWNER)


def test_a_negative_decision_returns_the_matter_and_refusal_releases_the_money(stage: Stage) -> None:
    idea = _apply(stage)

    stage.tell(OWNER, "funder_negative", "idea/1")
    record_reply(stage, TITLE, "refused", "0")
    assert "decide_share" not in elements(stage, COORDINATOR)  # The RMG says first what it thinks of it.
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {TITLE: "end"}, RMG))
    fund(stage, TITLE, "refuse")

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        assert appropriation.standing(connection, stage.today.year).reserved == 0
        assert connection.scalars(select(project.c.name)).all() == []


def test_a_smaller_decision_returns_to_the_rmg_and_the_share_is_granted_anew(stage: Stage) -> None:
    idea = _apply(stage)
    stage.tell(OWNER, "funder_positive", "idea/1")
    record_reply(stage, TITLE, "changed", "100000,00")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {TITLE: "continue_changed"}, RMG))

    fund(stage, TITLE)

    assert status_of(stage, idea) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        assert appropriation.standing(connection, stage.today.year).granted == Decimal(190_000)
        decided = connection.execute(select(funder_decision)).one()
        sources = connection.execute(select(funder_source.c.source, funder_source.c.amount)).all()
    assert (decided.number, decided.result, decided.amount) == ("EURA 2027/14", "changed", Decimal(100_000))
    assert sources == [("Euroopan aluekehitysrahasto", Decimal(100_000))]
    assert incidents(stage) == []


def test_the_funders_sources_make_up_what_it_granted(stage: Stage) -> None:
    _apply(stage)
    stage.tell(OWNER, "funder_positive", "idea/1")

    with pytest.raises(InvalidSubmission) as refused:
        record_reply(stage, TITLE, "as_applied", "150000,00", sources="140000,00")

    said = refused.value.errors["granted_sources"].replace("\u00a0", " ")
    assert said == "Rahoituslähteet: lähteiden summa 140 000,00 € ja myönnetty rahoitus 150 000,00 € eroavat."


def test_a_silent_funder_is_asked_after_sixty_days_and_a_request_is_completed(stage: Stage) -> None:
    _apply(stage)

    stage.travel(timedelta(days=61))
    assert f"Rahoittaja ei ole vastannut: {TITLE}" in letters(stage, OWNER)
    stage.tell(OWNER, "funder_asks", "idea/1")
    stage.do(OWNER, "complete_application", TITLE, completed_on=stage.today, completion="Aiesopimukset.")
    stage.tell(OWNER, "funder_positive", "idea/1")

    assert "record_reply" in elements(stage, OWNER)
    assert incidents(stage) == []


def test_a_share_above_what_the_rule_allows_is_refused_with_a_sentence(stage: Stage) -> None:
    decide(stage, TITLE)

    with pytest.raises(InvalidSubmission) as refused:
        stage.do(
            COORDINATOR,
            "decide_share",
            TITLE,
            municipal_amount="250000,00",
            legal_decider="company",
            funding_grounds="Liikaa.",
            share_decision="grant",
        )

    assert list(refused.value.errors) == ["municipal_amount"]


def _apply(stage: Stage) -> int:
    idea = decide(stage, TITLE, external=True)
    fund(stage, TITLE)
    stage.do(OWNER, "submit_application", TITLE, system="eura", applied_on=stage.today, applied_amount="150000,00")
    return idea


def record_reply(stage: Stage, title: str, result: str, amount: str, sources: str = "") -> None:
    """The owner records what the funder decided, all of it from one source unless `sources` says another sum."""
    stage.do(
        OWNER,
        "record_reply",
        title,
        funder_decision_number="EURA 2027/14",
        funder_decided_on=date(2027, 6, 1),
        granted_amount=amount,
        granted_sources=[{"source": "Euroopan aluekehitysrahasto", "amount": sources or amount}]
        if amount != "0"
        else [],
        funder_result=result,
    )
