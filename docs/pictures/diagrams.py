"""Draws every diagram of `bpmn/` to a PNG with bpmn-js in Chromium: look at each before it is committed.

    .venv/bin/python docs/pictures/diagrams.py var/pictures [bpmn/idea/idea.bpmn …]

bpmn-js is taken from frontend/node_modules, or from the folder that BPMN_JS names.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
MARGIN = 20
WIDEST = 3600  # Pixels; a wider diagram is drawn smaller.


def library() -> Path:
    """The folder of bpmn-js's ready-made viewers."""
    return Path(os.environ.get("BPMN_JS", ROOT / "frontend/node_modules/bpmn-js")) / "dist"


def draw(page: Page, diagram: Path, target: Path) -> list[str]:
    """Save one diagram as a picture; gives what bpmn-js warned of."""
    page.set_content("<div id='canvas' style='width:100vw;height:100vh'></div><style>body{margin:0}</style>")
    page.add_style_tag(path=library() / "assets/diagram-js.css")
    page.add_style_tag(path=library() / "assets/bpmn-js.css")
    page.add_script_tag(path=library() / "bpmn-viewer.production.min.js")
    size, warnings = page.evaluate(
        """async (xml) => {
            window.viewer = new BpmnJS({ container: '#canvas' });
            const { warnings } = await viewer.importXML(xml);
            const { width, height } = viewer.get('canvas').viewbox().inner;
            return [[width, height], warnings.map((w) => w.message)];
        }""",
        diagram.read_text("utf-8"),
    )
    scale = min(1, WIDEST / size[0])
    page.set_viewport_size({"width": int(size[0] * scale) + 2 * MARGIN, "height": int(size[1] * scale) + 2 * MARGIN})
    page.evaluate("viewer.get('canvas').resized(); viewer.get('canvas').zoom('fit-viewport', 'auto')")
    page.screenshot(path=target)
    return [str(warning) for warning in warnings]


def main(arguments: list[str]) -> int:
    """Draw the named diagrams, or all; gives the exit code."""
    target = Path(arguments[0]) if arguments else ROOT / "var/pictures"
    target.mkdir(parents=True, exist_ok=True)
    diagrams = [Path(name) for name in arguments[1:]] or sorted((ROOT / "bpmn").rglob("*.bpmn"))
    warned = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for diagram in diagrams:
            warnings = draw(page, diagram, target / f"{diagram.stem}.png")
            warned = warned or bool(warnings)
            sys.stdout.writelines(f"{diagram}: {line}\n" for line in warnings or ["drawn"])
        browser.close()
    return 1 if warned else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
