"""My second factor: an authenticator app put into use, its recovery codes, and giving it up."""

from collections.abc import Sequence

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine import UnitOfWork
from webapp import errors
from webapp.accounts import second_factor, throttle
from webapp.accounts.account import verify
from webapp.accounts.one_time_codes import as_address, as_text
from webapp.auth import current_person, part_of_log_in, second_factor_is_required, wants
from webapp.journaling import note
from webapp.lifecycle.doings import Doing
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("second_factor", __name__)
_BEGUN = "second_factor_begun"  # In the signed cookie: when the password was given for it.
_SHOWN_FOR = 600  # Seconds.
Answer = str | Response | tuple[str, int]


@bp.get("/account/second-factor")
@part_of_log_in
def show() -> str:
    """How it stands; the picture for the app while it is not confirmed."""
    return _page({})


@bp.post("/account/second-factor/begin")
@part_of_log_in
@wants(Right.KEEP_OWN)
def begin() -> Answer:
    """Make the secret."""
    if (refused := _unless_password()) is not None:
        return refused
    person, here = current_person(), runtime()
    here.database.transact(lambda unit: second_factor.begin(unit.write(), person.id, here.config.secret_key))
    session[_BEGUN] = here.clock.now().timestamp()
    return redirect(url_for("second_factor.show"), 303)


@bp.post("/account/second-factor/confirm")
@part_of_log_in
@wants(Right.KEEP_OWN)
def confirm() -> Answer:
    """Put it into use when the app's code is right; the recovery codes are shown this once."""
    person, here, code = current_person(), runtime(), request.form.get("code", "")

    def act(unit: UnitOfWork) -> Sequence[str] | None:
        key, now = here.config.secret_key, here.clock.now()
        codes = second_factor.confirm(unit.write(), person.id, code, key, now)
        if codes is not None:
            note(unit, Doing.FACTOR_ADDED, f"person/{person.id}")
        return codes

    codes = here.database.transact(act)
    if codes is None:
        return _page({"code": gettext("The code is not right. Type the one that the app shows now.")}), 422
    return render_template("recovery_codes.html", codes=codes, section="account.show")


@bp.post("/account/second-factor/codes")
@part_of_log_in
@wants(Right.KEEP_OWN)
def renew() -> Answer:
    """New recovery codes; those before end."""
    if (refused := _unless_password()) is not None:
        return refused
    person = current_person()

    def act(unit: UnitOfWork) -> Sequence[str]:
        codes = second_factor.renew_codes(unit.write(), person.id)
        note(unit, Doing.CODES_RENEWED, f"person/{person.id}")
        return codes

    with runtime().database.read() as connection:
        if not second_factor.is_asked(connection, person.id):
            return redirect(url_for("second_factor.show"), 303)
    return render_template("recovery_codes.html", codes=runtime().database.transact(act), section="account.show")


@bp.post("/account/second-factor/remove")
@part_of_log_in
@wants(Right.KEEP_OWN)
def remove() -> Answer:
    """Give it up, unless a group of the person's requires it."""
    if second_factor_is_required():
        return errors.answer(409, detail=gettext("Your groups require a second step at log-in."))
    if (refused := _unless_password()) is not None:
        return refused
    person = current_person()

    def act(unit: UnitOfWork) -> None:
        second_factor.remove(unit.write(), person.id)
        note(unit, Doing.FACTOR_REMOVED, f"person/{person.id}")

    runtime().database.transact(act)
    flash(gettext("No code is asked at log-in any more."), "good")
    return redirect(url_for("second_factor.show"), 303)


def _unless_password() -> Answer | None:
    """None when the person's own password was given; whoever came to an open computer does not know it."""
    person, here, now = current_person(), runtime(), runtime().clock.now()
    subjects = (throttle.account(person.email),)
    with here.database.read() as connection:
        if throttle.waiting_time(connection, subjects, now):
            return errors.answer(429)
        known = verify(connection, person.email, request.form.get("current_password", "")) is not None
    if known:
        return None
    here.database.transact(lambda unit: throttle.count_failure(unit.write(), subjects, now))
    return _page({"current_password": gettext("The current password is not right.")}), 422


def _page(found: dict[str, str]) -> str:
    person, here = current_person(), runtime()
    with here.database.read() as connection:
        standing = second_factor.find_standing(connection, person.id)
        seed = second_factor.unconfirmed_seed(connection, person.id, here.config.secret_key)
    if here.clock.now().timestamp() - session.get(_BEGUN, 0) > _SHOWN_FOR:
        seed = None  # Whoever comes to an open computer is not to put their own telephone into use.
    text = as_text(seed) if seed else ""
    return render_template(
        "second_factor.html",
        section="account.show",
        errors=found,
        standing=standing,
        required=second_factor_is_required(),
        picture=_picture(as_address(seed, "Hankepolku", person.email)) if seed else "",
        secret=" ".join(text[at : at + 4] for at in range(0, len(text), 4)),
    )


def _picture(address: str) -> Markup:
    """The QR code as a picture that needs no style and no address of its own."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000", omitsize=False)
    return Markup(drawn)  # noqa: S704 - the library's own drawing; no text of anybody's is in it
