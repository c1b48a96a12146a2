"""Times in words: `P30D` is "30 päivän kuluttua"."""

import re
from datetime import date, datetime

from engine.lint.words import LANGUAGES
from engine.outline.phrases import phrase

_DURATION = re.compile(
    r"-?P(?:(?P<Y>\d{1,6})Y)?(?:(?P<M>\d{1,6})M)?(?:(?P<W>\d{1,6})W)?(?:(?P<D>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,6})(?:[.,]\d+)?S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d{0,9})/(?P<rest>.+)")

# One and several, in the case that the phrases of time ask for (Finnish: the genitive, for both).
_UNITS = {
    "Y": (("vuoden", "vuoden"), ("år", "år"), ("year", "years")),
    "M": (("kuukauden", "kuukauden"), ("månad", "månader"), ("month", "months")),
    "W": (("viikon", "viikon"), ("vecka", "veckor"), ("week", "weeks")),
    "D": (("päivän", "päivän"), ("dag", "dagar"), ("day", "days")),
    "h": (("tunnin", "tunnin"), ("timme", "timmar"), ("hour", "hours")),
    "m": (("minuutin", "minuutin"), ("minut", "minuter"), ("minute", "minutes")),
    "s": (("sekunnin", "sekunnin"), ("sekund", "sekunder"), ("second", "seconds")),
}


def time_in_words(text: str, language: str) -> str:
    """A date, duration, cycle or FEEL as it stands in a diagram, in words; as it stands where it cannot be read."""
    text = text.strip()
    if text.startswith("="):
        return phrase("computed", language, text=text.removeprefix("=").strip())
    cycle = _CYCLE.fullmatch(text)
    if cycle:
        return _cycle(cycle["times"], cycle["rest"], language)
    length = _duration(text, language)
    if length:
        return phrase("after", language, time=length)
    return phrase("on", language, time=_date(text, language))


def _cycle(times: str, rest: str, language: str) -> str:
    words = []
    for part in rest.split("/"):
        length = _duration(part, language)
        words.append(phrase("every", language, time=length) if length else _date(part, language))
    if times:
        words.append(phrase("times", language, count=times))
    return ", ".join(words)


def _duration(text: str, language: str) -> str:
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groupdict().values()):
        return ""
    index = LANGUAGES.index(language)
    parts = [(int(count), _UNITS[unit][index]) for unit, count in found.groupdict().items() if count]
    return " ".join(f"{count} {one if count == 1 else several}" for count, (one, several) in parts)


def _date(text: str, language: str) -> str:
    try:
        at: date = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text
    day = at.strftime("%-d %B %Y") if language == "en" else f"{at.day}.{at.month}.{at.year}"
    if not isinstance(at, datetime):
        return day
    clock = {"fi": f" klo {at.hour}.{at.minute:02}", "sv": f" kl. {at.hour}.{at.minute:02}"}
    return day + clock.get(language, f" at {at.hour}:{at.minute:02}")
