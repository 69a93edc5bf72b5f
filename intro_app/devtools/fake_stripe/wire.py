"""Stripe's request format: nested form parameters, known parameters, and error bodies."""

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from stripe import RequestOptions

Thing = dict[str, Any]

_STEP = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")
_SHAPE = re.compile(r"\w*Params\w+")
_OF_THE_LIBRARY = set(RequestOptions.__annotations__)


class ApiError(Exception):
    """An error response in Stripe's format."""

    def __init__(self, status: int, message: str, *, code: str = "", param: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        said = {"message": message, "type": kind or "invalid_request_error", "code": code, "param": param}
        self.body = {"error": {name: value for name, value in said.items() if value}}


def no_such(kind: str, thing_id: str) -> ApiError:
    """Return the error for an id that does not exist."""
    name = kind.rpartition(".")[2].replace("_", " ")
    return ApiError(404, f"No such {name}: '{thing_id}'", code="resource_missing", param="id")


def nested(pairs: Iterable[tuple[str, str]]) -> Thing:
    """Decode form parameters whose names are paths, such as `line_items[0][price]` and `expand[]`."""
    root: Thing = {}
    for name, value in pairs:
        node, path = root, _STEP.findall(name)
        for step in path[:-1]:
            node = node.setdefault(step or str(len(node)), {})
            if not isinstance(node, dict):
                raise ApiError(400, f"Invalid parameter: {name}", param=name)
        node[path[-1] or str(len(node))] = value
    return {name: _listed(value) for name, value in root.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def ensure_known(given: Mapping[str, Any], *shapes: Any, at: str = "") -> None:
    """Raise ApiError for a parameter that Stripe's own library does not define."""
    known = {name: kind for shape in shapes for name, kind in shape.__annotations__.items()}
    module = sys.modules[shapes[0].__module__]
    for name, value in given.items():
        where = f"{at}[{name}]" if at else name
        if name not in known or (not at and name in _OF_THE_LIBRARY):
            raise ApiError(400, f"Received unknown parameter: {where}", code="parameter_unknown", param=where)
        inner = [getattr(module, word) for word in _SHAPE.findall(str(known[name])) if hasattr(module, word)]
        for one in value if isinstance(value, list) else [value]:
            if inner and isinstance(one, dict):
                ensure_known(one, *inner, at=where)


def needed(given: Mapping[str, Any], *names: str) -> list[Any]:
    """Return these parameters. Raises ApiError when one is missing."""
    for name in names:
        if not given.get(name):
            message = f"Missing required param: {name}."
            raise ApiError(400, message, code="parameter_missing", param=name)
    return [given[name] for name in names]
