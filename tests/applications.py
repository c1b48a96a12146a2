"""Tests make applications by the thousand; what each would compile anew, addresses and templates, is compiled once.

Half of a page's test was spent on it.  Flask is told which classes to use for both; what they do stays theirs.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any, cast

from flask import Flask
from flask.templating import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

_builders: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}


class CompiledRule(Rule):
    """A rule that makes the function which builds its address only if no rule like it has."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((self.defaults or {}).items()))
        key = (self.rule, tuple(self._trace), defaults, append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


class _CompiledTemplates(BytecodeCache):
    """The code of every template that any application has read, by name and content."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = cast("CodeType", bucket.code)


_templates = _CompiledTemplates()


class CompiledEnvironment(Environment):
    """Templates compiled by whichever application asked first."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options, bytecode_cache=_templates)


def compile_once() -> None:
    """Let all applications of this process share what they compile."""
    Flask.url_rule_class = CompiledRule
    Flask.jinja_environment = CompiledEnvironment
