"""Projects get their diary numbers, where the organisation keeps its case register here."""

from engine import SYSTEM, UnitOfWork
from engine.journal import JournalEntry, write
from webapp.diary_pattern import DiaryPattern
from webapp.lifecycle.diary_numbers import lacks_numbers, number_projects
from webapp.lifecycle.doings import Doing
from webapp.runtime import Runtime


def give_diary_numbers(here: Runtime) -> None:
    """Give the projects that have begun since their numbers; each stands in the journal."""
    if not here.config.diary_pattern:
        return
    with here.database.read() as connection:
        if not lacks_numbers(connection):
            return
    pattern = DiaryPattern(here.config.diary_pattern, here.config.diary_class)
    here.database.transact(lambda unit: _give(unit, here, pattern))


def _give(unit: UnitOfWork, here: Runtime, pattern: DiaryPattern) -> None:
    for key, number in number_projects(unit.write(), pattern, here.today().year):
        entry = JournalEntry(Doing.DIARY_NUMBER_GIVEN, here.clock.now(), SYSTEM, key, {"number": number})
        write(unit.write(), entry)
