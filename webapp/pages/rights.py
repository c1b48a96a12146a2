"""Who may what, as the table of rights has it: a matrix, for administrators and auditors."""

from flask import Blueprint, render_template

from webapp.auth import wants
from webapp.rights import Right, Scope
from webapp.rights_words import holder_names, right_names, scope_names, verb_names
from webapp.runtime import runtime

bp = Blueprint("rights", __name__)


@bp.get("/rights")
@wants(Right.READ_RIGHTS)
def show() -> str:
    """The matrix: a table for each kind of object, with only the columns that it needs."""
    rights = runtime().rights
    names, verbs, scopes = right_names(), verb_names(), scope_names()
    holders = holder_names(rights.columns)
    tables = []
    for scope in Scope:
        grants = [grant for grant in rights.grants.values() if grant.scope is scope]
        columns = [one for one in rights.columns if any(one in grant.who for grant in grants)]
        rows = [
            (names[grant.right], verbs[grant.verb], [(holders[one], one in grant.who) for one in columns])
            for grant in grants
        ]
        tables.append((scope, scopes[scope], [holders[one] for one in columns], rows))
    return render_template("rights.html", section="rights.show", tables=tables)
