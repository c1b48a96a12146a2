"""Make the first administrator, invite people, list them, end an account, give up a lost second factor."""

import argparse
import sys

from engine.actors import ADMINISTRATOR, Actor
from engine.journal import JournalEntry, write
from engine.work import UnitOfWork
from webapp.accounts import second_factor
from webapp.accounts.account import (
    EmailTaken,
    UnknownGroup,
    create_account,
    deactivate,
    demand_groups,
    find_account,
    find_account_by_email,
    keep_group,
    list_accounts,
)
from webapp.accounts.letters import send_link
from webapp.accounts.links import Purpose
from webapp.accounts.sessions import close_sessions
from webapp.console import with_runtime
from webapp.lifecycle.doings import Doing
from webapp.lifecycle.newcomers import welcome
from webapp.runtime import Runtime

OPERATOR = Actor("operator")
"""Who does something at the machine itself."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action, and what it needs."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="create|invite|deactivate|reset-second-factor|list"
    )
    create = actions.add_parser("create", help="make an account and its invitation")
    create.add_argument("--admin", action="store_true", help="make the person an administrator")
    create.add_argument("--group", action="append", default=[], metavar="KEY", help="a group to join; several may be")
    create.add_argument("--language", default="fi", choices=("fi", "sv", "en"), help="the person's language (fi)")
    create.add_argument("name", metavar="NAME")
    create.add_argument("email", metavar="EMAIL")
    for action, words in (
        ("invite", "send a new invitation"),
        ("deactivate", "end an account and its sessions"),
        ("reset-second-factor", "let somebody in by the password alone, and end their sessions"),
    ):
        actions.add_parser(action, help=words).add_argument("email", metavar="EMAIL")
    actions.add_parser("list", help="list the people")


@with_runtime
def run(here: Runtime, arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    return _ACTIONS[arguments.action](here, arguments)


def _create(here: Runtime, arguments: argparse.Namespace) -> int:
    groups = {*arguments.group, *([ADMINISTRATOR] if arguments.admin else [])}

    def create(unit: UnitOfWork) -> str:
        connection, today = unit.write(), here.today()
        if arguments.admin:
            keep_group(connection, ADMINISTRATOR, "Ylläpito")
        demand_groups(connection, groups)
        person_id = create_account(connection, arguments.name, arguments.email, arguments.language, groups, today)
        account = find_account(connection, person_id, today)
        assert account is not None  # noqa: S101 - it was made a line above
        welcome(unit, here.engine, person_id, groups, by=Actor(person_id))
        return send_link(connection, account, Purpose.INVITATION, here.config.base_url, here.clock.now())

    try:
        link = here.database.transact(create)
    except (EmailTaken, UnknownGroup) as error:
        return _refuse(str(error))
    print(f"{arguments.name} chooses a password here, within 14 days:\n{link}")
    return 0


def _invite(here: Runtime, arguments: argparse.Namespace) -> int:
    with here.database.read() as connection:
        account = find_account_by_email(connection, arguments.email, here.today())
    if account is None or not account.active:
        return _refuse(f"Expected the address of an active person, but {arguments.email} is none.")
    now, base = here.clock.now(), here.config.base_url
    link = here.database.transact(lambda unit: send_link(unit.write(), account, Purpose.INVITATION, base, now))
    print(f"{account.name} chooses a password here, within 14 days:\n{link}")
    return 0


def _deactivate(here: Runtime, arguments: argparse.Namespace) -> int:
    with here.database.read() as connection:
        account = find_account_by_email(connection, arguments.email, here.today())
    if account is None:
        return _refuse(f"Expected somebody's address, but {arguments.email} is nobody's.")
    here.database.transact(lambda unit: deactivate(unit.write(), account.id))
    print(f"{account.name} can no longer log in. Open tasks are listed on the person's page.")
    return 0


def _reset_second_factor(here: Runtime, arguments: argparse.Namespace) -> int:
    with here.database.read() as connection:
        account = find_account_by_email(connection, arguments.email, here.today())
    if account is None:
        return _refuse(f"Expected somebody's address, but {arguments.email} is nobody's.")

    def reset(unit: UnitOfWork) -> None:
        second_factor.remove(unit.write(), account.id)
        close_sessions(unit.write(), account.id)
        write(unit.write(), JournalEntry(Doing.FACTOR_REMOVED, here.clock.now(), OPERATOR, f"person/{account.id}", {}))

    here.database.transact(reset)
    print(f"{account.name} logs in by the password alone until a new second factor is put into use.")
    return 0


def _list(here: Runtime, arguments: argparse.Namespace) -> int:
    with here.database.read() as connection:
        accounts = list_accounts(connection, here.today())
    for account in accounts:
        state = "active" if account.active else "ended"
        print(f"{account.id}\t{account.email}\t{account.name}\t{state}\t{','.join(sorted(account.groups))}")
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


_ACTIONS = {
    "create": _create,
    "invite": _invite,
    "deactivate": _deactivate,
    "reset-second-factor": _reset_second_factor,
    "list": _list,
}
