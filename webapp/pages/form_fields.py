"""One field of a form: everything about it, its texts in three languages side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import InvalidResource, NotFound
from engine.forms import parse_form
from engine.lint.findings import clause
from webapp.desks import told_conflict, told_feel
from webapp.drafting.drafts import EditedMeanwhile
from webapp.form_desks import FormDesk, open_form, remarks_on, save_form
from webapp.form_editing.changes import key_of, replace_field
from webapp.form_editing.conditions import answers_before
from webapp.form_editing.fields import Changed, Fault, changed, parts_of, similar_kinds, told
from webapp.form_editing.files import Place, at, inner, read_place, walk, written
from webapp.form_editing.kinds import Component, Kind, kind_of
from webapp.form_editing.languages import OTHERS, catalogues_of, texts_of
from webapp.form_editing.option_rows import filled, options_in, reordered, rows_in, told_rows
from webapp.form_editing.uses import Use, readers_of
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.wording import field_kind, tongue

bp = Blueprint("form_fields", __name__)
Answer = str | Response | tuple[str, int]
SPARE = 2  # Empty rows for further options.
MOST_CHECKS = 20


@dataclass
class Page:
    """A field's page on its way: what stands in its inputs, and what is wrong with them."""

    form: FormDesk
    place: Place
    component: Component
    typed: Mapping[str, str]
    revision: int
    errors: dict[str, str] = field(default_factory=dict)
    readers: list[Use] = field(default_factory=list)  # Who reads the key that is to change.
    conflict: str = ""


@bp.get("/processes/<folder>/forms/<key>/fields/<place>")
def edit(folder: str, key: str, place: str) -> str:
    """All that the field says, to be changed."""
    form = _open(folder, key)
    there, component = _find(form, place)
    known = catalogues_of(form.desk.draft.files, folder)
    typed = told(component) | told_rows(component)
    for name, text in texts_of(component):
        typed[f"{name}.fi"] = text
        typed |= {f"{name}.{code}": known[code].get(text, "") for code in OTHERS}
    return _page(Page(form, there, component, typed, form.revision))


@bp.post("/processes/<folder>/forms/<key>/fields/<place>")
def save(folder: str, key: str, place: str) -> Answer:
    """Save the field and its texts in all languages; what was typed stays, whatever happens."""
    form = _open(folder, key)
    typed = {name: text.replace("\r\n", "\n") for name, text in request.form.items()}
    there, component = _same_field(form, place, typed.get("was", ""))
    page = Page(form, there, component, typed, request.form.get("revision", 0, int))
    if "order" in typed:
        page.typed = reordered(typed, typed["order"])
        return _page(page)
    made = changed(component, typed, options_in(component, rows_in(typed)))
    content = replace_field(form.content, form.path, there, made.component)
    page.errors = {name: _sentence(fault) for name, fault in made.faults.items()} | _new_faults(form, content)
    if page.errors:
        return _page(page), 422
    before = key_of(component)
    if before and before != key_of(made.component) and not typed.get("sure"):
        page.readers = readers_of(form.desk.draft.files, folder, form.path, before)
        if page.readers:
            page.errors = {"key": gettext("The key «%(key)s» is read elsewhere. Look below who reads it.", key=before)}
            return _page(page), 422
    translations, renamed = _translations(made, component, typed)
    try:
        save_form(form, content, page.revision, translations, renamed)
    except EditedMeanwhile as first:
        page.conflict, page.revision = told_conflict(first), form.revision
        return _page(page), 409
    flash(gettext("Saved in the draft."), "good")
    return redirect(url_for("forms.show", folder=folder, key=key, _anchor=f"at-{written(there)}"), 303)


def _open(folder: str, key: str) -> FormDesk:
    with runtime().database.read() as connection:
        return open_form(connection, folder, key)


def _find(form: FormDesk, place: str) -> tuple[Place, Component]:
    try:
        there = read_place(place)
        component = at(form.document, there)
    except NotFound:
        abort(404)
    if kind_of(component) is None:
        abort(404)
    return there, component


def _same_field(form: FormDesk, place: str, was: str) -> tuple[Place, Component]:
    """The field that the page was about, wherever it stands by now; 404 where it is there no more."""
    if was:
        found = [(there, one) for there, one in walk(form.document) if key_of(one) == was]
        for there, component in found:
            if written(there) == place:
                return there, component
        if found:
            return found[0]
        abort(404)
    return _find(form, place)


def _new_faults(form: FormDesk, content: bytes) -> dict[str, str]:
    """What the form's reader finds in the changed form and did not find before, at the input that mends it."""
    known = {(one.rule, one.message) for one in form.form.findings}
    try:
        found = parse_form(content, form.path).findings
    except InvalidResource as invalid:
        return {"key": str(invalid)}
    names = {
        "form-key": ("key", gettext("Write the key in small letters a-z, numbers and _, beginning with a letter.")),
        "form-duplicate-key": ("key", gettext("Another field of the form has this key already.")),
        "form-options": ("options", gettext("Every option needs a value of its own.")),
        "form-pattern": ("pattern", gettext("This pattern cannot be searched for.")),
        "form-button": ("value", gettext("Write what the process gets when the button is pressed.")),
    }
    return dict(names[one.rule] for one in found if one.rule in names and (one.rule, one.message) not in known)


def _translations(
    made: Changed, before: Component, typed: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The translations by language and Finnish text; and which Finnish text took which one's place."""
    names = dict(texts_of(made.component))
    posted, old = {name: name for name in names}, dict(texts_of(before))
    taken = {name: old.get(name, "") for name in names}
    every = list(enumerate(rows_in(typed)))
    for at_now, (number, row) in enumerate((number, row) for number, row in every if filled([row])):
        posted[f"option-{at_now}"] = f"option-{number}"
        taken[f"option-{at_now}"] = old.get(f"option-{row['-was']}", "")
    checks = [number for number in range(MOST_CHECKS) if typed.get(f"check-{number}-holds", "").strip()]
    for at_now, number in enumerate(checks):
        posted[f"check-{at_now}-message"] = f"check-{number}-message"
        taken[f"check-{at_now}-message"] = old.get(f"check-{number}-message", "")
    translations = {
        code: {
            text: typed.get(f"{posted[name]}.{code}", "").replace("\r\n", "\n").strip() for name, text in names.items()
        }
        for code in OTHERS
    }
    return translations, {taken[name]: text for name, text in names.items() if taken.get(name) not in (None, "", text)}


def _sentence(fault: Fault) -> str:
    sentences = {
        "label": gettext("Write the label: without it nobody could tell what to enter."),
        "empty": gettext("Write the text."),
        "options": gettext("Write at least one option."),
        "options_twice": gettext("Two options have the same value. Each needs one of its own."),
        "count": gettext("Write a whole number."),
        "number": gettext("Write a number, or FEEL after an equals sign."),
        "day": gettext("Write a day (31.12.2026), or FEEL after an equals sign."),
        "feel_missing": gettext("Write what is worked out."),
        "check": gettext("A comparison needs both what must hold and what is said when it does not."),
    }
    if fault.error is not None:
        return gettext("This expression cannot be read: %(sentence)s", sentence=clause(told_feel(fault.error)))
    return sentences[fault.name]


def _inner_fields(page: Page) -> list[tuple[str, str]]:
    """The fields of a list's rows: place and label."""
    rows = inner(page.component) if kind_of(page.component) in (Kind.ROWS, Kind.SCORE) else []
    return [
        (written((*page.place, number)), str(one.get("label") or key_of(one)))
        for number, one in enumerate(rows)
        if isinstance(one, dict) and kind_of(one) is not None
    ]


def _page(page: Page) -> str:
    form, kind = page.form, kind_of(page.component)
    if kind is None:
        abort(404)
    with runtime().database.read() as connection:
        remarks = [one for one in remarks_on(connection, form) if one.place == written(page.place)]
    scope = form.document if len(page.place) == 1 else at(form.document, page.place[:-1])
    if len(page.place) > 1 and kind_of(scope) is Kind.GROUP:
        scope = form.document
    checks = sum(bool(page.typed.get(f"check-{number}-holds")) for number in range(MOST_CHECKS))
    return render_template(
        "form_field.html",
        section="definitions.index",
        desk=form.desk,
        form=form,
        page=page,
        place=written(page.place),
        kind=kind,
        kind_told=field_kind(kind),
        similar=[(one, field_kind(one)) for one in similar_kinds(kind)],
        parts=parts_of(kind),
        inner_fields=_inner_fields(page),
        options=len(rows_in(page.typed)) + SPARE,
        checks=checks + 1,
        answers=list(answers_before(list(inner(scope)), key_of(page.component))),
        was=key_of(page.component),
        values=page.typed,
        errors=page.errors,
        remarks=remarks,
        tongues_asked=[("fi", tongue("fi")), *((code, tongue(code)) for code in OTHERS)],
        name=next((text for _, text in texts_of(page.component) if text), "")[:60],
    )
