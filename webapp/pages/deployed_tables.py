"""A decision table as a version of its process has it, with the rule that matched: where a decision's grounds lead."""

from flask import Blueprint, abort, render_template, request

from engine.resources import decision_path
from webapp.localisation import language
from webapp.runtime import runtime
from webapp.table_editing.tables import read_table, tables_in

bp = Blueprint("deployed_tables", __name__)


@bp.get("/processes/<int:definition_id>/tables/<decision>")
def show(definition_id: int, decision: str) -> str:
    """The table; `rule` is the number of the one to point out."""
    with runtime().database.read() as connection:
        found = runtime().engine.definitions.get(connection, definition_id)
    path = decision_path(decision, found.resources, found.folder)
    if path is None or decision not in tables_in(found.resources[path], path):
        abort(404)
    return render_template(
        "deployed_table.html",
        section="definitions.index",
        definition=found,
        name=found.texts.text(language(), found.name),
        said=lambda text: found.texts.text(language(), text) if text else "",
        table=read_table(found.resources[path], decision),
        rule=request.args.get("rule", type=int),
    )
