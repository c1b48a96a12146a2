"""The forms of a process: which there are and who uses them; one form's fields in their order, and how it looks."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import InvalidSubmission
from engine.errors import InvalidResource, NotFound
from engine.forms import parse_form
from webapp.auth import current_person
from webapp.desks import Desk, open_desk
from webapp.drafting.drafts import EditedMeanwhile, resources_with, save_file
from webapp.form_desks import FormDesk, delete_form, open_form, preview, remarks_on, save_form
from webapp.form_editing.changes import add_field, key_of, move_field, new_form, remove_field, slug
from webapp.form_editing.files import Place, at, inner, read_place, walk, written
from webapp.form_editing.kinds import PARENTS, Component, Kind, kind_of, properties_of
from webapp.form_editing.languages import catalogues_of, texts_of
from webapp.form_editing.uses import Use, forms_of, readers_of, users_of_forms
from webapp.localisation import gettext, language
from webapp.runtime import runtime
from webapp.submissions import Submitted, asks_again, error_list, hidden_names, submitted
from webapp.wording import field_kind, tongue

bp = Blueprint("forms", __name__)
Answer = str | Response | tuple[str, int]
LANGUAGES = ("fi", "sv", "en")


@bp.get("/processes/<folder>/forms")
def index(folder: str) -> str:
    """The folder's forms, and which tasks show each."""
    return _index(folder, "", "")


@bp.post("/processes/<folder>/forms")
def create(folder: str) -> Answer:
    """Begin a form."""
    here, name = runtime(), request.form.get("name", "").strip()
    with here.database.read() as connection:
        desk = open_desk(connection, folder)
        taken = set(forms_of(resources_with(connection, desk.draft)))
    key = slug(name)
    if not name:
        return _index(folder, gettext("Write what the form is called."), name), 422
    path = f"{folder}/{key}.form.json"
    if key in taken or path in desk.draft.files:
        return _index(folder, gettext("There is a form «%(key)s» already.", key=key), name), 422
    by, now, base = current_person().id, here.clock.now(), desk.draft.revision_of(path)
    here.database.transact(lambda unit: save_file(unit.write(), folder, path, new_form(key), base, by, now))
    flash(gettext("The form is in the draft. A task shows it when its form is «%(key)s».", key=key), "good")
    return redirect(url_for("forms.show", folder=folder, key=key), 303)


@bp.get("/processes/<folder>/forms/<key>")
def show(folder: str, key: str) -> str:
    """The form's fields in their order, and the form as staff see it."""
    return _page(folder, key)


@bp.post("/processes/<folder>/forms/<key>/add")
def add(folder: str, key: str) -> Answer:
    """Put a new field into the form, and go to its page."""
    form = _open(folder, key)
    kind = next((one for one in Kind if one == request.form.get("kind")), None)
    label = request.form.get("label", "").strip()
    if kind is None or not label:
        wrong = {"kind": gettext("Choose what the field asks.")} if kind is None else {}
        return _page(folder, key, wrong=wrong | ({} if label else {"label": gettext("Write what it is called.")})), 422
    try:
        content, place = add_field(form.content, form.path, kind, label, read_place(request.form.get("where", "")))
    except NotFound:
        return _moved_away(form)
    if not _saved(form, content):
        return _moved_away(form)
    flash(gettext("«%(label)s» is in the form. Here you can say more about it.", label=label), "good")
    return redirect(url_for("form_fields.edit", folder=folder, key=key, place=written(place)), 303)


@bp.post("/processes/<folder>/forms/<key>/order")
def order(folder: str, key: str) -> Answer:
    """Move a field up or down, or leave it out."""
    form = _open(folder, key)
    act = next((name for name in ("up", "down", "remove") if name in request.form), "")
    try:
        place = read_place(request.form.get(act, ""))
        component = at(form.document, place)
        if act == "remove":
            content, there = remove_field(form.content, form.path, place), None
        else:
            content, there = move_field(form.content, form.path, place, -1 if act == "up" else 1)
    except NotFound:
        return _moved_away(form)
    if not _saved(form, content):
        return _moved_away(form)
    if act == "remove":
        _tell_removed(form, component)
    anchor = f"at-{written(there)}" if there else "fields"
    return redirect(url_for("forms.show", folder=folder, key=key, _anchor=anchor), 303)


@bp.post("/processes/<folder>/forms/<key>/delete")
def delete(folder: str, key: str) -> Answer:
    """Leave the whole form out, where no step shows it."""
    with runtime().database.read() as connection:
        form = open_form(connection, folder, key)
        used = _used(users_of_forms(resources_with(connection, form.desk.draft)).get(key, []), form.desk)
    if used:
        names = ", ".join(f"«{name}»" for name in used)
        sentence = gettext("The form cannot be deleted, because these steps show it: %(names)s.", names=names)
        return _page(folder, key, wrong={"delete": sentence}), 409
    try:
        delete_form(form, request.form.get("revision", 0, int))
    except EditedMeanwhile:
        return _moved_away(form)
    flash(gettext("The form «%(key)s» was deleted from the draft. You can undo it.", key=key), "good")
    return redirect(url_for("forms.index", folder=folder), 303)


@bp.post("/processes/<folder>/forms/<key>/try")
def try_out(folder: str, key: str) -> Answer:
    """Fill the form in, as whoever gets it would: nothing is kept."""
    form, answers, here = _open(folder, key), submitted(), runtime()
    if asks_again():
        return _page(folder, key, answers=answers)
    with here.database.read() as connection:
        data = here.engine.lists_for(connection, form.form)
    try:
        values = form.form.read(answers, data, language=_shown(), texts=form.texts, clock=here.clock)
    except InvalidSubmission as invalid:
        return _page(folder, key, answers=answers, errors=invalid.errors), 422
    return _page(folder, key, answers=answers, passed=form.form.process_values(values))


def _open(folder: str, key: str) -> FormDesk:
    with runtime().database.read() as connection:
        return open_form(connection, folder, key)


def _saved(form: FormDesk, content: bytes) -> bool:
    """Whether the change could be saved: not when somebody was first."""
    try:
        save_form(form, content, request.form.get("revision", 0, int))
    except EditedMeanwhile:
        return False
    return True


def _moved_away(form: FormDesk) -> Response:
    flash(gettext("Somebody changed the form meanwhile. This is how it is now: look, and do it once more."), "warn")
    return redirect(url_for("forms.show", folder=form.desk.folder, key=form.key), 303)


def _tell_removed(form: FormDesk, component: Component) -> None:
    label = _name(component)
    key = key_of(component)
    read = readers_of(form.desk.draft.files, form.desk.folder, form.path, key) if key else []
    flash(gettext("«%(label)s» was left out. You can undo it.", label=label), "good")
    if read:
        names = ", ".join(dict.fromkeys(use.name for use in read))
        flash(gettext("These still read its answer: %(names)s.", names=names), "warn")


def _page(
    folder: str,
    key: str,
    *,
    wrong: Mapping[str, str] | None = None,
    answers: Submitted | None = None,
    errors: Mapping[str, str] | None = None,
    passed: Mapping[str, object] | None = None,
) -> str:
    with runtime().database.read() as connection:
        form = open_form(connection, folder, key)
        remarks = remarks_on(connection, form)
        resources = resources_with(connection, form.desk.draft)
        fields = preview(connection, form, _shown(), answers, errors)
    return render_template(
        "form.html",
        section="definitions.index",
        desk=form.desk,
        form=form,
        rows=_rows(form),
        remarks=remarks,
        used=_used(users_of_forms(resources).get(key, []), form.desk),
        kinds=[(kind, field_kind(kind)) for kind in Kind],
        places=list(_places(form.document)),
        wrong=wrong or {},
        values=request.form if wrong else {},
        fields=fields,
        errors=error_list(fields, errors or {}),
        hides_something=bool(hidden_names(fields)),
        draft_action=None,
        complete_label=gettext("Try to send it"),
        passed=None if passed is None else {key: str(value) for key, value in passed.items()},
        tried=answers is not None,
        shown=_shown(),
        shown_languages=LANGUAGES,
    )


def _rows(form: FormDesk) -> list[dict[str, object]]:
    known = catalogues_of(form.desk.draft.files, form.desk.folder)
    rows: list[dict[str, object]] = []
    for place, component in walk(form.document):
        kind = kind_of(component)
        texts = [text for _, text in texts_of(component) if text] if kind else []
        validate = component.get("validate")
        last = len(inner(at(form.document, place[:-1]) if len(place) > 1 else form.document)) - 1
        rows.append(
            {
                "place": written(place),
                "depth": len(place) - 1,
                "first": place[-1] == 0,
                "last": place[-1] == last,
                "name": _name(component),
                "kind": field_kind(kind) if kind else str(component.get("type", "")),
                "known": kind is not None,
                "required": isinstance(validate, dict) and bool(validate.get("required")),
                "process": properties_of(component).get("process") in (True, "true"),
                "conditional": bool(component.get("conditional")),
                "missing": [tongue(code) for code, told in known.items() if any(one not in told for one in texts)],
            }
        )
    return rows


def _name(component: Component) -> str:
    """What a list calls a component: its label, or the first words of its text."""
    label = component.get("label") or component.get("dateLabel") or component.get("text") or component.get("key")
    words = " ".join(str(label or component.get("type", "")).replace("#", " ").split())
    return words if len(words) <= 70 else f"{words[:67].rstrip()}…"


def _places(document: Component) -> list[tuple[str, str]]:
    """Where a new field can stand: after each, first within each that has fields, and at the end."""
    found: list[tuple[str, str]] = [(written((len(inner(document)),)), gettext("Last"))]
    found.append((written((0,)), gettext("First")))
    for place, component in walk(document):
        name = _name(component)
        after: Place = (*place[:-1], place[-1] + 1)
        if kind_of(component) in PARENTS:
            within = (*place, len(inner(component)))
            found.append((written(within), gettext("Last within «%(name)s»", name=name)))
        found.append((written(after), gettext("After «%(name)s»", name=name)))
    return found


def _index(folder: str, refused: str, name: str) -> str:
    with runtime().database.read() as connection:
        desk = open_desk(connection, folder)
        resources = resources_with(connection, desk.draft)
    files, used = desk.draft.files, users_of_forms(resources)
    forms = []
    for key, path in forms_of(files).items():
        parsed = parse_form(files[path], path)
        faults = sum(one.severity == "error" for one in parsed.findings)
        forms.append(
            {
                "key": key,
                "used": _used(used.get(key, []), desk),
                "count": len(parsed.keys),
                "changed": path in desk.draft.changed,
                "faults": faults,
            }
        )
    unreadable = [
        path.rpartition("/")[2] for path in sorted(files) if path.endswith(".json") and not _readable(files[path], path)
    ]
    return render_template(
        "forms.html",
        section="definitions.index",
        desk=desk,
        forms=forms,
        unreadable=unreadable,
        refused=refused,
        name=name,
    )


def _readable(content: bytes, path: str) -> bool:
    try:
        return bool(parse_form(content, path).id)
    except InvalidResource:
        return False


def _used(uses: list[Use], desk: Desk) -> list[str]:
    """The names of the steps, in the language of the page where the folder's texts know them."""
    return list(dict.fromkeys(desk.text(use.name) for use in uses))


def _shown() -> str:
    wanted = request.args.get("shown", "")
    return wanted if wanted in LANGUAGES else language()
