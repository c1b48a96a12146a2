"""What the journal tells of: the one table of what people do beside instances."""

from collections.abc import Mapping
from enum import StrEnum

from engine.journal import DEPLOYED as _DEPLOYED


class Doing(StrEnum):
    """What somebody did; `subject` in the comments is what the journal's entry names as such."""

    LOGGED_IN = "logged in"  # person
    LOG_IN_FAILED = "log-in failed"  # person, where the address is somebody's
    CODE_FAILED = "code failed"  # person
    FACTOR_ADDED = "second factor added"  # person
    FACTOR_REMOVED = "second factor removed"  # person, by themselves or by an administrator
    CODES_RENEWED = "recovery codes renewed"  # person
    LOGGED_OUT = "logged out"  # person
    LOGGED_OUT_EVERYWHERE = "logged out everywhere"  # person
    SESSION_ENDED = "session ended"  # person
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # person
    IDENTITY_LINKED = "log-in service linked"  # person
    INVITED = "invited"  # person
    GROUPS_CHANGED = "groups changed"  # person
    PARTICIPATION_CHANGED = "participation changed"  # person
    ACCOUNT_ENDED = "account ended"  # person
    PSEUDONYMISED = "pseudonymised"  # person
    ACCOUNT_OPENED = "account opened"  # person
    VIEWED = "viewed"  # person or matter whose personal data were shown
    EXPORTED = "exported"  # what of: portfolio, log
    DEPLOYED = _DEPLOYED  # deployment
    SUBMITTED = "submitted for publishing"  # process
    APPROVED = "approved for publishing"  # process
    REFUSED = "refused publishing"  # process
    HINDERED = "hindered publishing"  # process
    DIARY_NUMBER_KEPT = "diary number kept"  # matter
    DIARY_NUMBER_GIVEN = "diary number given"  # matter
    DECISION_CLASSIFIED = "decision classified"  # decision/7
    HELD = "held back from disposal"  # matter
    HOLD_LIFTED = "hold lifted"  # matter
    DISPOSED = "disposed of"  # matter, or document/7
    VERIFIED = "verified"  # log
    SERVICE_ACCOUNT_MADE = "service account made"  # service account
    SERVICE_ACCOUNT_CHANGED = "service account changed"  # service account
    SERVICE_ACCOUNT_ENDED = "service account ended"  # service account
    TOKEN_MADE = "token made"  # noqa: S105  # service account
    TOKEN_REVOKED = "token revoked"  # noqa: S105  # service account
    WEB_HOOK_MADE = "web hook made"  # web hook
    WEB_HOOK_SECRET_CHANGED = "web hook got a new secret"  # noqa: S105  # web hook
    WEB_HOOK_ENDED = "web hook ended"  # web hook
    RESTORED = "restored"  # machinery
    HELD_STILL = "held still"  # machinery
    LET_GO_ON = "let go on"  # machinery
    LETTERS_DROPPED = "letters left out"  # machinery
    BLANKED = "made a training copy"  # machinery
    TRIED_NOW = "tried now"  # outbox


MEANING: Mapping[Doing, str] = {
    Doing.LOGGED_IN: "Somebody logged in.",
    Doing.LOG_IN_FAILED: "Somebody tried to log in with a wrong password.",
    Doing.CODE_FAILED: "Somebody with the right password gave a wrong code.",
    Doing.FACTOR_ADDED: "A person put a second factor into use.",
    Doing.FACTOR_REMOVED: "A person's second factor was given up, by themselves or by an administrator.",
    Doing.CODES_RENEWED: "A person made new recovery codes.",
    Doing.LOGGED_OUT: "Somebody ended the session of one device.",
    Doing.LOGGED_OUT_EVERYWHERE: "Somebody ended the sessions of every device.",
    Doing.SESSION_ENDED: "Somebody ended one session of a person from another device.",
    Doing.PASSWORD_CHANGED: "Somebody chose a new password.",
    Doing.IDENTITY_LINKED: "A log-in service's word counts for a person from now on; whether the account is new.",
    Doing.INVITED: "A person was let in, in these groups.",
    Doing.GROUPS_CHANGED: "A person's groups were changed, from these to those.",
    Doing.PARTICIPATION_CHANGED: "How a person takes part in meetings was changed.",
    Doing.ACCOUNT_ENDED: "A person can no longer log in.",
    Doing.PSEUDONYMISED: "A person got a pseudonym; what stayed as it was stands here, and why.",
    Doing.ACCOUNT_OPENED: "A person can log in again.",
    Doing.VIEWED: "Somebody looked at a page with another's personal data.",
    Doing.EXPORTED: "Somebody took data out in a file.",
    Doing.DEPLOYED: "Somebody put processes into use; the digest of their files stands here.",
    Doing.SUBMITTED: "An owner asked for a draft to be published.",
    Doing.APPROVED: "A second person approved a draft.",
    Doing.REFUSED: "A second person sent a draft back.",
    Doing.HINDERED: "A draft was not published when its time came; what hindered it.",
    Doing.DIARY_NUMBER_KEPT: "A project's diary number was written down, as the case system gave it.",
    Doing.DIARY_NUMBER_GIVEN: "A project got the next diary number of the organisation's own series.",
    Doing.DECISION_CLASSIFIED: "What is public of a decision was changed: classes and grounds before and after, why.",
    Doing.HELD: "A matter is to be kept however old it is, for this reason.",
    Doing.HOLD_LIFTED: "A matter is kept no longer than its class asks.",
    Doing.DISPOSED: "The certificate of disposal: what was emptied, by which rule and why; a document by its digest.",
    Doing.VERIFIED: "Somebody had all chains verified; what was found.",
    Doing.SERVICE_ACCOUNT_MADE: "A program was let in, with these scopes and groups.",
    Doing.SERVICE_ACCOUNT_CHANGED: "What a program may do was changed.",
    Doing.SERVICE_ACCOUNT_ENDED: "A program can no longer do anything.",
    Doing.TOKEN_MADE: "A program got a token, for so many days.",
    Doing.TOKEN_REVOKED: "A program's token opens nothing any more.",
    Doing.WEB_HOOK_MADE: "Another system is told of these kinds of events.",
    Doing.WEB_HOOK_SECRET_CHANGED: "Another system's signing secret was changed.",
    Doing.WEB_HOOK_ENDED: "Another system is told nothing any more.",
    Doing.RESTORED: "A copy was put in the place of the database; timers and letters stand still since.",
    Doing.HELD_STILL: "Timers and letters were held still.",
    Doing.LET_GO_ON: "An administrator let timers and letters go on, with the letters that had gathered or without.",
    Doing.LETTERS_DROPPED: "The letters that had gathered were left out, so that none goes out twice.",
    Doing.BLANKED: "A copy was made for training: addresses were blanked, letters and sessions removed.",
    Doing.TRIED_NOW: "An administrator let what rested in the outbox be tried at once.",
}
"""What each means, for whoever reads an export."""
