"""Comments on a matter: saying something, and taking one's own words back."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.accounts.account import list_accounts
from webapp.auth import current_person, local_path
from webapp.lifecycle.comments import LONGEST, add_comment, find_mentions, remove_comment
from webapp.localisation import gettext
from webapp.noticing import tell_of_mention
from webapp.runtime import runtime
from webapp.submissions import repeatable

bp = Blueprint("comments", __name__)


@bp.post("/projects/<int:instance_id>/comments")
def add(instance_id: int) -> Response:
    """Keep a comment, and tell those whom it mentions."""
    here, me, asked = runtime(), current_person(), repeatable({})
    text, chosen = request.form.get("comment", "").strip()[:LONGEST], request.form.get("mention", "")
    with here.database.read() as connection:
        here.engine.instance(connection, instance_id)  # Raises NotFound.
        names = {one.id: one.name for one in list_accounts(connection, here.today()) if one.active}
    if not text:
        flash(gettext("Write something before you send it."), "bad")
        return _back(instance_id)
    if chosen in names and chosen not in find_mentions(text, names):
        text = f"@{names[chosen]} {text}"
    mentioned = [one for one in find_mentions(text, names) if one != me.id]

    def keep(unit: UnitOfWork) -> None:
        connection, now = unit.write(), here.clock.now()
        kept = add_comment(connection, instance_id, text, by=me.id, mentions=mentioned, request_key=asked.key, now=now)
        if kept is not None:
            tell_of_mention(unit, f"instance/{instance_id}", mentioned, me.id, now)

    here.database.transact(keep)
    flash(gettext("Your comment was added."), "good")
    return _back(instance_id)


@bp.post("/comments/<int:comment_id>/remove")
def remove(comment_id: int) -> Response:
    """Take one's own comment back."""
    here, me = runtime(), current_person().id
    instance_id = here.database.transact(lambda unit: remove_comment(unit.write(), comment_id, me, here.clock.now()))
    flash(gettext("Your comment was taken back."), "good")
    return _back(instance_id)


def _back(instance_id: int) -> Response:
    path = local_path(request.form.get("back"))
    return redirect(f"{path or url_for('instances.show', instance_id=instance_id)}#comments", 303)
