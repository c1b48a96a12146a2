"""Writes the traceability, takes the documents' pictures, checks that their relative links lead somewhere."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from docs import traceability
from docs.pictures import pages

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(document: Path) -> Iterator[str]:
    """A sentence for each link of a document that leads nowhere."""
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        for target in LINK.findall(line):
            if not target.startswith(("http:", "https:", "mailto:")) and not (document.parent / target).exists():
                yield f"{document.relative_to(ROOT)}:{number}: Expected a file at {target}, but there is none."


def main() -> int:
    """Print every finding; 1 when there is one, or when a picture is too large."""
    if traceability.main() or pages.main():
        return 1
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    findings = [finding for document in documents for finding in broken_links(document)]
    for finding in findings:
        sys.stdout.write(finding + "\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
