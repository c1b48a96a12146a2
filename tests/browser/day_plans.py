"""What each of the twelve does on the day of work, without mishaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Event

from tests.browser.colleagues import Colleague, Deed, task_in
from tests.browser.day_answers import (
    ADVISORS,
    AGREED,
    AWAY,
    FILTER,
    LOST,
    PREPARE,
    SSYP,
    WITAS,
    Answers,
    agreed_with,
    filtering,
    idea,
    proposal,
    spoken,
    titled,
)
from webapp.demonstration import DEMONSTRATORS


@dataclass
class Day:
    """What everybody shares on this day: the site, what was done so far, and when the afternoon begins."""

    address: str
    deeds: list[Deed] = field(default_factory=list)
    afternoon: Event = field(default_factory=Event)

    def colleague(self, name: str) -> Colleague:
        """Somebody who has logged in without scripts."""
        return Colleague(self.address, name).log_in()


def advise(day: Day, me: Colleague) -> None:
    """Three ideas, one of them supplemented; in the afternoon an event of an industry."""
    for number in (1, 2, 3):
        if (me.name, number) != LOST:
            day.deeds.append(me.do(task_in(me.start("idea").address), idea(me.name, number)))
    title = titled(me.name, 2)
    more = {"title": title, "need": spoken("Tarve", title), "supplement": spoken("Täydennys", title)}
    day.deeds.append(me.do(me.task_called("Täydennä ideaa", title), more))
    day.afternoon.wait()
    industry = f"Toimiala {me.name}"
    me.start("trends_techs", {"industry": industry})
    plan: Answers = {
        "event_date": date(2040, 2, 29),
        "place": "Viitasaari, Areena",
        "programme": spoken("Ohjelma", industry),
        "invited": ["advisor", "project_manager"],
    }
    day.deeds.append(me.do(me.task_called("Järjestä tilaisuus", industry), plan))


def own(day: Day, me: Colleague) -> None:
    """The ideas of one's own area, and where one stands in for somebody, those of theirs."""
    filter_ideas(day, me, {WITAS: ADVISORS[0], SSYP: ADVISORS[2]}[me.name], (1, 2, 3))
    if me.name == SSYP:
        filter_ideas(day, me, ADVISORS[1], (2, 3), AWAY)
        day.afternoon.wait()
        for advisor, whose in ((ADVISORS[2], None), (ADVISORS[1], AWAY)):
            title = titled(advisor, 1)
            task = me.task_called(PREPARE, title, DEMONSTRATORS[whose] if whose else "")
            day.deeds.append(me.do(task, proposal(title), whose))


def filter_ideas(day: Day, me: Colleague, advisor: str, numbers: Sequence[int], whose: str | None = None) -> None:
    """Judge an advisor's ideas; the second is to be supplemented, and is dropped when it was."""
    said_of = [(number, "supplement" if number == 2 else "prepare") for number in numbers]
    for number, said in (*said_of, (2, "drop")):
        title = titled(advisor, number)
        task = me.task_called(FILTER, title, DEMONSTRATORS[whose] if whose else "")
        day.deeds.append(me.do(task, filtering(advisor, title, said), whose))


def coordinate(day: Day, me: Colleague) -> None:
    """Is the programme to be reviewed?  And a meeting of the owners."""
    me.start("programme")
    judged: Answers = {"review_grounds": spoken("Arvio", "ohjelma"), "review": "none"}
    day.deeds.append(me.do(me.task_called("Arvioi tarkistustarve", ""), judged))
    day.afternoon.wait()
    me.start("owners_meeting", {"procedure": "meeting"})
    planned: Answers = {
        "meeting_date": date(2040, 1, 19),
        "meeting_time": "09:30",
        "place": "Äänekoski & etäyhteys",
        "procedure": "meeting",
        "agenda_closes": date(2040, 1, 14),
    }
    day.deeds.append(me.do(me.task_called("Sovi kokouksesta", "mistajien"), planned))


def do_actions(day: Day, me: Colleague) -> None:
    """What a meeting agreed, the last of it in the afternoon."""
    count = AGREED[me.name]
    for number in range(1, count + 1):
        if number == count:
            day.afternoon.wait()
        title = agreed_with(me.name, number)
        day.deeds.append(me.do(me.task_called("Tee sovittu tehtävä", title), {"done_note": spoken("Tehtiin", title)}))
