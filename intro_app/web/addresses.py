"""URL paths: Werkzeug matches them to endpoints, and `plain_path()` builds them from endpoints.

`plain_path()` fills the pattern of a rule, which costs a sixth of what `url_for()` does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask, current_app
from werkzeug.routing import IntegerConverter, Map, Rule

_KEY = "paths"
# PostgreSQL counts rows up to here.
_LARGEST = 2**31 - 1
_PLACE = re.compile(r"<(?:[^<>:]+:)?([^<>:]+)>")
_needs_no_quotes = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
# What Werkzeug leaves as it is in a path: https://url.spec.whatwg.org/#url-path-segment-string
_SAFE = "!$&'()*+,/:;=@"


class UnknownPathError(LookupError):
    """No route has this endpoint, or a value that its path needs is missing."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The path of one rule, with `%s` in place of each variable."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule) -> "_Pattern":
        return cls(_PLACE.sub("%s", rule.rule.replace("%", "%%")), tuple(_PLACE.findall(rule.rule)))

    def fill(self, values: Mapping[str, object]) -> str:
        """Return the path; values that are no variables of it become the query, and None is left out."""
        path = self.text % tuple([_quoted(str(values[name])) for name in self.names])
        if len(values) == len(self.names):
            return path
        more = [
            (name, value) for name, value in values.items() if name not in self.names and value is not None
        ]
        return f"{path}?{urlencode(more, safe='/', quote_via=quote)}" if more else path


class Paths:
    """Builds the paths of one app; each endpoint is compiled on first use."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._patterns: dict[str, list[_Pattern]] = {}

    def write(self, endpoint: str, values: Mapping[str, object]) -> str:
        """Return the path of an endpoint, without a language.

        Raise UnknownPathError, which names the endpoint and the missing values.
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
        """Return the first segment of the path of an endpoint: `circles` for everything below /circles."""
        return (self._patterns.get(endpoint) or self._compile(endpoint))[0].text.split("/")[1]

    def _compile(self, endpoint: str) -> list[_Pattern]:
        """Compile the rules of an endpoint; the one with the most variables is tried first."""
        if endpoint not in self._app.view_functions:
            raise UnknownPathError(f"no page has the endpoint {endpoint}")
        found = [_Pattern.of(rule) for rule in self._app.url_map.iter_rules(endpoint)]
        found.sort(key=lambda pattern: -len(pattern.names))
        self._patterns[endpoint] = found
        return found


class _RowNumber(IntegerConverter):
    """A number in an address, `<int:…>`: a larger one than any database has is no address of this site."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=_LARGEST)


def init_app(app: Flask) -> None:
    """Attach the path builder to the app and bound the numbers in addresses; before any route is added."""
    app.url_map.converters["int"] = _RowNumber
    app.extensions[_KEY] = Paths(app)


def paths_of(app: Flask) -> Paths:
    """Return the path builder of this app."""
    found: Paths = app.extensions[_KEY]
    return found


def plain_path(endpoint: str, /, **values: object) -> str:
    """Return the path of an endpoint, without a language; links and redirects use `path_for()` instead."""
    return paths_of(current_app).write(endpoint, values)


def _quoted(value: str) -> str:
    return value if _needs_no_quotes(value) else quote(value, safe=_SAFE)
