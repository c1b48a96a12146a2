"""Compensation: undoing what is done, the latest first (BPMN 2.0.2, 10.7).

A scope's first token keeps which activities with a handler are done; a throwing event takes them over and waits until
their handlers are through, one after another.  Handlers read the data as it is now.
"""

from SpiffWorkflow.util.task import TaskState

from engine.spiff.tokens import Token

DONE, UNDO = "done", "undo"


def note_done(token: Token) -> None:
    """An activity that could be undone is done."""
    token.workflow.task_tree.internal_data.setdefault(DONE, []).append(token.task_spec.name)


def begin(token: Token, activity: str | None) -> bool:
    """Begin to undo one activity of the scope, or all; whether there is nothing to wait for."""
    kept = token.workflow.task_tree.internal_data
    done = kept.pop(DONE, [])
    left = [name for name in done if activity not in {None, name}]
    if left:
        kept[DONE] = left
    token.internal_data[UNDO] = [name for name in reversed(done) if activity in {None, name}]
    return _is_through(token)


def go_on(token: Token, handler: Token) -> None:
    """A handler is done: begin the next, or let the throwing event go on."""
    token._children.remove(handler.id)
    del token.workflow.tasks[handler.id]
    if _is_through(token):
        token._ready()


def _is_through(token: Token) -> bool:
    undo = token.internal_data[UNDO]
    if not undo:
        del token.internal_data[UNDO]
        return True
    token._state = TaskState.STARTED
    handler = token.workflow.spec.task_specs[undo.pop(0)].handler
    token.top.enter(token._add_child(handler))
    return False
