"""Grounds: a folder's draft, deployed into memory among the organisation's own people, and its tests gone through.

Deploying takes seconds, so the last few are kept: by what was deployed and who the people are, which is all they
depend on.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from engine.simulation.ground import Ground, prepare
from engine.simulation.replays import replay_test
from webapp.drafting import trials
from webapp.drafting.drafts import Draft, resources_with
from webapp.drafting.trials import Test
from webapp.runtime import Runtime
from webapp.trials import copied_setting, read_region

KEPT = 4
"""How many drafts stay deployed in memory."""


@dataclass
class _Kept:
    grounds: OrderedDict[str, Ground] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


_KEPT = _Kept()


def ground_of(here: Runtime, connection: Connection, draft: Draft) -> Ground:
    """The draft, deployed into memory.  Raises InvalidResource when the check refuses it."""
    resources, rows, today = resources_with(connection, draft), read_region(connection), here.today()
    told = hashlib.sha256(repr((sorted(resources.items()), rows, today)).encode()).hexdigest()
    with _KEPT.lock:
        if told in _KEPT.grounds:
            _KEPT.grounds.move_to_end(told)
            return _KEPT.grounds[told]
    setting = copied_setting(connection, rows, today)
    built = prepare(resources, setting, at=here.clock.now(), zone=here.config.zone)
    with _KEPT.lock:
        _KEPT.grounds[told] = built
        while len(_KEPT.grounds) > KEPT:
            _KEPT.grounds.popitem(last=False)  # Somebody may be copying it: its memory goes with the last of them.
    return built


def go_through_tests(here: Runtime, draft: Draft) -> list[Test]:
    """Go through the folder's tests upon the draft, and keep how they went; those that went otherwise.

    Raises InvalidResource when the check refuses the draft.
    """
    with here.database.read() as connection:
        tests = trials.read_tests(connection, draft.folder)
        ground = ground_of(here, connection, draft) if tests else None
    if ground is None:
        return []
    results = {one.id: replay_test(ground, one.recorded) for one in tests}
    here.database.transact(lambda unit: trials.keep_results(unit.write(), results, here.clock.now()))
    return [one for one in tests if results[one.id]]
