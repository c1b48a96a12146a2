"""The accessibility statement (Act 306/2019, section 7)."""

from flask import Blueprint, render_template

from webapp.auth import public

bp = Blueprint("accessibility", __name__)


@bp.get("/accessibility")
@public
def show() -> str:
    """What works, what does not yet, and where to complain."""
    return render_template("accessibility.html")
