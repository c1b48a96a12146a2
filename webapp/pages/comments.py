"""Comments on a matter: saying something, and taking one's own words back."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp.accounts.account import list_accounts
from webapp.auth import current_person, local_path
from webapp.lifecycle.comments import LONGEST, add_comment, find_mentions, remove_comment
from webapp.lifecycle.phrases import Speaker, everywhere
from webapp.localisation import gettext
from webapp.notifying import notify_person
from webapp.runtime import runtime
from webapp.submissions import repeatable

bp = Blueprint("comments", __name__)


@bp.post("/projects/<int:instance_id>/comments")
def add(instance_id: int) -> Response:
    """Keep a comment, and tell those whom it mentions."""
    here, me, asked = runtime(), current_person(), repeatable({})
    text, chosen = request.form.get("comment", "").strip()[:LONGEST], request.form.get("mention", "")
    with here.database.read() as connection:
        title = here.engine.instance(connection, instance_id).title
        names = {one.id: one.name for one in list_accounts(connection, here.today()) if one.active}
    if not text:
        flash(gettext("Write something before you send it."), "bad")
        return _back(instance_id)
    if chosen in names and chosen not in find_mentions(text, names):
        text = f"@{names[chosen]} {text}"
    mentioned = [one for one in find_mentions(text, names) if one != me.id]
    address = here.config.base_url + url_for("instances.show", instance_id=instance_id, _anchor="comments")
    subject = everywhere(lambda speaker: _subject(speaker, title))
    body = everywhere(lambda speaker: _letter(speaker, title, address))

    def keep(unit: UnitOfWork) -> None:
        connection, now = unit.write(), here.clock.now()
        kept = add_comment(connection, instance_id, text, by=me.id, mentions=mentioned, request_key=asked.key, now=now)
        for person in mentioned if kept is not None else ():
            notify_person(connection, person, subject, body, now)

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


def _subject(speaker: Speaker, title: str) -> str:
    return speaker.say("You are mentioned in a comment: %(title)s", title=title)


def _letter(speaker: Speaker, title: str, address: str) -> str:
    return speaker.say(
        "A comment on the matter «%(title)s» mentions you. Read and answer it here:\n\n%(address)s",
        title=title,
        address=address,
    )
