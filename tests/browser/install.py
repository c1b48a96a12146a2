"""Make sure that there is a Chromium: `python -m tests.browser.install`.

The shell without a window opens a page three times as fast, so Debian's package of it comes first, when we may install
it; else any Chromium on the PATH will do, or the one that playwright brings.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Expected a Chromium for the browser tests, but there is none and none could be installed. "
    "Install one (Debian: `apt-get install chromium`) or run `playwright install chromium`."
)


class NoBrowser(Exception):
    """There is no Chromium."""


def find_browser() -> str:
    """The path of a Chromium.  Raises NoBrowser with a sentence that says what to do."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    for found in sorted(_playwright_folder().glob("chromium-*/chrome-linux*/chrome"), reverse=True):
        return str(found)
    raise NoBrowser(MISSING)


def install_browser() -> str:
    """Install the fast one where that can be done; else find a Chromium, or install one first."""
    if shutil.which(NAMES[0]) is None:
        _by_apt(NAMES[0])
    for attempt in (_nothing, lambda: _by_apt("chromium"), _by_playwright):
        attempt()
        try:
            return find_browser()
        except NoBrowser:
            continue
    raise NoBrowser(MISSING)


def _nothing() -> None:
    """The first attempt is to look."""


def _by_apt(package: str) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None or not Path("/etc/debian_version").exists():
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", package, "fonts-liberation"]):
        subprocess.run(["apt-get", "--quiet=2", *words], env=environment, check=False, stdout=sys.stderr)


def _by_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr)


def _playwright_folder() -> Path:
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))


def main() -> int:
    """Say where it is, or what is missing."""
    try:
        sys.stdout.write(f"Chromium: {install_browser()}\n")
    except NoBrowser as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
