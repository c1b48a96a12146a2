"""Why a draft came back, in the words of whoever reads it."""

from webapp.drafting.drafts import Draft
from webapp.drafting.states import Obstacle
from webapp.lifecycle.phrases import Speaker


def told_refusal(draft: Draft, speaker: Speaker) -> str:
    """The sentence; empty where the draft did not come back.  What a person wrote stays as it is."""
    what = draft.refusal or ""
    return told_obstacle(draft.obstacle, what, speaker) if draft.obstacle else what


def told_obstacle(obstacle: Obstacle, what: str, speaker: Speaker) -> str:
    """The sentence about what kept a draft from being published, and `what` exactly: names of files or of tests."""
    if obstacle is Obstacle.MEANWHILE:
        return speaker.say("somebody has put other files to use meanwhile: %(files)s.", files=what)
    if obstacle is Obstacle.TESTS:
        return speaker.say("recorded tests go otherwise than they did: %(names)s.", names=what)
    return speaker.say("the check found errors among what is in use by now. See the draft.")
