"""The rules that diagrams, tables, forms and translations obey before they are deployed.

`lint` checks a deployment, `lint_file` a single file of one, `inspect` what lies at a path; `verdict` says what
follows.  A rule is one function in one of the modules of this package, each with a sentence for the person who drew
the diagram.
"""

from engine.lint.catalogue import rules_page
from engine.lint.checks import lint, lint_file
from engine.lint.deployment import NOTHING_KNOWN, Known
from engine.lint.findings import Finding, Severity, Verdict, verdict, worst
from engine.lint.inspection import Unbearable, bounds, inspect, read_file, read_folder
from engine.lint.rules import RULES, Rule

__all__ = ["NOTHING_KNOWN", "RULES", "Finding", "Known", "Rule", "Severity", "Unbearable", "Verdict"]
__all__ += ["bounds", "inspect", "lint", "lint_file", "read_file", "read_folder", "rules_page", "verdict", "worst"]
