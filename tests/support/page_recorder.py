"""Record every page shown to anybody during a story, unchanged, to be opened in a real browser."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask, template_rendered
from flask_babel import force_locale
from jinja2 import Template
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from intro_app.pictures import draw_photo
from tests.support.http_server import served
from tests.support.uploads import picture

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ELEMENT = re.compile(r"<([a-z]\w*)(?:[^>]*? class=\"([^\"]*)\")?")


@dataclass(frozen=True)
class Shown:
    """One page in one state, as it went to somebody's browser."""

    template: str
    status: int
    address: str
    headers: Headers
    body: bytes
    in_german: bytes

    @property
    def name(self) -> str:
        """What to call it when something about it is wrong."""
        return f"{self.template} {self.status} at {self.address}"

    @cached_property
    def made_of(self) -> tuple[str, int, frozenset[tuple[str, str]]]:
        """Two pages are the same state of one template when they are made of the same elements."""
        return self.template, self.status, frozenset(_ELEMENT.findall(self.body.decode()))

    def is_part_of(self, other: "Shown") -> bool:
        """Whether the other page has all of this one's elements, and more."""
        (template, status, elements), (theirs, their_status, their_elements) = self.made_of, other.made_of
        return (template, status) == (theirs, their_status) and elements < their_elements


@dataclass
class Gallery:
    """WSGI middleware that keeps the fullest page of each state, and every address that was requested."""

    app: Flask
    asked: set[str] = field(default_factory=set)
    _kept: dict[object, Shown] = field(default_factory=dict)
    _template: str = ""
    _in_german: bytes = b""

    def __post_init__(self) -> None:
        """Begin to watch."""
        self._site: WSGIApplication = self.app.wsgi_app
        self.app.wsgi_app = self._watched  # type: ignore[method-assign]  # Flask's way
        template_rendered.connect(self._note_template, self.app)

    def close(self) -> None:
        """Leave the site as it was."""
        self.app.wsgi_app = self._site  # type: ignore[assignment, method-assign]  # Flask's way
        template_rendered.disconnect(self._note_template, self.app)

    @property
    def pages(self) -> list[Shown]:
        """Return each state once, in the order of templates, without pages that another one covers."""
        kept = sorted(self._kept.values(), key=lambda shown: shown.name)
        return [shown for shown in kept if not any(shown.is_part_of(other) for other in kept)]

    @property
    def templates(self) -> set[str]:
        """Every template that was seen."""
        return {shown.template for shown in self._kept.values()}

    def _note_template(
        self, _app: Flask, template: Template, context: dict[str, Any], **_more: object
    ) -> None:
        self._template = template.name or ""
        with force_locale("de"):  # again, in the language with the longest words
            self._in_german = template.render(context).encode()

    def _watched(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._template = ""
        request = Request(environ)
        response = Response.from_app(self._site, environ, buffered=True)
        self._note_rule(request)
        if response.mimetype == "text/html" and self._template:
            shown = (self._template, response.status_code, request.path, response.headers, response.data)
            self._keep(Shown(*shown, self._in_german))
        return response(environ, start_response)

    def _note_rule(self, request: Request) -> None:
        adapter = self.app.url_map.bind("", default_method=request.method)
        try:
            rule, _places = adapter.match(request.path, return_rule=True)
        except NotFound:
            return
        self.asked.add(f"{request.method} {rule.rule}")

    def _keep(self, shown: Shown) -> None:
        earlier = self._kept.get(shown.made_of)
        if earlier is None or len(shown.body) > len(earlier.body):
            self._kept[shown.made_of] = shown

    @contextmanager
    def open(self) -> Iterator[Callable[[Shown], str]]:
        """Serve the kept pages over HTTP with their files; return the address of each, with ?de in German."""
        self.app.wsgi_app = self._site  # type: ignore[assignment, method-assign]  # nothing more is kept
        pages, host = self.pages, self.app.config["TRUSTED_HOSTS"][0]

        def site(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            return self._site(environ | {"HTTP_HOST": host}, start_response)

        with served(lambda *given: _hang(site, pages, *given)) as home:
            yield lambda shown: f"{home}/shown/{pages.index(shown)}"


_A_PICTURE = re.compile(r"/circles/[\w-]+/pictures/[\w-]+|/moderation/cases/[\w-]+/pictures/\d+")


def _hang(
    site: "WSGIApplication", pages: list[Shown], environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    if _A_PICTURE.fullmatch(environ["PATH_INFO"]):  # whoever looks at kept pages is signed in nowhere
        return Response(draw_photo(picture()).content, mimetype="image/webp")(environ, start_response)
    found = re.fullmatch(r"/shown/(\d+)", environ["PATH_INFO"])
    if not found:
        return site(environ, start_response)
    shown = pages[int(found[1])]
    leads_away = {"Set-Cookie", "Refresh"}
    headers = Headers([(name, value) for name, value in shown.headers if name not in leads_away])
    body = shown.in_german if environ["QUERY_STRING"] == "de" else shown.body
    headers.remove("Content-Length")
    return Response(body, 200, headers)(environ, start_response)
