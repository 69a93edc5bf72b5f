"""Words from right to left stand apart, wherever a template shows them, and attributes stay attributes."""

import pytest
from jinja2 import Environment

from intro_app.text.directions import isolate_in, isolated

NAME = "علي (C++)"
APART = f'<bdi dir="auto">{NAME}</bdi>'


def rendered(template: str, **values: object) -> str:
    """The template in an environment that isolates."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_callables(lambda words: words, lambda one, _many, _n: one, newstyle=True)  # type: ignore[attr-defined]
    isolate_in(environment)
    return environment.from_string(template).render(**values)


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("<p>{{ name }}</p>", f"<p>{APART}</p>"),
        ("<p>{{ name if name else '' }}!</p>", f"<p>{APART}!</p>"),
        ("<p>{{ _('%(name)s asks', name=name) }}</p>", f"<p>{APART} asks</p>"),
        ("<p>{{ gettext('%(name)s asks', name=name) }}</p>", f"<p>{APART} asks</p>"),
        ("<a title=\"{{ _('Ask %(name)s', name=name) }}\">{{ name }}</a>", f'<a title="Ask {NAME}">{APART}</a>'),
        ('<input value="{{ name }}">{{ name }}', f'<input value="{NAME}">{APART}'),
        ("<title>{{ name }}</title>", f"<title>{NAME}</title>"),
        ("{% block title %}{{ _('%(name)s', name=name) }}{% endblock %}", NAME),
        ("{% block main %}{{ name }}{% endblock %}", APART),
        ("<textarea>{{ name }}</textarea>{{ name }}", f"<textarea>{NAME}</textarea>{APART}"),
        ("<option>{{ name }}</option>", f"<option>{NAME}</option>"),
        ("{% macro say(x) %}<b title=\"{{ x }}\">{{ x }}</b>{% endmacro %}{{ say(_('%(n)s', n=name)) }}",
         f'<b title="{NAME}">{APART}</b>'),
        ('<p class="a{% if name %} b{% endif %}">{{ name }}</p>', f'<p class="a b">{APART}</p>'),
        ("{{ 5 }} {{ latin }}", "5 Ana"),
        ("1 < 2 {{ name }}", f"1 < 2 {APART}"),
    ],
)  # fmt: skip
def test_words_from_right_to_left_stand_apart(template: str, html: str) -> None:
    assert rendered(template, name=NAME, latin="Ana") == html


def test_what_is_hostile_stays_escaped() -> None:
    assert str(isolated("علي<script>")) == '<bdi dir="auto">علي&lt;script&gt;</bdi>'
    assert "<bdi" not in rendered('<p title="{{ name }}">', name='علي"<bdi dir="auto">')
    assert rendered('<p title="{{ name }}">', name='علي" x="').count('"') == 2
