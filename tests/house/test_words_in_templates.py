"""No template, script or style sheet says a word that no catalogue holds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.house.conftest import ROOT
from tests.support.marked_language import GAP
from tests.support.page_texts import texts_of

TEMPLATES = ROOT / "templates"
# Those who build the site and look behind it read English.
FOR_DEVELOPERS = "devtools"
ALL = sorted(
    path
    for path in TEMPLATES.rglob("*.*")
    if path.suffix in {".html", ".mail", ".txt"} and FOR_DEVELOPERS not in path.relative_to(TEMPLATES).parts
)
MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
# Words of people in a template, and why they are no sentence of ours.
ENGLISH_ON_PAGES = {"Bob": "signs the letter on the first page: a name"}
# How lists, dates and numbers would read the same in every language.
_OF_NO_LANGUAGE = re.compile(r"strftime|_\(.*\| *round|\| *join\((?!\" \"\))|\.format\(")

# Says how wide a page is, to the style sheet.
_SHAPE = re.compile(r"{% block shape %}\w+{% endblock %}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ENTITIES = re.compile(r"&[#\w]+;")
_JINJA = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)


def name(path: Path) -> str:
    """Where it lies under templates/."""
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("template", ALL, ids=name)
def test_every_text_and_every_label_is_marked(template: Path) -> None:
    assert not _bare_texts(template.read_text(encoding="utf-8"), is_html=template.suffix != ".txt")


@pytest.mark.parametrize("template", ALL, ids=name)
def test_no_words_come_out_of_an_expression_unmarked(template: Path) -> None:
    assert not _bare_words(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", ALL, ids=name)
def test_lists_dates_and_numbers_read_as_their_reader_writes_them(template: Path) -> None:
    assert not _OF_NO_LANGUAGE.findall(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", sorted((ROOT / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_say_only_what_pages_give_them(script: Path) -> None:
    code = re.sub(r"//.*", "", script.read_text(encoding="utf-8"))
    told = [words for _quote, words in re.findall(r"([\"'`])(.*?)\1", code)]
    assert not [words for words in told if re.search(r"[A-Z]\w+ |\w+ \w+", words)]


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "static" / "css").rglob("*.css")), ids=lambda path: path.name
)
def test_style_sheets_say_nothing(sheet: Path) -> None:
    shown = re.findall(r"\bcontent:\s*([^;]+);", sheet.read_text(encoding="utf-8"))
    assert not [
        words for value in shown for words in re.findall(r"\"([^\"]*)\"", value) if _LETTERS.search(words)
    ]


def test_a_word_without_a_mark_is_found() -> None:
    page = (
        '<p title="Look">{{ _("Yes") }} and <a href="/x">no</a></p>'
        '{{ button("Send") }}{% set more = "And more" %}'
    )
    assert _bare_texts(page, is_html=True) == ["and no", "Look"]
    assert _bare_words(page) == ["Send", "And more"]
    assert _bare_texts("{{ _('Yes') }} or\nno {# maybe #}", is_html=False) == ["or no"]


def _bare_texts(source: str, *, is_html: bool) -> list[str]:
    """What a template says besides what its expressions say."""
    told = "".join(value if kind == "data" else GAP for _line, kind, value in _spoken(source))
    texts = texts_of(told) if is_html else [told]
    pieces = (" ".join(piece.split()) for text in texts for piece in text.split(GAP))
    return [
        piece
        for piece in pieces
        if _LETTERS.search(_ENTITIES.sub("", piece)) and piece not in ENGLISH_ON_PAGES
    ]


def _spoken(source: str) -> Iterator[tuple[int, str, str]]:
    """Return the text of a template, with one mark for each expression, without statements and comments."""
    for line, kind, value in _JINJA.lex(_SHAPE.sub("", source)):
        if kind in {"data", "variable_end"}:
            yield line, kind, value


def _bare_words(source: str) -> list[str]:
    """Texts in expressions that look like words for people and go through no mark."""
    return [words for words in _texts_in(_JINJA.parse(source)) if _is_for_people(words)]


def _texts_in(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS:
        yield from (words for part in node.kwargs for words in _texts_in(part))
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, nodes.Extends | nodes.Include | nodes.FromImport | nodes.Compare | nodes.Test):
        for part in node.iter_child_nodes():
            yield from _texts_in(part)


def _is_for_people(words: str) -> bool:
    """Whether a text looks like one that is read: it begins with a capital letter, or has several words."""
    return bool(_LETTERS.search(words) and (words[:1].isupper() or re.search(r"\w \w", words))) and (
        words not in ENGLISH_ON_PAGES
    )
