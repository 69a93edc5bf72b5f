"""Follow every visitor of a story in another language, and note where that choice of language is lost."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from intro_app.web.access import AccessRule
from tests.support.forms import forms_in

# Without those to the same page in another language.
_LINK = re.compile(r"<a\b(?![^>]*\bhreflang=)[^>]*\bhref=\"([^\"#]+)")


@dataclass
class LanguageShadow:
    """Requests each page that a visitor requests in the chosen language, and sends what they send in it."""

    app: Flask
    language: str
    seen: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Stand between the site and whoever asks it."""
        self._site = self.app.wsgi_app
        self.app.wsgi_app = self._answer  # type: ignore[method-assign]  # how Flask has an app wrapped

    def open_endpoints(self, feature: str) -> set[str]:
        """The endpoints of a feature that answer visitors."""
        views = {
            name: view for name, view in self.app.view_functions.items() if name.startswith(f"{feature}.")
        }
        return {name for name, view in views.items() if not getattr(view, "access", AccessRule()).members}

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "sid=" in environ.get("HTTP_COOKIE", ""):  # a member reads their own language
            return self._site(environ, start_response)
        where = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        if environ["REQUEST_METHOD"] == "GET":
            self._judge(where, Response(*run_wsgi_app(self._site, self._chosen(environ), buffered=True)))
            return self._site(environ, start_response)
        answer = Response(*run_wsgi_app(self._site, self._chosen(environ), buffered=True))
        self._judge(where, answer)
        return answer(environ, start_response)

    def _chosen(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        query = f"{environ['QUERY_STRING']}&lang={self.language}"
        return environ if self._carries(f"?{environ['QUERY_STRING']}") else environ | {"QUERY_STRING": query}

    def _judge(self, where: str, answer: Response) -> None:
        self.seen.add(self._endpoint(where))
        if answer.location:
            self._judge_link(where, answer.location)
        elif answer.mimetype == "text/html":
            self._judge_page(where, answer.get_data(as_text=True))

    def _judge_page(self, where: str, page: str) -> None:
        if f'<html lang="{self.language}"' not in page:
            self.lost.add(f"{where} is in another language")
        for link in _LINK.findall(page):
            self._judge_link(where, html.unescape(link))
        for form in forms_in(page):
            if not (self._carries(form.action) or form.hidden.get("lang") == self.language):
                self.lost.add(f"{where} sends a form to {form.action}")

    def _judge_link(self, where: str, link: str) -> None:
        path = link.removeprefix(self.app.extensions["settings"].base_url)
        if path.startswith("/") and not path.startswith("/static/") and not self._carries(path):
            self.lost.add(f"{where} leads to {path}")

    def _carries(self, path: str) -> bool:
        return parse_qs(urlsplit(path).query).get("lang") == [self.language]

    def _endpoint(self, where: str) -> str:
        method, _space, path = where.partition(" ")
        try:
            return str(self.app.url_map.bind("").match(path, method=method)[0])
        except HTTPException:
            return ""
