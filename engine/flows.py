"""The sequence flows of a diagram, from where to where each leads; and what of it is repeated."""

from dataclasses import dataclass

from lxml import etree

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


def read_repeated(content: bytes, file: str) -> dict[str, bool]:
    """The activities that are done for each of several things, or over and over; True: one after the other.

    Raises InvalidResource for what is no XML.
    """
    root = read_xml(content, file)
    several = {
        _activity(one): one.get("isSequential") == "true" for one in root.iter("{*}multiInstanceLoopCharacteristics")
    }
    return {**several, **{_activity(one): True for one in root.iter("{*}standardLoopCharacteristics")}}


def _activity(loop: etree._Element) -> str:
    activity = loop.getparent()
    return (activity.get("id") or "") if activity is not None else ""
