"""A body's meeting: who assesses, who does not answer, what is corrected, what waits for the next time."""

from datetime import timedelta

from sqlalchemy import select

from engine import InstanceStatus
from tests.journeys.asking import elements, incidents, letters, phase_of, status_of
from tests.journeys.meetings import (
    COORDINATOR,
    SCORES,
    Sitting,
    confirm_agenda,
    data_at,
    do_in,
    gather,
    hold_meeting,
    minute,
    open_meeting,
    plan_meeting,
    say_of_each,
    tasks_in,
)
from tests.journeys.steps import OWNER, OWNERS, PELOTON, RMG, filter_idea, prepare_proposal, propose_idea
from webapp.demonstration import Stage
from webapp.lifecycle import agenda
from webapp.lifecycle.schema import agenda_item, attendance, inspector, meeting

TITLE, LATE, CONVENOR = "Puualan kehittämisverkosto", "Metsäkoneosaajat", "omistaja.ks"


def test_a_member_who_does_not_answer_is_reminded_and_does_not_hold_the_meeting_up(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = call_peloton(stage)
    one = "omistaja.ssyp"
    stage.do(one, "declare_disqualification", disqualified=[])
    stage.do(one, "give_opinion", scores=SCORES, recommendation="support_with_conditions", statement="Hyvä, mutta.")

    stage.travel(timedelta(days=10))

    assert letters(stage, "omistaja.poke").count("Ennakkoarviosi puuttuu: Peloton-ryhmä 1") == 2
    assert "Ennakkoarviosi puuttuu: Peloton-ryhmä 1" not in letters(stage, one)
    assert "declare_disqualification" not in elements(stage, "omistaja.poke")
    (matter,) = data_at(stage, number, COORDINATOR, "hold_meeting")["matters"]
    assert (matter["opinions"], matter["recommendations"]["support_with_conditions"]) == (1, 1)
    assert str(matter["mean"]) == "4.3"  # 3 × 5, 3 × 4 and 1 × 3, of 7.


def test_a_written_procedure_ends_as_soon_as_everybody_has_answered(stage: Stage) -> None:
    wait_for_peloton(stage)
    second = "omistaja.ssyp"  # The calendar's own meeting is the first.
    number = call_peloton(stage, second, "written")

    for member in PELOTON:
        assert phase_of(stage, number) == "Ennakkoarvio"
        do_in(stage, number, member, "declare_disqualification", disqualified=[])
        do_in(stage, number, member, "give_opinion", scores=SCORES, recommendation="support", statement="Hyvä.")

    assert tasks_in(stage, number, COORDINATOR, "hold_meeting")


def test_a_cancelled_meeting_leaves_its_items_to_the_next(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = open_meeting(stage, CONVENOR, "peloton", "Peloton")
    plan_meeting(stage, CONVENOR, number)
    stage.travel(timedelta(days=5))

    confirm_agenda(stage, CONVENOR, number, decision="cancel")

    assert status_of(stage, number) is InstanceStatus.COMPLETED
    with stage.database.read() as connection:
        assert connection.scalar(select(meeting.c.status).where(meeting.c.body == "peloton")) == "cancelled"
        assert connection.scalar(select(agenda_item.c.meeting_id).where(agenda_item.c.body == "peloton")) is None


def test_minutes_come_back_until_the_inspectors_accept_them_and_only_then_is_anything_sent(stage: Stage) -> None:
    idea = wait_for_peloton(stage)
    number = call_peloton(stage)
    stage.travel(timedelta(days=10))
    present = [CONVENOR, OWNER]
    gather(stage, number, present, inspectors=present)
    say_of_each(stage, number, {TITLE: "support"})
    do_in(stage, number, COORDINATOR, "write_minutes", minutes_text="Muisto")
    do_in(stage, number, CONVENOR, "inspect_minutes", inspection="return", inspection_note="Muistio")
    do_in(stage, number, OWNER, "inspect_minutes", inspection="accept")
    assert phase_of(stage, idea) == "Peloton-arvio"

    do_in(stage, number, COORDINATOR, "write_minutes", minutes_text="Muistio")
    for one in present:
        do_in(stage, number, one, "inspect_minutes", inspection="accept")

    assert phase_of(stage, idea) == "Päätösesitys"
    with stage.database.read() as connection:
        kept = connection.execute(select(meeting).where(meeting.c.body == "peloton", meeting.c.number == 1)).one()
        accepted = connection.scalars(select(inspector.c.accepted_at).where(inspector.c.meeting_id == kept.id)).all()
    assert (kept.status, kept.minutes, kept.quorate, kept.chair) == ("closed", "Muistio", True, CONVENOR)
    assert len(accepted) == 2
    assert None not in accepted


def test_a_standing_item_is_on_each_agenda_of_the_rmg_once(stage: Stage) -> None:
    for held in (1, 2):
        hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG))
        with stage.database.read() as connection:
            titles = connection.scalars(select(agenda_item.c.title).where(agenda_item.c.body == "rmg")).all()
        assert titles == ["SeutuPROVE:n toimeenpano"] * held
    assert incidents(stage) == []


def test_a_proposal_after_the_agenda_closed_goes_to_the_next_peloton(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = call_peloton(stage)
    put_to_peloton(stage, LATE)

    stage.travel(timedelta(days=10))
    gather(stage, number, PELOTON)
    say_of_each(stage, number, {TITLE: "support"})
    assert LATE not in minute(stage, number, [PELOTON[0]])

    following = open_meeting(stage, "omistaja.ssyp", "peloton", "Peloton")
    plan_meeting(stage, "omistaja.ssyp", following)
    stage.travel(timedelta(days=5))
    waiting = data_at(stage, following, "omistaja.ssyp", "confirm_agenda")["waiting"]
    assert [row["label"] for row in waiting] == [LATE]


def test_an_excluded_member_gets_no_task_and_the_minutes_say_so(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    wait_for_peloton(stage)
    number = call_peloton(stage)
    (matter,) = data_at(stage, number, OWNER, "declare_disqualification")["agenda"]["matters"]

    do_in(stage, number, OWNER, "declare_disqualification", disqualified=[matter["key"]],
          disqualification_grounds="Yhtiö on osakkaana")  # fmt: skip
    do_in(stage, number, CONVENOR, "declare_disqualification", disqualified=[])
    do_in(stage, number, CONVENOR, "give_opinion", scores=SCORES, recommendation="support", statement="Hyvä.")
    assert not tasks_in(stage, number, OWNER, "give_opinion")

    stage.travel(timedelta(days=10))
    late = "omistaja.ssyp"
    recusals = [{"person": late, "matter": matter["key"], "grounds": "Hakijan hallituksen jäsen"}]
    gather(stage, number, PELOTON, recusals=recusals)
    say_of_each(stage, number, {TITLE: "support"})
    text = minute(stage, number, [PELOTON[0]])

    assert (
        "Esteellisinä poissa: Kehittämisalueen omistaja, SSYP (Hakijan hallituksen jäsen), "
        "Kehittämisalueen omistaja, WITAS (Yhtiö on osakkaana)"
    ) in text
    assert incidents(stage) == []


def test_a_meeting_without_quorum_returns_its_items(stage: Stage) -> None:
    with_item = Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG)
    number = open_meeting(stage, RMG[0], "rmg", with_item.name)
    plan_meeting(stage, RMG[0], number)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, RMG[0], number)
    stage.travel(timedelta(days=10))

    gather(stage, number, [RMG[0]])  # One of four.

    assert not tasks_in(stage, number, COORDINATOR, "decide_item")
    text = minute(stage, number, [RMG[0]])
    assert "Kokous ei ollut päätösvaltainen eikä päättänyt asioista." in text
    assert "Asiat siirtyvät seuraavaan kokoukseen: SeutuPROVE:n toimeenpano." in text
    with stage.database.read() as connection:
        item = connection.execute(select(agenda_item).where(agenda_item.c.body == "rmg")).one()
        assert (item.meeting_id, item.outcome) == (None, None)
        assert connection.scalar(select(meeting.c.quorate).where(meeting.c.body == "rmg").limit(1)) is False
    assert incidents(stage) == []


def test_a_deputy_counts_and_an_expert_does_not(stage: Stage) -> None:
    number = open_meeting(stage, RMG[0], "rmg", "Seutujohtoryhmä")
    plan_meeting(stage, RMG[0], number)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, RMG[0], number)
    stage.travel(timedelta(days=10))

    others = [{"person": "neuvoja.ks", "role": "deputy"}, {"person": "neuvoja.witas", "role": "expert"}]
    departures = [{"person": "neuvoja.ks", "time": "10:30"}]
    gather(stage, number, [RMG[0]], substitutes=others, departures=departures)
    say_of_each(stage, number, {})
    text = minute(stage, number, [RMG[0]])

    assert "Kokous todettiin lailliseksi ja päätösvaltaiseksi." in text
    assert "Yritysneuvoja, KS – varajäsen – läsnä, poistui klo 10.30" in text
    assert "Kunnanjohtaja, Karstula – jäsen – poissa" in text
    assert "Seuraava kokous\nSeutujohtoryhmä kokoontuu" in text
    with stage.database.read() as connection:
        roles = connection.execute(select(attendance.c.person_id, attendance.c.role)).all()
    assert sorted(role for _, role in roles) == ["deputy", "expert", "member"]


def test_an_urgent_item_needs_the_consent_of_the_meeting(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = call_peloton(stage)
    put_to_peloton(stage, LATE)
    stage.travel(timedelta(days=10))
    (late,) = data_at(stage, number, COORDINATOR, "hold_meeting")["late"]

    gather(stage, number, PELOTON, urgent_items=[late["value"]], urgent_consent=True)
    say_of_each(stage, number, {TITLE: "support", LATE: "develop_further"})
    text = minute(stage, number, [PELOTON[0]])

    assert f"Kokous suostui ottamaan kiireellisenä käsiteltäväksi asian {LATE}." in text
    with stage.database.read() as connection:
        item = connection.execute(select(agenda_item).where(agenda_item.c.title == LATE)).one()
    assert (item.urgent, item.outcome) == (True, "develop_further")


def test_an_urgent_item_without_consent_waits(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = call_peloton(stage)
    put_to_peloton(stage, LATE)
    stage.travel(timedelta(days=10))
    (late,) = data_at(stage, number, COORDINATOR, "hold_meeting")["late"]

    gather(stage, number, PELOTON, urgent_items=[late["value"]], urgent_consent=False)

    titles = [row.subject for row in tasks_in(stage, number, COORDINATOR, "decide_item")]
    assert titles == [TITLE]


def test_a_withdrawn_item_is_skipped_and_the_minutes_say_so(stage: Stage) -> None:
    idea = wait_for_peloton(stage)
    number = call_peloton(stage)
    (matter,) = data_at(stage, number, OWNER, "declare_disqualification")["agenda"]["matters"]

    stage.tell(COORDINATOR, "withdrawal_noticed", _key_of(stage, number))
    do_in(stage, number, COORDINATOR, "note_withdrawal", withdrawn_item=matter["key"])
    assert phase_of(stage, idea) != "Peloton-arvio"  # Told at once, long before the meeting.

    stage.travel(timedelta(days=10))
    gather(stage, number, PELOTON)
    assert not tasks_in(stage, number, COORDINATOR, "decide_item")
    text = minute(stage, number, [PELOTON[0]])
    assert f"Esittäjä on perunut asian {TITLE}; sitä ei käsitelty." in text


def test_the_open_opinions_of_a_withdrawn_item_end_at_once_and_those_of_others_do_not(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    wait_for_peloton(stage)
    put_to_peloton(stage, LATE)
    number = call_peloton(stage)
    for member in (CONVENOR, OWNER):
        do_in(stage, number, member, "declare_disqualification", disqualified=[])
    assert _asked(stage, number, CONVENOR) == {TITLE, LATE}

    stage.tell("neuvoja.witas", "idea_withdrawn", "idea/1")  # The proposer takes it back, nobody at the meeting.

    assert [_asked(stage, number, one) for one in (CONVENOR, OWNER)] == [{LATE}, {LATE}]
    stage.tell(COORDINATOR, "withdrawal_noticed", _key_of(stage, number))
    late = next(one["key"] for one in data_at(stage, number, COORDINATOR, "note_withdrawal")["agenda"]["matters"]
                if one["title"] == LATE)  # fmt: skip
    do_in(stage, number, COORDINATOR, "note_withdrawal", withdrawn_item=late)
    assert [_asked(stage, number, one) for one in (CONVENOR, OWNER)] == [set(), set()]
    assert phase_of(stage, number) == "Ennakkoarvio"  # Four members have not declared themselves yet.
    assert incidents(stage) == []


def test_a_written_procedure_ends_when_the_last_opinion_that_was_missing_is_of_a_withdrawn_item(stage: Stage) -> None:
    wait_for_peloton(stage)
    number = call_peloton(stage, "omistaja.ssyp", "written")
    for member in PELOTON:
        do_in(stage, number, member, "declare_disqualification", disqualified=[])

    stage.tell("neuvoja.witas", "idea_withdrawn", "idea/1")

    assert tasks_in(stage, number, COORDINATOR, "hold_meeting")
    assert incidents(stage) == []


def _asked(stage: Stage, meeting: int, member: str) -> set[str | None]:
    return {row.subject for row in tasks_in(stage, meeting, member, "give_opinion")}


def _key_of(stage: Stage, instance: int) -> str:
    with stage.database.read() as connection:
        return stage.engine.instance(connection, instance).business_key


def wait_for_peloton(stage: Stage) -> int:
    """A proposal stands at Peloton's door."""
    idea = propose_idea(stage, TITLE, 1)
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    said = {TITLE: "proceed"}
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, said, OWNERS))
    return idea


def put_to_peloton(stage: Stage, title: str) -> None:
    """Another item comes to wait for Peloton."""
    stage.database.transact(
        lambda unit: agenda.propose(unit.write(), "peloton", "proposal", title, "idea/2", stage.clock.now())
    )


def call_peloton(stage: Stage, convenor: str = CONVENOR, procedure: str = "meeting") -> int:
    """Peloton is called to what waits for it; the number of its instance."""
    number = open_meeting(stage, convenor, "peloton", "Peloton", procedure)
    plan_meeting(stage, convenor, number, procedure)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, convenor, number)
    return number
