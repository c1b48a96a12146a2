"""The figures of a process in sentences: where time goes, what is late, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from engine.definitions import Definition
from engine.figures import Deviation, Figures, Forecast, LongWait, StepFigures
from engine.schema import instance
from webapp.life_words import duration
from webapp.localisation import gettext, language, ngettext

NARROWS, MOST_SENTENCES = timedelta(days=1), 3
"""From what median on a step is told to narrow the way; how many of them are told."""
FEW, MANY = 5, 20
WARMEST = 5


@dataclass(frozen=True)
class Outlook:
    """A run under way: `late` is positive when it is later than others, None when nobody can say."""

    instance_id: int
    title: str
    step: str
    pace: str
    ahead: bool
    remaining: str
    sure: str


class StepNames:
    """What the steps of a process are called, in the newest version that has them."""

    def __init__(self, versions: Sequence[Definition]) -> None:
        self._versions = versions

    def of(self, element: str) -> str:
        """The label; the id where nobody named it."""
        for one in reversed(self._versions):
            found = one.process.elements.get(element)
            if found is not None:
                return one.texts.text(language(), found.name) if found.name else element
        return element


def span(seconds: int) -> str:
    """12 days"""
    return duration(timedelta(seconds=seconds))


def bottlenecks(figures: Figures, names: StepNames) -> list[str]:
    """Where most time goes, a sentence each."""
    slow = [one for one in figures.steps if one.total and timedelta(seconds=one.total.median) >= NARROWS]
    return [_bottleneck(one, names) for one in slow[:MOST_SENTENCES]]


def _bottleneck(step: StepFigures, names: StepNames) -> str:
    assert step.total is not None  # noqa: S101 - only such are told
    told = {"step": names.of(step.element), "median": span(step.total.median), "p90": span(step.total.p90)}
    said = gettext("«%(step)s»: half of the time %(median)s or longer, one time in ten %(p90)s or longer.", **told)
    if step.waiting and step.working and step.waiting.median > step.working.median:
        said += " " + gettext("Most of it goes before anybody takes the task.")
    if step.open:
        said += " " + ngettext("%(count)s waits there now.", "%(count)s wait there now.", step.open)
    return said


def rework(figures: Figures, names: StepNames) -> list[str]:
    """What was gone back to, a sentence each, most often first."""
    again = sorted((one for one in figures.steps if one.returned), key=lambda one: -one.returned)
    return [
        ngettext(
            "«%(step)s» was gone back to %(count)s time, in %(runs)s of %(all)s runs.",
            "«%(step)s» was gone back to %(count)s times, in %(runs)s of %(all)s runs.",
            one.returned,
            step=names.of(one.element),
            runs=one.returned_in,
            all=figures.runs,
        )
        for one in again
    ]


def deviation_sentence(one: Deviation, names: StepNames) -> str:
    """What the newest drawing no longer has."""
    if one.missing:
        return gettext("The newest drawing no longer has the step «%(step)s».", step=names.of(one.element))
    return gettext(
        "The newest drawing no longer has the way by which «%(step)s» was reached.", step=names.of(one.element)
    )


def heat(figures: Figures, names: StepNames) -> dict[str, tuple[int, str, str]]:
    """How warm each element is drawn (1 to 5, by the median of its time), what stands beside it, and in words."""
    medians = {one.element: one.total.median for one in figures.steps if one.total}
    hottest = max(medians.values(), default=0)
    found = {}
    for element, times in figures.passes.items():
        words = ngettext("%(count)s time", "%(count)s times", times)
        level = _level(medians.get(element, 0), hottest)
        text = str(times)
        if element in medians:
            words += ", " + gettext("median %(time)s", time=span(medians[element]))
            days = medians[element] // 86_400
            text += " · " + gettext("%(days)s d", days=days) if days else ""
        found[element] = (level, text, words)
    return found


def _level(median: int, hottest: int) -> int:
    return 0 if not median or not hottest else max(1, -(-median * WARMEST // hottest))


def outlooks(connection: Connection, figures: Figures, names: StepNames) -> list[Outlook]:
    """The runs under way, the latest first."""
    titles = titles_of(connection, [one.instance_id for one in figures.forecasts])
    return [_outlook(one, titles, names) for one in figures.forecasts if one.instance_id in titles]


def _outlook(one: Forecast, titles: Mapping[int, str], names: StepNames) -> Outlook:
    late = lateness(one)
    if abs(late) < timedelta(days=1):
        pace = gettext("as fast as others")
    elif late > timedelta():
        pace = gettext("%(time)s later than others", time=duration(late))
    else:
        pace = gettext("%(time)s ahead of others", time=duration(-late))
    left, most = one.remaining - one.since, one.longest - one.since
    if left > 0:
        told = {"time": span(left), "least": span(max(one.shortest - one.since, 0)), "most": span(most)}
        remaining = gettext("about %(time)s (of ten, eight need %(least)s to %(most)s)", **told)
    elif most > 0:
        remaining = gettext("any time now, %(most)s at most in nine cases of ten", most=span(most))
    else:
        remaining = gettext("longer than nine of ten others: nobody can say")
    step, ahead = names.of(one.element), late <= timedelta()
    return Outlook(one.instance_id, titles[one.instance_id], step, pace, ahead, remaining, _sureness(one))


def lateness(one: Forecast) -> timedelta:
    """By how much a run is later than others, as far as its end can be foretold; negative when it is ahead."""
    return timedelta(seconds=one.elapsed - one.usual + max(0, one.since - one.remaining))


def _sureness(one: Forecast) -> str:
    count = {"count": one.based_on}
    if one.based_on < FEW:
        return gettext("a guess: only %(count)s others have ended", **count)
    if one.longest > 2 * max(one.remaining, 1):
        return gettext("rough: by %(count)s others that took unequally long", **count)
    if one.based_on < MANY:
        return gettext("fair: by %(count)s others", **count)
    return gettext("good: by %(count)s others", **count)


def titles_of(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The titles of instances."""
    rows = connection.execute(select(instance.c.id, instance.c.title).where(instance.c.id.in_(list(numbers))))
    return {row.id: row.title for row in rows}


def long_waits(figures: Figures, element: str, days: int) -> Iterator[LongWait]:
    """Who waited at a step for more than so many days, the longest first."""
    least = days * 86_400
    return (one for one in figures.long_waits if one.element == element and one.seconds > least)
