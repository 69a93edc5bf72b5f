"""The path of each page: Werkzeug finds a page by it, and `plain_path()` writes it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote, urlencode

from flask import Flask, current_app
from werkzeug.routing import Rule

_KEY = "paths"
_PLACE = re.compile(r"<(?:[^<>:]+:)?([^<>:]+)>")
_needs_no_quotes = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
# What Werkzeug leaves as it is in a path: https://url.spec.whatwg.org/#url-path-segment-string
_SAFE = "!$&'()*+,/:;=@"


class MatchOnlyRule(Rule):
    """Finds the page of an address. Addresses are written by `plain_path()`, never built by a rule.

    To get ready for it would take Werkzeug most of the time in which an app is made.
    """

    def _compile_builder(
        self,
        append_unknown: bool = True,  # noqa: ARG002 - Werkzeug passes it
    ) -> Callable[..., NoReturn]:
        return _none_is_built


class UnknownPathError(LookupError):
    """No page has this endpoint, or the values given do not fill its path."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The path of one rule, with `%s` for each value."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule) -> "_Pattern":
        return cls(_PLACE.sub("%s", rule.rule.replace("%", "%%")), tuple(_PLACE.findall(rule.rule)))

    def fill(self, values: Mapping[str, object]) -> str:
        """The path with these values, and those that it has no place for as its query; None is left out."""
        path = self.text % tuple([_quoted(str(values[name])) for name in self.names])
        if len(values) == len(self.names):
            return path
        more = [
            (name, value) for name, value in values.items() if name not in self.names and value is not None
        ]
        return f"{path}?{urlencode(more, safe='/', quote_via=quote)}" if more else path


class Paths:
    """The paths of all pages of one app; each pattern is compiled when it is first asked for."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._patterns: dict[str, list[_Pattern]] = {}

    def write(self, endpoint: str, values: Mapping[str, object]) -> str:
        """The path of a page, in no language.

        Raises UnknownPathError, which names the endpoint and the values that are missing.
        """
        patterns = self._patterns.get(endpoint) or self._compile(endpoint)
        for pattern in patterns:
            try:
                return pattern.fill(values)
            except KeyError:
                continue
        missing = sorted(set(patterns[-1].names) - values.keys())
        raise UnknownPathError(f"the path of {endpoint} needs {', '.join(missing)}; given: {sorted(values)}")

    def section(self, endpoint: str) -> str:
        """The first part of the path of a page: `circles` for everything at /circles/…."""
        return (self._patterns.get(endpoint) or self._compile(endpoint))[0].text.split("/")[1]

    def _compile(self, endpoint: str) -> list[_Pattern]:
        """Of several patterns, the one that takes the most values is tried first."""
        if endpoint not in self._app.view_functions:
            raise UnknownPathError(f"no page has the endpoint {endpoint}")
        found = [_Pattern.of(rule) for rule in self._app.url_map.iter_rules(endpoint)]
        found.sort(key=lambda pattern: -len(pattern.names))
        self._patterns[endpoint] = found
        return found


def init_app(app: Flask) -> None:
    """Keep the patterns with the app."""
    app.extensions[_KEY] = Paths(app)


def paths_of(app: Flask) -> Paths:
    """The paths of the pages of this app."""
    found: Paths = app.extensions[_KEY]
    return found


def plain_path(endpoint: str, /, **values: object) -> str:
    """The path of a page, in no language; links and redirects use `path_for()`, which raises the same."""
    return paths_of(current_app).write(endpoint, values)


def _quoted(value: str) -> str:
    return value if _needs_no_quotes(value) else quote(value, safe=_SAFE)


def _none_is_built(*_places: object, **_more: object) -> NoReturn:
    raise NotImplementedError("plain_path() writes addresses here")
