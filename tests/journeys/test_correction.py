"""An error in a decision is corrected by a new decision that names it; the earlier one stays as it was."""

from sqlalchemy import select

from tests.journeys.asking import elements, incidents, letters
from tests.journeys.meetings import COORDINATOR, data_at, do_in
from tests.journeys.steps import ADVISOR, RMG, decide
from webapp.demonstration import Stage
from webapp.lifecycle.schema import decision

TITLE, ERROR = "Puualan kehittämisverkosto", "Kuntien lukumäärä on väärin."


def test_a_corrected_decision_names_the_error_and_the_decision_that_it_corrects(stage: Stage) -> None:
    decide(stage, TITLE)
    number = stage.start(COORDINATOR, "correction", "correction/1", corrector=COORDINATOR)
    options = data_at(stage, number, COORDINATOR, "write_correction")["decisions"]
    mine = next(row["value"] for row in options if TITLE in row["label"])  # The newest: the RMG's.
    answers = {"decision": mine, "decision_error": ERROR, "corrected_grounds": "Viisi kuntaa on mukana."}

    do_in(stage, number, COORDINATOR, "write_correction", **answers)
    do_in(stage, number, RMG[0], "approve_correction", correction_approval="return")
    do_in(stage, number, COORDINATOR, "write_correction", **answers)
    do_in(stage, number, RMG[0], "approve_correction", correction_approval="approve")

    with stage.database.read() as connection:
        earlier = connection.execute(select(decision).where(decision.c.id == mine)).one()
        corrected = connection.execute(select(decision).where(decision.c.corrects == mine)).one()
    assert (earlier.grounds, earlier.error) == ("Seudun etu.", None)
    assert (corrected.grounds, corrected.error) == ("Viisi kuntaa on mukana.", ERROR)
    assert (corrected.business_key, corrected.outcome) == (earlier.business_key, earlier.outcome)
    for person in (ADVISOR, RMG[1], "omistaja.witas"):
        assert f"Päätöstä on korjattu: {TITLE}" in letters(stage, person)
    assert "write_correction" not in elements(stage, COORDINATOR)
    assert incidents(stage) == []
