"""The year is opened, diagrams are reviewed, terms renewed, newcomers welcomed."""

from collections.abc import Mapping
from datetime import date, timedelta

from webapp.demonstration.acting import Answer
from webapp.demonstration.habits.answers import Data, Habit, always

CHANGED = {"reporting": "Tilanneraportin muistutus saa tulla viikkoa aikaisemmin."}


def review_diagram(data: Data, _: date) -> Mapping[str, Answer]:
    """Most diagrams are as people work; of one something is proposed."""
    wanted = CHANGED.get(data["one"]["key"], "")
    return {"review_change": wanted, "review_result": "change" if wanted else "confirm"}


def renew_terms(data: Data, _: date) -> Mapping[str, Answer]:
    """Everybody continues for two years."""
    members = [row["value"] for row in data["term"]["members"]]
    return {"continuing": members, "new_members": [], "term_ends": data["term"]["ends_on"] + timedelta(days=730)}


HABITS: Mapping[str, Habit] = {
    "check_days": always(standing="keep"),
    "end_standing": always(standing_removed=True),
    "take_turn": always(),
    "review_diagram": review_diagram,
    "decide_changes": always(changes_decided="Muistutusta aikaistetaan seuraavassa versiossa."),
    "renew_terms": renew_terms,
    "learn": always(learnt=True),
    "check_learning": always(all_clear=True),
}
