"""Read files for process mining with PM4Py, in a process of its own: what it imports warns and weighs half a gigabyte.

python -m tests.webapp.mined xes FILE
"""

import json
import sys
from collections.abc import Iterable

import pm4py


def main() -> None:
    """Print what was read, as JSON."""
    form, path = sys.argv[1:]
    json.dump({"xes": read_xes, "ocel": read_ocel}[form](path), sys.stdout)


def read_xes(path: str) -> object:
    """The activities with their transitions, by trace; those that start one, by a discovered graph; and the values."""
    log = pm4py.read_xes(path, variant="iterparse")
    columns = ["concept:name", "lifecycle:transition", "org:resource"]
    told = {
        str(name): [[str(cell) for cell in row] for row in rows[columns].to_numpy().tolist()]
        for name, rows in log.groupby("case:concept:name")
    }
    starts = pm4py.get_start_activities(log)
    places = log["hankepolku:instance"].astype(str) + "/" + log["hankepolku:sequence"].astype(str)
    return {
        "traces": told,
        "starts": {str(key): int(value) for key, value in starts.items()},
        "values": read_values(places, log.get("hankepolku:values", ())),
    }


def read_ocel(path: str) -> object:
    """How many events there are, the objects by type, what discovery makes of them, and the values."""
    log = pm4py.read_ocel2_json(path)
    graph = pm4py.discover_ocdfg(log)
    return {
        "events": len(log.events),
        "objects": {str(kind): int(count) for kind, count in log.objects["ocel:type"].value_counts().items()},
        "relations": sorted({str(one) for one in log.relations["ocel:qualifier"]}),
        "changes": len(log.object_changes),
        "types": sorted(str(one) for one in graph["object_types"]),
        "values": read_values(log.events["ocel:eid"], log.events.get("values", ())),
    }


def read_values(places: Iterable[object], texts: Iterable[object]) -> dict[str, object]:
    """What was written at each event that tells it, by its place in history: instance and number."""
    return {str(place): json.loads(text) for place, text in zip(places, texts, strict=False) if isinstance(text, str)}


if __name__ == "__main__":
    main()
