"""Migration: running instances go on by another version of their process.

A plan says what takes the place of what, a preview what that means for one instance; a migration does it, all of it
or nothing, and is an input of the history like any other.  Moving back while nothing has happened since gives the
very state that was there before.
"""

from engine.migration.hindrances import Hindrance, NotMigratable, Obstruction
from engine.migration.moves import migrate
from engine.migration.plans import How, Match, Plan, plan
from engine.migration.previews import Preview, TokenMove, preview
from engine.migration.runs import running_on

__all__ = ["Hindrance", "How", "Match", "NotMigratable", "Obstruction", "Plan", "Preview", "TokenMove"]
__all__ += ["migrate", "plan", "preview", "running_on"]
