"""Another project manager in the middle of a project: the tasks, those to come and the buttons follow."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine import Conflict, InstanceView, UnitOfWork
from webapp.auth import actor, current_person, demand
from webapp.lifecycle.people import members_of, names_of
from webapp.lifecycle.projects import change as change_project
from webapp.lifecycle.projects import relations
from webapp.lifecycle.schema import project as projects
from webapp.localisation import gettext
from webapp.naming import person_name
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("managers", __name__)
MANAGERS = "project_manager"


@bp.get("/projects/<int:instance_id>/manager")
def ask(instance_id: int) -> str:
    """Who is to manage it from now on."""
    return _page(instance_id, {})


@bp.post("/projects/<int:instance_id>/manager")
def change(instance_id: int) -> Response | tuple[str, int]:
    """Name another manager."""
    here, to, reason = runtime(), request.form.get("to", ""), request.form.get("reason", "").strip()
    with here.database.read() as connection:
        _, project = _find(connection, instance_id)
        known = _candidates(connection, project.manager)
    errors = {} if to in known else {"to": gettext("Choose the new project manager.")}
    errors |= {} if reason else {"reason": gettext("Write why. It stays in the history of each matter.")}
    if errors:
        return _page(instance_id, errors), 422

    def act(unit: UnitOfWork) -> None:
        here.engine.replace_person(unit, instance_id, person=project.manager, replacement=to, by=actor(), reason=reason)
        change_project(unit.write(), project.id, manager=to)

    here.database.transact(act)
    flash(gettext("%(name)s is the project manager now, and has the open tasks.", name=person_name(to)), "good")
    return redirect(url_for("instances.show", instance_id=instance_id), 303)


def _page(instance_id: int, errors: dict[str, str]) -> str:
    with runtime().database.read() as connection:
        view, project = _find(connection, instance_id)
        candidates = _candidates(connection, project.manager)
    return render_template(
        "manager.html",
        section="instances.index",
        instance_id=instance_id,
        title=view.title,
        manager=project.manager,
        candidates=sorted(candidates.items(), key=lambda one: one[1]),
        errors=errors,
        values=request.form,
    )


def _find(connection: Connection, instance_id: int) -> tuple[InstanceView, Any]:
    """The instance and its project, for whom may change its manager."""
    view, person = runtime().engine.instance(connection, instance_id), current_person()
    project = connection.execute(
        select(projects.c.id, projects.c.manager).where(projects.c.business_key == view.business_key)
    ).first()
    if project is None or project.manager is None:
        abort(404)
    demand(Right.CHANGE_MANAGER, *relations(project.manager, view.data.get("area_owner"), person.id, person.groups))
    if view.status not in ("active", "suspended"):
        raise Conflict(f"Expected instance {instance_id} to run, but it is {view.status}.")
    return view, project


def _candidates(connection: Connection, manager: str) -> dict[str, str]:
    return names_of(connection, set(members_of(connection, MANAGERS, runtime().today())) - {manager})
