"""Words from right to left stand apart, wherever a template shows them, and attributes stay attributes."""

from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from jinja2 import Environment
from markupsafe import Markup

from intro_app.text.directions import isolate_in, isolated
from intro_app.text.sentences import sentences

NAME = "علي (C++)"
APART = f'<bdi dir="auto">{NAME}</bdi>'


def rendered(template: str, **values: object) -> str:
    """The template in an environment that isolates."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.globals.update(sentences(NullTranslations, str))
    isolate_in(environment)
    return environment.from_string(template).render(**values)


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("<p>{{ name }}</p>", f"<p>{APART}</p>"),
        ("<p>{{ name if name else '' }}!</p>", f"<p>{APART}!</p>"),
        ("<p>{{ _('%(name)s asks', name=name) }}</p>", f"<p>{APART} asks</p>"),
        ("<p>{{ gettext('%(name)s asks', name=name) }}</p>", f"<p>{APART} asks</p>"),
        (
            "<a title=\"{{ _('Ask %(name)s', name=name) }}\">{{ name }}</a>",
            f'<a title="Ask {NAME}">{APART}</a>',
        ),
        ('<input value="{{ name }}">{{ name }}', f'<input value="{NAME}">{APART}'),
        ("<title>{{ name }}</title>", f"<title>{NAME}</title>"),
        ("{% block title %}{{ _('%(name)s', name=name) }}{% endblock %}", NAME),
        ("{% block main %}{{ name }}{% endblock %}", APART),
        ("<textarea>{{ name }}</textarea>{{ name }}", f"<textarea>{NAME}</textarea>{APART}"),
        ("<option>{{ name }}</option>", f"<option>{NAME}</option>"),
        (
            "{% macro say(x) %}<b title=\"{{ x }}\">{{ x }}</b>{% endmacro %}{{ say(_('%(n)s', n=name)) }}",
            f'<b title="{NAME}">{APART}</b>',
        ),
        ('<p class="a{% if name %} b{% endif %}">{{ name }}</p>', f'<p class="a b">{APART}</p>'),
        ("{{ 5 }} {{ latin }}", "5 Ana"),
        ("1 < 2 {{ name }}", f"1 < 2 {APART}"),
    ],
)
def test_words_from_right_to_left_stand_apart(template: str, html: str) -> None:
    assert rendered(template, name=NAME, latin="Ana") == html


def test_a_sentence_is_filled_and_what_is_filled_in_is_escaped() -> None:
    assert rendered("{{ _('100 %% of %(name)s', name=name) }}", name="<b>") == "100 % of &lt;b&gt;"
    assert rendered("{{ _('100 %% & more') }}") == "100 % & more"
    assert rendered("{{ ngettext('%(num)s day', '%(num)s days', 3) }}") == "3 days"


def test_what_is_hostile_stays_escaped() -> None:
    assert str(isolated("علي<script>")) == '<bdi dir="auto">علي&lt;script&gt;</bdi>'
    assert "<bdi" not in rendered('<p title="{{ name }}">', name='علي"<bdi dir="auto">')
    assert rendered('<p title="{{ name }}">', name='علي" x="').count('"') == 2


HOSTILE = [
    "علي<script>alert(1)</script>",
    'علي"><img src=x onerror=alert(1)>',
    "علي' onfocus='alert(1)",
    "علي&lt;b&gt;",
    "علي&#60;b&#62;",
    'علي<bdi dir="auto">',
    "</bdi>علي<b>",
    '<bdi dir="auto"<bdi dir="auto">>علي',
    "علي</textarea><b>",
    "علي</title><b>",
    "\u202eעלי<b>\u202c",
    "علي{{ 7 * 7 }}{% raw %}",
    "علي%(name)s<b>",
]
PLACES = [
    "<p>{{ name }}</p>",
    '<p title="{{ name }}">x</p>',
    "<p title='{{ name }}'>x</p>",
    '<input value="{{ name }}">',
    "<textarea>{{ name }}</textarea>",
    "<title>{{ name }}</title>",
    "<option>{{ name }}</option>",
    "<p>{{ _('%(name)s asks', name=name) }}</p>",
    "<p title=\"{{ _('%(name)s asks', name=name) }}\">x</p>",
    "<p title=\"{{ _('%(name)s', name=_('%(name)s', name=name)) }}\">x</p>",
    "<p>{{ [name, name] | join(', ') }}</p>",
    "{% macro say(x) %}<b title=\"{{ x }}\">{{ x }}</b>{% endmacro %}<p>{{ say(_('%(n)s', n=name)) }}</p>",
    "<p>{{ name | e }}</p>",
    '<p title="{{ name | e }}">x</p>',
    '<p title="a > b {{ name }}">x</p>',
    "<p>{% set all %}{{ name }}{% endset %}{{ all }}</p>",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_add_an_element_or_an_attribute(words: str, place: str) -> None:
    assert _shape(rendered(place, name=words)) == _shape(rendered(place, name="علي"))


def test_words_that_only_say_that_they_are_html_are_escaped_once() -> None:
    assert isolated(Markup("<b>علي</b>")) == Markup("<b>علي</b>")
    assert rendered("<p>{{ name | e }}</p>", name="علي<b>") == "<p>علي&lt;b&gt;</p>"


def _shape(html: str) -> list[tuple[str, list[str]]]:
    reader = _DirectionParser()
    reader.feed(html)
    return reader.elements


class _DirectionParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, [name for name, _value in attrs]))
