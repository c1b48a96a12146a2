"""Which language this request speaks, and how dates, sums and sentences are written in it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_time, get_month_names
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request

from engine.troubles import told
from webapp.runtime import runtime
from webapp.translations import catalogue

COOKIE = "language"
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
# Finnish and Swedish as their authorities write them; British order for English, for the readers are Europeans.
_DATE = {"fi": "d.M.yyyy", "sv": "d.M.yyyy", "en": "d MMM yyyy"}
_TIME = {"fi": "d.M.yyyy 'klo' H.mm", "sv": "d.M.yyyy 'kl.' H.mm", "en": "d MMM yyyy 'at' H:mm"}
_LOCALE = {"fi": "fi", "sv": "sv_FI", "en": "en_GB"}


def language() -> str:
    """The request's language: the person's own, else the cookie's, else the browser's, else the first configured."""
    if not has_request_context():
        return runtime().config.languages[0]
    if "language" not in g:
        g.language = _choose()
    chosen: str = g.language
    return chosen


def _choose() -> str:
    offered = runtime().config.languages
    person = g.get("person")
    for candidate in (person and person.language, request.cookies.get(COOKIE)):
        if candidate in offered:
            return str(candidate)
    return request.accept_languages.best_match(offered) or offered[0]


def gettext(message: str, **values: object) -> str:
    """The sentence in the request's language, its `%(name)s` filled in."""
    text = catalogue(language()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """The sentence for a number of things; `%(count)s` is the number."""
    return catalogue(language()).ngettext(singular, plural, count) % {"count": count, **values}


def trouble(sentence: str) -> str:
    """What stopped something, which is kept in English, in the request's language."""
    return told(sentence, language())


def local(moment: datetime) -> datetime:
    """The moment in the organisation's zone."""
    return moment.astimezone(runtime().config.zone)


def day(moment: datetime | date) -> str:
    """12.2.2027"""
    value = local(moment) if isinstance(moment, datetime) else moment
    return str(format_date(value, format=_DATE[language()], locale=_LOCALE[language()]))


def moment(value: datetime) -> str:
    """12.2.2027 klo 9.00"""
    return str(format_datetime(local(value), format=_TIME[language()], locale=_LOCALE[language()]))


def clock_time(value: datetime) -> str:
    """9.12"""
    return str(format_time(local(value), format="short", locale=_LOCALE[language()]))


def month_name(number: int) -> str:
    """tammikuu"""
    return str(get_month_names("wide", "stand-alone", _LOCALE[language()])[number])


def number(value: Decimal | int) -> str:
    """12 500,5"""
    return str(format_decimal(value, locale=_LOCALE[language()]))


def money(value: Decimal | int) -> str:
    """12 500,50 €"""
    return f"{format_decimal(value, format='#,##0.00', locale=_LOCALE[language()])}\N{NO-BREAK SPACE}€"


def due(moment: datetime, now: datetime) -> str:
    """How far a due time is, in words and whole calendar days: "3 days late", "today", "in 2 days"."""
    days = (local(moment).date() - local(now).date()) // timedelta(days=1)
    if moment < now and days == 0:
        return gettext("late since today")
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days)
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(count)s day", "in %(count)s days", days)


def age(since: datetime, now: datetime) -> str:
    """How long something has waited, in words and whole calendar days: "3 days"."""
    days = (local(now).date() - local(since).date()) // timedelta(days=1)
    return gettext("came today") if days <= 0 else ngettext("waited %(count)s day", "waited %(count)s days", days)


def init_app(app: Flask) -> None:
    """Teach the templates to speak."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # The extension adds it.
        gettext=lambda message: catalogue(language()).gettext(message),
        ngettext=lambda one, many, count: catalogue(language()).ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        clock_time=clock_time,
        money=money,
        number=number,
        due=due,
        age=age,
        month_name=month_name,
        trouble=trouble,
    )
    app.jinja_env.globals.update(language=language, language_names=NAMES)
