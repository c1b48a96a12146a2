"""The programme's priorities and themes."""

from collections.abc import Mapping

from webapp.demonstration.habits.answers import Habit, always

PRIORITIES = ("Uudistuva yrittäjyys", "Osaava työvoima", "Elinvoimaiset kylät")
THEMES = ("Puun jalostus", "Hyvinvointimatkailu", "Yritysten vihreä siirtymä")

HABITS: Mapping[str, Habit] = {
    "judge_need": always(review_grounds="Tilannekuva ei muuttanut painopisteitä.", review="none"),
    "write_priorities": always(priorities=[{"name": name} for name in PRIORITIES]),
    "write_themes": always(themes=[{"name": name} for name in THEMES]),
}
