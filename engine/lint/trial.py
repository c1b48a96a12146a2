"""The last question about a diagram without errors: does the engine take it?

So `hankepolku check` and a deployment never disagree, though the rules of this package speak better than the engine.
"""

from collections.abc import Iterator

from engine import spiff
from engine.errors import InvalidResource
from engine.lint.drawing import Drawing
from engine.lint.findings import Finding, Sentences, clause
from engine.lint.rules import ERROR, Fault, Rule, Spot, listed

REFUSED = listed(
    Rule(
        "engine-refuses",
        ERROR,
        "What the engine cannot take cannot be deployed.",
        Sentences(
            en="Expected a diagram that the engine takes, but: {reason}",
            fi="Moottorin pitää pystyä ottamaan kaavio käyttöön, mutta: {reason}",
            sv="Motorn ska kunna ta emot diagrammet, men: {reason}",
        ),
    )
)


def try_out(drawing: Drawing) -> Iterator[Finding]:
    """A finding when the engine refuses the diagram."""
    try:
        spiff.parse({drawing.path: drawing.content})
    except InvalidResource as error:
        place = drawing.processes[0] if drawing.processes else Spot()
        yield REFUSED.finding(drawing.path, Fault(place, {"reason": clause(str(error))}))
