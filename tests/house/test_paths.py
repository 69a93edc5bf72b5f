"""Addresses come from endpoints: no template and no view holds a path, and each endpoint named is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from intro_app import create_app
from intro_app.config import Settings
from tests.house.conftest import ROOT, Module
from tests.support.databases import KEY

TEMPLATES = ROOT / "templates"
# E-mails get whole addresses from the code, and the fake Stripe is a site of its own.
APART = re.compile(r"^(emails|devtools/stripe)/")
PAGES = [
    page
    for page in sorted(TEMPLATES.rglob("*.html"))
    if not APART.match(page.relative_to(TEMPLATES).as_posix())
]
# A file, as those under /static are.
FILES = {"/manifest.webmanifest"}
VIEWS = re.compile(r"/views(\.py|/)|^intro_app/(web/|identity/session\.py|devtools/people\.py)")
WRITERS = {"path_for", "plain_path", "redirect_to"}
# What stands in no link: where robots may go, where one cookie goes, what a phone may keep, where files are.
NO_LINKS = {
    "intro_app/web/assets.py",
    "intro_app/web/cookies.py",
    "intro_app/web/error_reports.py",
    "intro_app/web/views.py",
}
_ATTRIBUTE = re.compile(r'\b(?:href|action|formaction|src)="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"')
_JINJA = Environment(extensions=["jinja2.ext.i18n"])
Call = tuple[str, str, set[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site with the pages of developers; its database is never asked."""
    folder = tmp_path_factory.mktemp("site")
    return create_app(
        Settings(
            base_url="http://127.0.0.1:5000",
            database_url=f"sqlite:///{folder}/none.db",
            data_dir=folder,
            secret_keys=(KEY,),
            lasting_key=KEY,
            dev_pages=True,
        )
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TEMPLATES).as_posix())
def test_templates_hold_no_path(page: Path) -> None:
    source = page.read_text(encoding="utf-8")
    assert not set(_paths_in(source)) - FILES


@pytest.mark.parametrize(
    "source",
    [
        '<a href="/me">',
        '<form action="{{ here }}/edit">',
        '{{ button("Go", href="/people/" ~ one.id) }}',
        '{% set here = "/circles" %}',
        '{{ pages(here ~ "?after=" ~ last) }}',
        '<a href="{{ path_for("people.me") }}/more">',
    ],
)
def test_a_path_is_found(source: str) -> None:
    assert list(_paths_in(source))


def test_views_hold_no_path(site_code: list[Module]) -> None:
    held = {
        (module.path, text)
        for module in site_code
        if VIEWS.search(module.path) and module.path not in NO_LINKS
        for text in _texts_like_paths(module.tree)
    }
    assert not held


def test_no_redirect_leads_to_a_literal_path(site_code: list[Module]) -> None:
    literal = {
        (module.path, call.lineno)
        for module in site_code
        if "fake_stripe" not in module.path
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "redirect"
        if any(isinstance(part, ast.Constant | ast.JoinedStr) for part in call.args[:1])
    }
    assert not literal


def test_nobody_asks_werkzeug_for_a_path(site_code: list[Module]) -> None:
    """`url_for()` costs six times as much and does not carry the language."""
    texts = {module.path: module.text for module in site_code}
    texts |= {page.as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
    assert not [path for path, text in texts.items() if re.search(r"(?<!`)\burl_for\(", text)]


def test_each_endpoint_named_is_there_and_its_path_gets_its_values(
    site: Flask, site_code: list[Module]
) -> None:
    calls = [*_calls_in_templates(), *_calls_in_code(site_code)]
    assert len(calls) > 200
    rules = {rule.endpoint: rule.arguments for rule in site.url_map.iter_rules()}
    unknown = {(where, endpoint) for where, endpoint, _values in calls if endpoint not in rules}
    assert not unknown
    short = {(where, endpoint) for where, endpoint, values in calls if rules[endpoint] - values}
    assert not short


def _paths_in(source: str) -> Iterator[str]:
    """Texts in expressions that begin like a path, and attributes in which a slash stands outside of them."""
    for attribute in _ATTRIBUTE.findall(source):
        left = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", attribute)
        if "/" in left:
            yield left
    for constant in _JINJA.parse(source).find_all(nodes.Const):
        if isinstance(constant.value, str) and re.match(r"[/?&][a-z]|/$", constant.value):
            yield constant.value


def _texts_like_paths(tree: ast.Module) -> Iterator[str]:
    """Texts that begin like a path, but for those by which a route is registered."""
    routes = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        for node in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in routes else None
        if isinstance(text, str) and re.match(r"/[a-z]", text):
            yield text


def _calls_in_templates() -> Iterator[Call]:
    for page in PAGES:
        for call in _JINJA.parse(page.read_text(encoding="utf-8")).find_all(nodes.Call):
            match call:
                case nodes.Call(
                    node=nodes.Name(name="path_for"), args=[nodes.Const(value=str(endpoint)), *_]
                ):
                    yield page.name, endpoint, {keyword.key for keyword in call.kwargs}


def _calls_in_code(code: list[Module]) -> Iterator[Call]:
    for module in code:
        for call in ast.walk(module.tree):
            match call:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(endpoint)), *_]) if (
                    name in WRITERS
                ):
                    yield module.path, endpoint, {str(keyword.arg) for keyword in call.keywords}
