"""Sentences are said in the language of the page or letter at hand, whatever was said before."""

import pytest
from flask import Flask, render_template_string

from intro_app.i18n import force_locale, gettext, lazy_gettext, ngettext, page_catalogue
from intro_app.web.languages import use_locale
from tests.support.people import visitor


def test_a_letter_in_another_language_does_not_change_the_page(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        assert gettext("Sign in") == "Entrar"
        with force_locale("de"):
            assert gettext("Sign in") == "Anmelden"
            with force_locale("en"):
                assert gettext("Sign in") == "Sign in"
            assert gettext("Sign in") == "Anmelden"
        assert gettext("Sign in") == "Entrar"


def test_a_letter_that_fails_leaves_the_page_in_its_language(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        assert gettext("Sign in") == "Entrar"
        with pytest.raises(KeyError), force_locale("de"):
            gettext("%(name)s", other="")
        assert gettext("Sign in") == "Entrar"


def test_each_request_is_in_its_own_language(app: Flask) -> None:
    assert gettext("Sign in") == "Sign in"
    with app.test_request_context("/?lang=de"):
        assert gettext("Sign in") == "Anmelden"
    with app.test_request_context("/?lang=es"):
        assert gettext("Sign in") == "Entrar"
    browser = visitor(app)
    for language, said in {"de": "Anmelden", "es": "Entrar", "en": "Sign in"}.items():
        assert said in browser.get(f"/sign-in?lang={language}").get_data(as_text=True)


def test_the_page_behind_a_letters_link_is_in_the_language_of_the_letter(app: Flask) -> None:
    with app.test_request_context("/"):
        assert gettext("Sign in") == "Sign in"
        use_locale("de")
        assert gettext("Sign in") == "Anmelden"
        assert render_template_string("{{ _('Sign in') }}") == "Anmelden"


def test_a_label_is_said_in_the_language_in_which_it_is_read(app: Flask) -> None:
    label = lazy_gettext("Sign in")
    with app.test_request_context("/?lang=de"):
        assert label == "Anmelden"
    with app.test_request_context("/?lang=es"):
        assert str(label) == "Entrar"


def test_counts_are_grouped_as_the_reader_groups_them(app: Flask) -> None:
    with app.test_request_context("/?lang=de"):
        said = ngettext("%(num)s minute", "%(num)s minutes", 12_000)
    assert said == "12.000 Minuten"


def test_without_an_application_sentences_stay_as_they_are_written() -> None:
    assert gettext("Sign in") == "Sign in"
    assert page_catalogue().gettext("Sign in") == "Sign in"
