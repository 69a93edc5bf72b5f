"""Stands between a site that marks its sentences and the people who use it, and notes what it says to them.

They get every page without its marks, so whatever is told of people who press buttons works as it always
does.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Flask, template_rendered
from jinja2 import Template
from werkzeug.wrappers import Request, Response

from tests.support.marked_language import taken_apart, unmarked
from tests.support.page_texts import texts_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Listener:
    """What was said outside of marked sentences, with its template; what people typed; nested sentences."""

    app: Flask
    bare: set[tuple[str, str]] = field(default_factory=set)
    nested: set[tuple[str, str]] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    _template: str = ""

    def __post_init__(self) -> None:
        """Begin to listen."""
        self._site: WSGIApplication = self.app.wsgi_app
        self.app.wsgi_app = self._heard  # type: ignore[method-assign]  # Flask's way
        template_rendered.connect(self._note_template, self.app)

    def _note_template(self, _app: Flask, template: Template, **_more: object) -> None:
        self._template = template.name or ""

    def _heard(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._template = ""
        self.typed |= set(_typed(environ))
        response = Response.from_app(self._site, environ, buffered=True)
        if response.mimetype == "text/html" and not response.location:
            self.hear(self._template, response.get_data(as_text=True))
            response.set_data(unmarked(response.get_data(as_text=True)))
        return response(environ, start_response)

    def hear(self, name: str, page: str) -> None:
        """Note all that this page or e-mail says; what a search marks stays a part of its text."""
        for text in texts_of(re.sub(r"</?mark>", "", page)):
            self._note(name, text)

    def hear_text(self, name: str, text: str) -> None:
        """Note all that an e-mail says as text; `>` marks a quotation and is said by nobody."""
        self._note(name, re.sub(r"^> ?", "", text, flags=re.MULTILINE))

    def _note(self, name: str, text: str) -> None:
        told = taken_apart(text)
        self.bare |= {(name, words) for words in told.bare}
        self.nested |= told.nested


def _typed(environ: "WSGIEnvironment") -> Iterator[str]:
    """What this request brings from people; the site then reads it anew."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    with Request({**environ, "wsgi.input": BytesIO(body)}) as sent:
        for _name, values in sent.form.lists():
            yield from (" ".join(value.split()) for value in values)
        yield from (file.filename or "" for files in sent.files.listvalues() for file in files)
