"""The interface for programs, as a page for whoever writes one: every operation, from its own description."""

from flask import Blueprint, render_template

from webapp.api.document import REASONS
from webapp.api.operations import OPERATIONS, PREFIX
from webapp.localisation import gettext
from webapp.runtime import runtime

bp = Blueprint("interface", __name__)


@bp.get("/api")
def show() -> str:
    """What programs may ask for, and by which scope."""
    operations = [(one, gettext(one.summary), one.path.split("/")[1]) for one in OPERATIONS]
    return render_template(
        "interface.html",
        operations=operations,
        address=f"{runtime().config.base_url}{PREFIX}",
        prefix=PREFIX,
        statuses=sorted({status for one in OPERATIONS for status in one.statuses} & REASONS.keys()),
        section="service_accounts.index",
    )
