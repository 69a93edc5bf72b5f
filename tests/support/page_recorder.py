"""Record every page shown to anybody during a story, to be opened in a real browser."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, template_rendered
from jinja2 import Template
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from intro_app.i18n import force_locale
from intro_app.pictures import draw_photo
from intro_app.web.templating import sentences_of_a_page
from tests.support.http_server import served
from tests.support.uploads import picture

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ELEMENT = re.compile(r"<([a-z]\w*)(?:[^>]*? class=\"([^\"]*)\")?")
_FIELD = re.compile(r"<(input|select|textarea)\b[^>]*? name=\"([^\"]*)\"")


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
        """Two pages are the same state of one template when they are made of the same elements and fields."""
        page = self.body.decode()
        return self.template, self.status, frozenset([*_ELEMENT.findall(page), *_FIELD.findall(page)])

    def is_part_of(self, other: "Shown") -> bool:
        """Whether the other page has all of this one's elements, and more."""
        (template, status, elements), (theirs, their_status, their_elements) = self.made_of, other.made_of
        return (template, status) == (theirs, their_status) and elements < their_elements


@dataclass
class Gallery:
    """WSGI middleware that keeps the fullest page of each state, and every address that was requested.

    With a language it keeps the pages in that one; the people of the story still read English.
    """

    app: Flask
    language: str = ""
    asked: set[str] = field(default_factory=set)
    _kept: dict[object, Shown] = field(default_factory=dict)
    _template: str = ""
    _in_german: bytes = b""
    _translated: bytes = b""

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
        self._in_german = _rendered_in("de", template, context)  # the language with the longest words
        self._translated = _rendered_in(self.language, template, context) if self.language else b""

    def _watched(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._template = ""
        request = Request(environ)
        sent = request.get_data()
        response = self._answer(environ, sent)
        self._note_rule(request)
        if response.mimetype == "text/html" and self._template:
            body = self._in_language(environ, sent, response) if self.language else response.data
            shown = (self._template, response.status_code, request.path, response.headers, body)
            self._keep(Shown(*shown, self._in_german))
        return response(environ, start_response)

    def _answer(self, environ: "WSGIEnvironment", sent: bytes) -> Response:
        asked = environ | {"wsgi.input": io.BytesIO(sent)}
        return Response.from_app(self._site, asked, buffered=True)

    def _in_language(self, environ: "WSGIEnvironment", sent: bytes, first: Response) -> bytes:
        """The same page, requested again in the language where that changes nothing."""
        template, translated = self._template, self._translated
        if environ["REQUEST_METHOD"] == "POST" and first.status_code < HTTPStatus.BAD_REQUEST:
            return translated
        babel = self.app.extensions["babel"]
        selector, babel.locale_selector = babel.locale_selector, lambda: self.language
        try:
            again = self._answer(environ, sent)
        finally:
            babel.locale_selector = selector
        same = (self._template, again.status_code) == (template, first.status_code)
        self._template = template
        return again.data if same else translated

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


def _rendered_in(language: str, template: Template, context: dict[str, Any]) -> bytes:
    """The page once more; the context holds what says sentences in the language it was first shown in."""
    with force_locale(language):
        return template.render({**context, **sentences_of_a_page()}).encode()


_A_PICTURE = re.compile(r"/(circles|gatherings|visit|g|v|moderation/cases)/[^/]+/pictures/[\w-]+")


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
