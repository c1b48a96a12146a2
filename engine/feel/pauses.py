"""The processor time a thread works, without its pauses for collecting garbage.

A collection falls upon whatever happens to run, and in a process that holds much it takes as long as an expression
may: charged to the expression, it would park a healthy instance.
"""

import gc
from collections.abc import Mapping
from threading import local
from time import thread_time


class _Pauses(local):
    began = 0.0
    seconds = 0.0


_pauses = _Pauses()


def working_time() -> float:
    """Seconds of processor time this thread has worked; only differences of two answers mean something."""
    return thread_time() - _pauses.seconds


def _notice(phase: str, _about: Mapping[str, int]) -> None:
    if phase == "start":
        _pauses.began = thread_time()
    else:
        _pauses.seconds += thread_time() - _pauses.began


gc.callbacks.append(_notice)
