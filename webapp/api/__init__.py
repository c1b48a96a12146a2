"""The interface for programs: what people do on the pages, under `/api/v1`, by the same functions and rights.

`operations` says what an operation is, `serving` carries one out, `document` describes all of them as OpenAPI 3.1.
"""

import re

from flask import Blueprint, Flask, jsonify, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response

from webapp.api import account, deployments, instances, processes, projects, tasks
from webapp.api.document import describe
from webapp.api.entrance import THROTTLE, choose_language
from webapp.api.operations import OPERATIONS, PREFIX
from webapp.api.problems import answer_to, problem
from webapp.api.serving import view_of
from webapp.api.shapes import LARGEST
from webapp.api.throttling import Throttle
from webapp.auth import public
from webapp.runtime import runtime

SECTIONS = (account, tasks, instances, processes, projects, deployments)
bp = Blueprint("api", __name__, url_prefix=PREFIX)


@bp.get("/openapi.json")
@public
def describe_interface() -> Response:
    """The interface as OpenAPI 3.1; it tells nothing that is not everybody's."""
    response = jsonify(describe(runtime().config.base_url))
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _rule(path: str) -> str:
    """A path as Flask's routes have it: numbers no larger than JSON's readers keep exactly."""
    numbered = re.sub(r"{(\w+_id)}", rf"<int(max={LARGEST}):\1>", path)
    return re.sub(r"{(\w+)}", r"<\1>", numbered)


def _refuse_strays() -> Response | None:
    """An address below ours that is none, or not by this method: a problem, and no page."""
    stray = request.routing_exception
    if stray is None or not request.path.startswith(f"{PREFIX}/"):
        return None
    choose_language()
    if isinstance(stray, MethodNotAllowed):
        return problem(405, headers={"Allow": ", ".join(sorted(stray.valid_methods or ()))})
    return problem(404)


for _one in OPERATIONS:
    bp.add_url_rule(_rule(_one.path), _one.name, public(view_of(_one)), methods=[_one.method])
bp.before_request(choose_language)
bp.before_app_request(_refuse_strays)
bp.register_error_handler(Exception, answer_to)


def init_app(app: Flask) -> None:
    """Answer programs: whoever has a token, and no browser's cookie."""
    app.extensions[THROTTLE] = Throttle()
    app.register_blueprint(bp)
