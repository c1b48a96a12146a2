"""Results for elected officials and everybody: no log-in, one minute, a municipality at a time."""

from flask import Blueprint, Response, abort, g, make_response, render_template, request

from webapp.auth import public
from webapp.lifecycle.results import municipalities_with_results, results
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.wording import euros, period, status_name

bp = Blueprint("results", __name__)
KEPT = "public, max-age=300"


@bp.get("/results")
@public
def index() -> Response:
    """All municipalities, and every published project."""
    return _page(None)


@bp.get("/results/<municipality>")
@public
def of(municipality: str) -> Response:
    """What was achieved in one municipality."""
    return _page(municipality)


def _page(municipality: str | None) -> Response:
    here = runtime()
    asked = request.args.get("language")
    if asked in here.config.languages:
        g.language = asked
    with here.database.read() as connection:
        places = municipalities_with_results(connection)
        name = next((one[1] for one in places if one[0] == municipality), None)
        if municipality is not None and name is None:
            abort(404)
        found = results(connection, [language(), *here.config.languages], municipality)
    page = render_template(
        "results.html",
        places=[(key, label, count, euros(cost)) for key, label, count, cost in places],
        municipality=municipality,
        name=name,
        total=euros(sum((one.total_cost for one in found if one.total_cost), start=0)) if found else "",  # type: ignore[arg-type]  # Decimals all.
        results=[
            (one, period(one.starts_on, one.ends_on), euros(one.total_cost), status_name(one.status)) for one in found
        ],
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer
