"""The municipalities' yearly development money: what is available, reserved, granted and paid, a year a row."""

from flask import Blueprint, render_template

from webapp.lifecycle.appropriation import standing, years
from webapp.runtime import runtime

bp = Blueprint("appropriation", __name__)
MOST = 10  # Years that are shown.


@bp.get("/portfolio/appropriation")
def show() -> str:
    """The newest year first."""
    with runtime().database.read() as connection:
        found = [(year, standing(connection, year)) for year in years(connection)[:MOST]]
    return render_template("appropriation.html", section="portfolio.index", years=found)
