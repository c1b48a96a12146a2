"""Who works on the day of work, and what each types: every text is its own, and has in it what could be lost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from webapp.demonstration import DEMONSTRATORS
from webapp.demonstration.acting import Answer

ADVISORS = ("neuvoja.witas", "neuvoja.ks", "neuvoja.ssyp")
WITAS, SSYP, POKE = "omistaja.witas", "omistaja.ssyp", "omistaja.poke"
AWAY = "omistaja.ks"
COORDINATOR, CHAIR = "koordinaattori", "rmg.puheenjohtaja"
AREAS = dict(zip(ADVISORS, ("innovations", "entrepreneurship", "dynamic_business"), strict=True))
AGREED = {POKE: 2, "projekti.witas": 2, "projekti.ssyp": 1, "projekti.ks": 1, CHAIR: 2}
EVERYBODY = (*ADVISORS, WITAS, SSYP, AWAY, COORDINATOR, *AGREED)
CRITERIA = ("enterprise_need", "strategy_fit", "effectiveness", "feasibility", "novelty")
LOST = (ADVISORS[0], 1)  # The idea whose writer loses the connection.
FILTER, PREPARE = "Arvioi ja karsi idea", "Valmistele hanke-esitys"

Answers = Mapping[str, Answer]


def agreed_with(person: str, number: int) -> str:
    """What an agreed action is called."""
    return f"Sovittu {number}: {DEMONSTRATORS[person]}"


def titled(advisor: str, number: int) -> str:
    """What an advisor's idea is called."""
    return f"Idea {number}: {DEMONSTRATORS[advisor]}"


def spoken(what: str, of: str) -> str:
    """A text with all that could be lost on the way."""
    return f"{what} – ”{of}”:\n\n  <b>100 %</b> & 'ääkköset' \\n {{{{ 7 * 7 }}}} 🌲\nViimeinen rivi."


def idea(advisor: str, number: int) -> Answers:
    """What is asked of an idea."""
    title = titled(advisor, number)
    return {"title": title, "area": AREAS[advisor], "direction": "bottom_up", "need": spoken("Tarve", title)}


def filtering(advisor: str, title: str, said: str) -> Answers:
    """What an owner says of an idea."""
    return {
        "scores": [{"criterion": one, "score": 4} for one in CRITERIA],
        "filtering_grounds": spoken("Perustelu", title),
        "direction": "bottom_up",
        "area": AREAS[advisor],
        "filtering": said,
    }


def proposal(title: str) -> Answers:
    """What is asked of a proposal."""
    return {
        "summary": spoken("Tiivistelmä", title),
        "starts_on": date(2040, 3, 1),
        "ends_on": date(2041, 2, 28),
        "municipalities": ["karstula", "pihtipudas", "saarijarvi", "viitasaari"],
        "cost_model": "actual",
        "costs": [{"line": "salaries", "amount": Decimal("150000.50")}, {"line": "other", "amount": Decimal(60000)}],
        "financing": [
            {"source": "Seudun kunnat", "kind": "municipal", "amount": Decimal("190000.50")},
            {"source": "Oma yhtiö & kumppanit", "kind": "own", "amount": Decimal(20000)},
        ],
        "municipal_shares": [
            {"municipality": "saarijarvi", "amount": Decimal("100000.50")},
            {"municipality": "viitasaari", "amount": Decimal(90000)},
        ],
        "state_aid": "none",
        "legal_decider": "host_municipality",
    }
