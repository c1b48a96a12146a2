"""Why a password is not good enough, told to whoever chooses one."""

from webapp.accounts.passwords import LONGEST, SHORTEST, WeakPassword
from webapp.localisation import gettext


def weakness(weak: WeakPassword) -> str:
    """Why a password is not good enough, in words."""
    return {
        "short": gettext("The password must have at least %(count)s characters.", count=SHORTEST),
        "long": gettext("The password can have at most %(count)s characters.", count=LONGEST),
        "common": gettext("This password is easy to guess. Use for instance four words that do not belong together."),
        "context": gettext("The password is made of names that are easy to guess: yours, or this service's."),
        "stolen": gettext("This password is in a list of stolen ones. Choose another, and change it elsewhere too."),
    }[weak.reason]
