"""The sequence flows of a diagram: from where to where each leads, and what it is called."""

from dataclasses import dataclass

from engine.xml import read_xml


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `name` is its label in the diagram's own language, empty where it has none."""

    id: str
    name: str
    source: str
    target: str


def read_flows(content: bytes, file: str) -> tuple[Flow, ...]:
    """All of a diagram's, those inside sub-processes included.

    Raises InvalidResource for what is no XML.
    """
    found = read_xml(content, file).iter("{*}sequenceFlow")
    return tuple(
        Flow(one.get("id") or "", " ".join((one.get("name") or "").split()), one.get("sourceRef") or "",
             one.get("targetRef") or "")
        for one in found
    )  # fmt: skip
