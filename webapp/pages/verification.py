"""Whether everything that happened is as it was written: the last verifications, and the seals to keep elsewhere."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.auth import actor, wants
from webapp.localisation import gettext, ngettext
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.verifications import last_seals, last_verifications, verify_history

bp = Blueprint("verification", __name__)


@bp.get("/log/verification")
@wants(Right.READ_VERIFICATION)
def show() -> str:
    """What the last verifications found."""
    here = runtime()
    with here.database.read() as connection:
        found, seals = last_verifications(connection), last_seals(connection)
    return render_template(
        "verification.html",
        section="audit_log.show",
        found=found,
        seals=seals,
        mailed_to=len(here.config.seal_to),
        is_stamped=bool(here.config.tsa_url),
    )


@bp.post("/log/verification")
@wants(Right.VERIFY)
def verify() -> Response:
    """Verify everything now."""
    flaws = verify_history(runtime(), actor())
    if flaws:
        told = ngettext("%(count)s place is not as it was written.", "%(count)s places are not as they were written.",
                        len(flaws))  # fmt: skip
        flash(told, "bad")
    else:
        flash(gettext("Everything is as it was written."), "good")
    return redirect(url_for("verification.show"), 303)
