#!/usr/bin/env python3
"""Verify a package of evidence from Hankepolku, without Hankepolku: only Python's standard library is needed.

    python3 verify.py PACKAGE.zip [--kept SEALS.txt]

Every entry of history holds a SHA-256 over the entry before it, its own columns, and the salted digest of its value.
Seals hold a SHA-256 over the seal before, the moment, and the ends of all chains at that moment.  Lines of seals that
were kept elsewhere (`number moment hash`, as they were mailed or logged) prove that nothing was written anew.

Ends with 0 when everything is as it was written, with 1 when something is not, with 2 when it is no such package.
Take this file from the program's source, not from the package that you doubt.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

GENESIS = bytes(32)
COLUMNS = (
    "instance_id",
    "sequence",
    "kind",
    "actor",
    "on_behalf_of",
    "definition_id",
    "element",
    "task_id",
    "request_key",
)
# What the packed values have in common, by the number that they begin with.
COMMON = {
    1: b'{"data":{},"trigger":["message","payload":{"name":,"timers":[["incident":,"reason":,"sentence":,"from":null,'
    b'"to":"services":[{"element":"result":null,"failure":"error":"called":["decision","rules":[{"hit_policy":"UNIQUE",'
    b'"rule":,"rule_id":,"inputs":{"outputs":{"condition",{"expression":"values":{"outcome":true}],"outcome":false}],'
    b'{"token":1,"values":{"comment":"":null,"":false,"":true},"process":{},"followed":["],"request":"'
}


def main() -> int:
    """Verify, and say what was found."""
    parser = argparse.ArgumentParser(description="Verify a package of evidence.")
    parser.add_argument("package")
    parser.add_argument("--kept", help="lines of seals that were kept elsewhere")
    arguments = parser.parse_args()
    kept = kept_seals(arguments.kept) if arguments.kept else {}
    try:
        with zipfile.ZipFile(arguments.package) as package:
            said = list(findings(package, kept))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        sys.stderr.write(f"Expected a package of evidence, but {error}.\n")
        return 2
    last = f"{len(said)} things are not as they were written." if said else "Everything is as it was written."
    sys.stdout.write("\n".join([*said, last]) + "\n")
    return 1 if said else 0


def findings(package: zipfile.ZipFile, kept: dict[int, str]) -> Iterator[str]:
    """Everything that is not as it was written, a sentence each."""
    entries = [json.loads(line) for line in package.read("history.jsonl").splitlines()]
    hashes = {(one["instance_id"], one["sequence"]): one["hash"] for one in entries}
    for instance in json.loads(package.read("instances.json")):
        own = [one for one in entries if one["instance_id"] == instance["id"]]
        yield from chain_findings(instance, own)
    yield from seal_findings(package, hashes, kept)
    yield from document_findings(package, entries)


def chain_findings(instance: dict[str, Any], entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong in the chain of one instance."""
    before, name = GENESIS, f"instance {instance['id']}"
    for number, entry in enumerate(entries, 1):
        place = f"{name}, entry {number}"
        if entry["sequence"] != number:
            yield f"{place}: it is missing; the next one is {entry['sequence']}."
            return
        content = base64.b64decode(entry["content"]) if entry["content"] is not None else None
        digest = bytes.fromhex(entry["digest"] or "")
        if content is not None:
            digest = hashlib.sha256(bytes.fromhex(entry["salt"]) + content).digest()
            if json.loads(unpacked(content)) != entry["value"]:
                yield f"{place}: the value that is shown is not the one that was kept."
        at = datetime.fromisoformat(entry["at"]).astimezone(UTC).isoformat(timespec="microseconds")
        told = json.dumps([at, *(entry[column] for column in COLUMNS)])
        if hashlib.sha256(before + told.encode() + digest).hexdigest() != entry["hash"]:
            yield f"{place}: it, its value or the hash before it was changed."
        before = bytes.fromhex(entry["hash"])
    if len(entries) != instance["entries"] or before.hex() != instance["head"]:
        yield f"{name}: its history does not end where it ended when the package was made."


def unpacked(content: bytes) -> str:
    """The JSON text of a value."""
    inflate = zlib.decompressobj(-12, zdict=COMMON[content[0]])
    return inflate.decompress(content[1:]).decode()


def seal_findings(package: zipfile.ZipFile, hashes: dict[tuple[int, int], str], kept: dict[int, str]) -> Iterator[str]:
    """What is wrong with the seals, and between them and the entries."""
    before, here, seen = GENESIS, {instance for instance, _ in hashes}, set[int]()
    for line in package.read("seals.jsonl").splitlines():
        seal = json.loads(line)
        number, heads = seal["id"], base64.b64decode(seal["heads"])
        seen.add(number)
        at = datetime.fromisoformat(seal["at"]).astimezone(UTC).isoformat(timespec="microseconds")
        if hashlib.sha256(before + at.encode() + heads).hexdigest() != seal["hash"]:
            yield f"seal {number}: it or the one before was changed."
        if kept.get(number, seal["hash"]) != seal["hash"]:
            yield f"seal {number}: it is not the one that was kept elsewhere."
        if not is_stamped_so(package, number, seal["hash"]):
            yield f"seal {number}: its time stamp is of another one."
        before = bytes.fromhex(seal["hash"])
        for instance, sequence, head in json.loads(zlib.decompress(heads)):
            if instance in here and hashes.get((instance, sequence)) != head:
                yield f"instance {instance}, entry {sequence}: seal {number} holds another one."
    for number in sorted(set(kept) - seen):
        yield f"seal {number}: it was kept elsewhere, but is not in the package."


def is_stamped_so(package: zipfile.ZipFile, number: int, seal: str) -> bool:
    """Whether a seal's time stamp, if it has one, names the seal's hash; README.txt says how to see whose it is."""
    name = f"stamps/{number}.tsr"
    return name not in package.namelist() or hashlib.sha256(bytes.fromhex(seal)).digest() in package.read(name)


def document_findings(package: zipfile.ZipFile, entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the documents, and between them and the history that tells of them."""
    digests = {}
    for one in json.loads(package.read("documents.json")):
        digests[one["id"]] = one["sha256"]
        if one.get("disposed"):  # The journal has the certificate.
            continue
        if hashlib.sha256(package.read(one["path"])).hexdigest() != one["sha256"]:
            yield f"document {one['id']} ({one['name']}): its content was changed."
    for entry in entries:
        value = entry["value"] if entry["kind"] == "attached" else None
        if value and digests.get(value.get("document"), value.get("sha256")) != value.get("sha256"):
            yield f"instance {entry['instance_id']}, entry {entry['sequence']}: it tells of another document."


def kept_seals(path: str) -> dict[int, str]:
    """Hashes by the seals' numbers."""
    lines = [line.split() for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return {int(words[0]): words[2] for words in lines if len(words) == 3 and words[0].isdigit()}


if __name__ == "__main__":
    sys.exit(main())
