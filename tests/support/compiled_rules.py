"""The rules of addresses, compiled once for all sites of a process: that is nine tenths of making a site."""

from collections.abc import Hashable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

_COMPILED: dict[Hashable, tuple[dict[str, Any], set[str]]] = {}


class CompiledRule(Rule):
    """A rule that takes over what was compiled for an equal one of an earlier site."""

    def compile(self) -> None:
        """Compile it, unless an equal one was."""
        assert self.map is not None, "a rule is bound before it is compiled"
        key = self._what_it_is_compiled_from()
        if key in _COMPILED:
            made, arguments = _COMPILED[key]
            vars(self).update(made)
            self.arguments.update(arguments)
            return
        before = dict(vars(self))
        super().compile()
        made = {name: value for name, value in vars(self).items() if before.get(name) is not value}
        _COMPILED[key] = made, set(self.arguments)

    def _what_it_is_compiled_from(self) -> Hashable:
        site = self.map
        converters = tuple(sorted(site.converters.items(), key=lambda named: named[0]))
        options = self.merge_slashes, site.host_matching, site.sort_parameters, repr(self.defaults)
        return self.rule, self.host, self.subdomain, options, converters


def compile_rules_once() -> None:
    """From now on, for each site of this process."""
    Flask.url_rule_class = CompiledRule
