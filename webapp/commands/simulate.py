"""Try processes before they are deployed: every path, who gets which task, the months to come, how long it takes.

Everything happens in memory, in the demonstration's region.  Exit code: 0 nothing stands out, 2 something does (a path
that was not reached, a dead end, a task that nobody can do), 1 it cannot be read or deployed, 64 wrong usage.
"""

import argparse
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.errors import EngineError, InvalidInput, InvalidResource
from engine.lint import Unbearable, read_file, read_folder
from engine.simulation.chance import estimate
from engine.simulation.figures import Figures
from engine.simulation.ground import Ground, prepare
from engine.simulation.previews import Coming, foresee
from engine.simulation.reports import Report
from engine.simulation.scenarios import Scenario, read_scenario
from engine.simulation.walks import walk
from webapp.commands import WRONG_USAGE
from webapp.trials import demonstration_setting

UNREADABLE = 1
SOMETHING = 2
MOST_MONTHS = 36
MONTH = timedelta(days=30, hours=10, minutes=30)
ZONE = ZoneInfo("Europe/Helsinki")
STARTER = "neuvoja.witas"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Path, months, scenario and how hard to try."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder of processes, or one diagram among them")
    parser.add_argument("--months", type=int, default=12, metavar="N", help="how far the preview looks (12)")
    parser.add_argument("--scenario", type=Path, metavar="FILE", help="lengths, meetings and shares, in JSON")
    parser.add_argument("--moves", type=int, default=150, metavar="N", help="how many moves are tried (150)")
    parser.add_argument("--from", dest="begin", type=date.fromisoformat, metavar="DATE", help="its first day (today)")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found out; nothing raises."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    logging.getLogger("engine").setLevel(logging.CRITICAL)  # What goes wrong is told in the report.
    if not 1 <= arguments.months <= MOST_MONTHS or arguments.moves < 1:
        return _refuse(f"Expected 1 to {MOST_MONTHS} months and at least one move, but got others.", WRONG_USAGE)
    try:
        scenario = read_scenario(_text(arguments.scenario)) if arguments.scenario else Scenario()
        ground, chosen = _prepare(arguments, scenario)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _refuse(
            f"Expected a file or folder that can be read, but {error.filename}: {error.strerror}.", UNREADABLE
        )
    except (EngineError, Unbearable) as error:
        return _refuse(str(error), UNREADABLE)
    try:
        return _report(ground, chosen, scenario, arguments)
    except EngineError as error:
        return _refuse(str(error), UNREADABLE)
    finally:
        ground.close()


def _refuse(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"Expected a scenario in UTF-8, but {path}: {error.reason}.") from error


def _prepare(arguments: argparse.Namespace, scenario: Scenario) -> tuple[Ground, list[str]]:
    """The ground, and the processes to be told: a folder's or a file's own.

    One that cannot be deployed alone is deployed among its neighbours: it may call them.
    """
    path = arguments.path.resolve()
    folder = path if path.is_dir() else path.parent
    told = "" if path.is_dir() else path.name
    if not path.is_dir():
        read_file(path)  # Raises what is wrong with it.
    try:
        return _deploy(arguments, folder, told, scenario)
    except InvalidResource as alone:
        if not any(folder.glob("*.bpmn")) or not any(
            other.parent != folder for other in folder.parent.glob("*/*.bpmn")
        ):
            raise
        try:
            return _deploy(arguments, folder.parent, f"{folder.name}/{told}", scenario)
        except InvalidResource:  # The neighbours have faults of their own: they are not asked about.
            raise alone from None


def _deploy(arguments: argparse.Namespace, folder: Path, told: str, scenario: Scenario) -> tuple[Ground, list[str]]:
    beside = arguments.scenario.resolve() if arguments.scenario else None
    resources = {name: one for name, one in read_folder(folder).items() if folder / name != beside}
    if not any(name.endswith(".bpmn") for name in resources):
        raise InvalidResource(f"Expected diagrams, but {arguments.path} has none.")
    setting = demonstration_setting(resources, scenario.people, scenario.services)
    ground = prepare(resources, setting, at=_begin(arguments), zone=ZONE)
    chosen = [key for key in sorted(ground.numbers) if ground.definition(key).path.startswith(told)]
    if not chosen:
        ground.close()
        raise InvalidResource(f"Expected a process to try, but {arguments.path} has none.")
    return ground, chosen


def _begin(arguments: argparse.Namespace) -> datetime:
    """Nine in the morning of the day it begins."""
    day: date = arguments.begin or datetime.now(UTC).astimezone(ZONE).date()
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(UTC)


def _report(ground: Ground, chosen: list[str], scenario: Scenario, arguments: argparse.Namespace) -> int:
    begin, stands_out = _begin(arguments), False
    for key in chosen:
        report = walk(ground, key, at=begin, by=STARTER, moves=arguments.moves)
        _print(_walked(ground, key, report))
        stands_out = stands_out or _stands_out(report)
    _print(_previewed(foresee(ground, begin, begin + arguments.months * MONTH, chosen), arguments.months))
    if arguments.scenario or len(chosen) == 1:
        _print(_estimated(ground, estimate(ground, scenario.process or chosen[0], scenario, begin)))
    return SOMETHING if stands_out else 0


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)
    print(flush=True)  # The next one may take a while.


def _stands_out(report: Report) -> bool:
    found = (report.dead_ends, report.unmanned, report.troubles, report.unanswered)
    return not report.is_whole or any(found)


def _walked(ground: Ground, key: str, report: Report) -> Iterator[str]:
    definition = ground.definition(key)
    flows = report.sketch.flows
    yield f"{definition.name} ({definition.path})"
    taken = len(flows) - len(report.missed_flows)
    yield f"  {taken} of {len(flows)} arrows taken in {report.moves} moves; ends reached: {len(report.ends)}"
    yield from _remarks(report)
    for flow in report.missed_flows:
        source, target = flows[flow]
        yield f"  not reached: {_name(ground, key, source)} → {_name(ground, key, target)} [{flow}]"
    for element in report.dead_ends:
        yield f"  dead end: nothing goes on after {_name(ground, key, element)} [{element}]"
    for unmanned in report.unmanned.values():
        yield f"  nobody can do: {unmanned.name} [{unmanned.element}], for {', '.join(unmanned.audience)}"
    for trouble in report.troubles.values():
        yield f"  could not go on: {_name(ground, key, trouble.element)} [{trouble.element}]: {trouble.sentence}"
    for element, said in report.unanswered.items():
        yield f"  no example answers found for {_name(ground, key, element)} [{element}]: {said}"
    for member, names in sorted(_by_member(ground, key, report).items()):
        yield f"  tasks of {member}: {', '.join(sorted(names))}"


def _remarks(report: Report) -> Iterator[str]:
    if report.origin:
        yield f"  begun out of {report.origin}"
    if report.given_up and not report.is_whole:
        yield f"  {report.given_up} ways were given up: more --moves may reach further"


def _by_member(ground: Ground, key: str, report: Report) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for element, members in report.holders.items():
        for member in members:
            found.setdefault(member, set()).add(_name(ground, key, element))
    return found


def _name(ground: Ground, key: str, element: str) -> str:
    """What an element is called in its process, or in one that this calls."""
    for other in (key, *sorted(ground.numbers)):
        found = ground.definition(other).process.elements.get(element)
        if found is not None:
            return " ".join(found.name.split()) or element
    return element


def _previewed(coming: list[Coming], months: int) -> Iterator[str]:
    yield f"The next {months} months, when nobody does anything: {len(coming)} moments"
    for one in coming:
        day = one.at.astimezone(ZONE).date()
        verb = "begins" if one.begins else "timer"
        yield f"  {day}  {one.process}: {verb}, {one.name} [{one.element}]"


def _estimated(ground: Ground, figures: Figures) -> Iterator[str]:
    yield (
        f"{ground.definition(figures.process).name}: half of {figures.cases} cases took at most "
        f"{figures.median:.0f} days, nine of ten at most {figures.ninety:.0f}; {figures.ended} came to an end"
    )
    for end, count in figures.ends.items():
        yield f"  ended at {_name(ground, figures.process, end)}: {count} ({100 * count / max(figures.ended, 1):.0f} %)"
    for step in sorted(figures.steps, key=lambda one: -one.median):
        waits = f", waits for {step.meeting}" if step.meeting else ""
        yield (
            f"  {step.name} [{step.element}]: half at most {step.median:.0f} days, nine of ten {step.ninety:.0f}; "
            f"{step.mean_there:.1f} there on average, {step.most_there} at most{waits}"
        )
