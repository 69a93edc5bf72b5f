"""Templates keep to the rules that no linter knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta, nodes

from tests.house.conftest import ROOT

TEMPLATES = ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
# An e-mail carries its style with it; a page never does.
ON_THE_SITE = [page for page in PAGES if "emails" not in page.relative_to(TEMPLATES).parts]
# The pages of the imitation of Stripe are those of another program, which checks no secret of ours.
FOREIGN = TEMPLATES / "devtools" / "stripe"
FORM = TEMPLATES / "components" / "post_form.html"
# A search and a filter only read, so they need no secret.
SEARCHES = [TEMPLATES / "components" / f"{kind}_form.html" for kind in ("search", "filter")]


# Filters that give the same to readers of every language.
SPEECHLESS = {"upper", "lower", "length"}
# What a page finds out once for all its links, although any macro can find it out for itself.
OF_A_PAGE = {"path_for"}
LETTERS = [*TEMPLATES.rglob("*.mail"), *TEMPLATES.rglob("*.txt")]


def name(page: Path) -> str:
    """Where it lies under templates/."""
    return page.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("page", ON_THE_SITE, ids=name)
def test_pages_have_no_inline_style_or_script(page: Path) -> None:
    assert not re.findall(
        r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", page.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("page", [*PAGES, *LETTERS], ids=name)
def test_nothing_is_worked_out_once_for_the_readers_of_every_language(page: Path) -> None:
    # Jinja filters a bare value while it compiles the template: in the language of whoever came first.
    filtered = Environment().parse(page.read_text(encoding="utf-8")).find_all(nodes.Filter)
    bare = {one.name for one in filtered if isinstance(one.node, nodes.Const)}
    assert bare <= SPEECHLESS


def _imports(template: nodes.Template) -> Iterator[nodes.FromImport | nodes.Import]:
    yield from template.find_all(nodes.FromImport)
    yield from template.find_all(nodes.Import)


def _imported(page: Path) -> dict[str, bool]:
    """The templates whose macros a page imports, and whether it does so with context."""
    found = _imports(Environment().parse(page.read_text(encoding="utf-8")))
    return {
        str(one.template.value): one.with_context for one in found if isinstance(one.template, nodes.Const)
    }


def _of_the_page(template: str, site: Environment) -> set[str]:
    """What the macros of this template, or those that they call, take from the page around them."""
    parsed = site.parse((TEMPLATES / template).read_text(encoding="utf-8"))
    called = {one.node.name for one in parsed.find_all(nodes.Call) if isinstance(one.node, nodes.Name)}
    names: set[str] = meta.find_undeclared_variables(parsed) | (called & OF_A_PAGE)
    included = [one.template for one in parsed.find_all(nodes.Include)]
    within = [one.value for one in included if isinstance(one, nodes.Const)]
    for other in (*within, *_imported(TEMPLATES / template)):
        names |= _of_the_page(other, site)
    return names


def test_macros_are_imported_with_context_if_they_need_it(app: Flask) -> None:
    # With it, they are made anew for each page that imports them, which takes some 600 instructions.
    wrong = {
        (name(page), template)
        for page in ON_THE_SITE
        for template, with_context in _imported(page).items()
        if with_context is not bool(_of_the_page(template, app.jinja_env))
    }
    assert wrong == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_fetch_nothing_from_elsewhere(page: Path) -> None:
    assert not re.findall(r"(?:src|srcset)=[\"']?(?:https?:)?//", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_people_typed_is_always_escaped(page: Path) -> None:
    assert not re.findall(r"\|\s*safe\b|autoescape\s+false", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_field_that_a_form_may_lack_is_looked_for_by_name(page: Path) -> None:
    # WTForms leaves None where a field was deleted, and None "is defined".
    assert not re.findall(r"\bform\.\w+ is (?:not )?defined", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", [page for page in ON_THE_SITE if FOREIGN not in page.parents], ids=name)
def test_every_form_is_written_by_one_component(page: Path) -> None:
    written = re.findall(r"<form\b|csrf_token|name=\"lang\"", page.read_text(encoding="utf-8"))
    assert page == FORM or written == (["<form"] if page in SEARCHES else [])


@pytest.mark.parametrize("page", ON_THE_SITE, ids=name)
def test_the_hint_of_a_group_is_read_with_its_name(page: Path) -> None:
    groups = re.findall(r"<fieldset.*?</fieldset>", page.read_text(encoding="utf-8"), re.DOTALL)
    hinted = [group for group in groups if '<p class="hint"' in group]
    assert all("aria-describedby" in group[: group.index(">\n")] for group in hinted)


@pytest.mark.parametrize("component", sorted((TEMPLATES / "components").glob("*.html")), ids=name)
def test_a_component_names_its_arguments_first(component: Path) -> None:
    text = component.read_text(encoding="utf-8")
    assert text.startswith("{#")
    assert len(re.findall(r"{%-? macro [a-z]", text)) == 1, "one macro a file; inner ones begin with _"
    assert re.search(rf"macro {component.stem}\(", text), "the macro has the file's name"
