"""The list of all rules, as a page that people read."""

from engine.lint.rules import RULES, Rule
from engine.lint.words import LANGUAGES

_HEADS = {
    "fi": ("Sääntö", "Vakavuus", "Huomautus", "Miksi (englanniksi)"),
    "sv": ("Regel", "Allvar", "Anmärkning", "Varför (på engelska)"),
    "en": ("Rule", "Severity", "Sentence", "Why"),
}
_SEVERITIES = {"error": ("virhe", "fel", "error"), "warning": ("varoitus", "varning", "warning")}


def rules_page(language: str) -> str:
    """A Markdown table of all rules; what a sentence fills in stands between braces."""
    heads = _HEADS[language]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [_row(RULES[name], language) for name in sorted(RULES)]
    return "\n".join(lines) + "\n"


def _row(rule: Rule, language: str) -> str:
    sentence: str = getattr(rule.sentences, language)
    severity = _SEVERITIES[rule.severity][LANGUAGES.index(language)]
    return f"| `{rule.id}` | {severity} | {sentence.replace('|', '/')} | {rule.why} |"
