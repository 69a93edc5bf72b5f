"""What a provider may say and is not believed, and what a person reads when it says nothing at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from intro_app.joining.openid import discovery, fetching
from intro_app.joining.openid.discovery import CACHE
from tests.support.made_up_provider import (
    CLIENT,
    MadeUpProvider,
    another_key,
    coded,
    made_up_provider,
    signed_by_public_key,
)
from tests.support.openid_pages import begin, query_of, settings_with
from tests.support.openid_provider import way_on
from tests.support.people import People, visitor

Spoil = Callable[[MadeUpProvider, str], object]


def returns(
    app: Flask, provider: MadeUpProvider, spoil: Spoil, key: str = "alumni", **query: str
) -> TestResponse:
    """Begin, let the provider make a token, and come back with a code."""
    client = visitor(app)
    sent = way_on(begin(client).text)
    given = {name: query_of(sent)[name] for name in ("state", "nonce")}
    provider.signs(provider.claims(given["nonce"]))
    spoil(provider, given["nonce"])
    asked = {"state": given["state"], "code": "abc"} | query
    return client.get(f"/sign-in/with/{key}/back", query_string=asked)


def test_a_true_token_is_believed(app: Flask, provider: MadeUpProvider) -> None:
    assert returns(app, provider, lambda *_: None).location == "/sign-in/connect"
    page = begin(visitor(app))
    assert page.headers["Refresh"] == f"0; url={way_on(page.text)}"
    sent = next(form for path, form in zip(provider.asked, provider.forms, strict=True) if path == "/token")
    assert (sent["grant_type"], sent["client_id"]) == (["authorization_code"], [CLIENT])
    assert len(sent["code_verifier"][0]) >= 43
    assert sent["redirect_uri"] == ["https://meet.example.org/sign-in/with/alumni/back"]


def _signed(key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> Spoil:
    return lambda it, nonce: it.signs(it.claims(nonce, **claims), key, **(header or {}))


def _unsigned(it: MadeUpProvider, nonce: str) -> None:
    it.id_token = f"{coded({'alg': 'none', 'kid': 'first'})}.{coded(it.claims(nonce))}."


def _by_public_key(it: MadeUpProvider, nonce: str) -> None:
    it.id_token = signed_by_public_key(it.claims(nonce), it.key)


def _changed(it: MadeUpProvider, nonce: str) -> None:
    head, _claims, signature = it.signs(it.claims(nonce)).split(".")
    it.id_token = f"{head}.{coded(it.claims(nonce, sub='bob'))}.{signature}"


AN_HOUR = 3600
HOSTILE: dict[str, Spoil] = {
    "alg none": _unsigned,
    "HS256 with the public key": _by_public_key,
    "a changed claim": _changed,
    "another key of the same name": _signed(another_key()),
    "a key that is not shown": _signed(another_key("other"), {"kid": "other"}),
    "an algorithm that was not named": _signed(header={"alg": "RS512"}),
    "a key of another kind": _signed(another_key(kind="EC"), {"alg": "ES256"}),
    "for another site": _signed(aud="another"),
    "for several, without azp": _signed(aud=[CLIENT, "another"]),
    "for several, by another": _signed(aud=[CLIENT, "another"], azp="another"),
    "by another": _signed(azp="another"),
    "no audience": _signed(aud=None),
    "another issuer": _signed(iss="https://id.example.com"),
    "no issuer": _signed(iss=None),
    "another nonce": _signed(nonce="x" * 32),
    "no nonce": _signed(nonce=None),
    "about nobody": _signed(sub=None),
    "about an empty name": _signed(sub=""),
    "about a number": _signed(sub=7),
    "about too long a name": _signed(sub="a" * 256),
    "without an end": _signed(exp=None),
    "with an end that is text": _signed(exp="tomorrow"),
    "without a beginning": _signed(iat=None),
    "no token": lambda it, _nonce: setattr(it, "id_token", ""),
    "no token at all": lambda it, _nonce: setattr(it, "id_token", "a.b.c"),
    "another access token": _signed(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.one_database
def test_what_does_not_prove_who_somebody_is_signs_nobody_in(
    app: Flask, provider: MadeUpProvider, spoil: Spoil, capfd: pytest.CaptureFixture[str]
) -> None:
    came = returns(app, provider, spoil)
    assert came.status_code == 422, came.location
    assert "We couldn’t confirm who you are." in came.text
    assert "Try again with Alumni account" in came.text
    said = capfd.readouterr().err
    assert "sign-in refused" in said
    assert "ana" not in said.replace("joining", "")


@pytest.mark.parametrize(
    ("late", "believed"),
    [(timedelta(seconds=-30), True), (timedelta(seconds=-120), False), (timedelta(), True)],
)
def test_clocks_may_differ_by_a_minute(
    app: Flask, provider: MadeUpProvider, at: datetime, late: timedelta, believed: bool
) -> None:
    end = int((at + late).timestamp()) - (0 if late else -5)
    assert (returns(app, provider, _signed(exp=end, iat=end - 60)).status_code == 303) is believed
    begun = int((at - late).timestamp())
    assert (returns(app, provider, _signed(iat=begun, exp=begun + 300)).status_code == 303) is believed


def test_a_token_without_the_name_of_its_key_is_believed_where_there_is_one_key(
    app: Flask, provider: MadeUpProvider
) -> None:
    assert returns(app, provider, _signed(header={"kid": None})).status_code == 303


def test_an_answer_in_the_name_of_another_provider_is_refused(app: Flask, provider: MadeUpProvider) -> None:
    assert returns(app, provider, _signed(), iss="https://id.example.com").status_code == 422
    assert returns(app, provider, _signed(), iss=provider.issuer).status_code == 303
    provider.says["authorization_response_iss_parameter_supported"] = True
    app.extensions.pop(CACHE)
    assert returns(app, provider, _signed()).status_code == 422


def test_what_was_begun_with_one_provider_does_not_come_back_from_another(
    app: Flask, provider: MadeUpProvider, at: datetime
) -> None:
    """Or a provider that somebody else runs would get the code of the first one, and redeem it."""
    with made_up_provider(at) as other:
        settings_with(app, provider.as_configured(), other.as_configured("evil"))
        came = returns(app, provider, _signed(), "evil")
        assert came.status_code == 422
        assert "/token" not in provider.asked + other.asked


def test_two_providers_with_the_same_subject_are_two_people(
    app: Flask, provider: MadeUpProvider, at: datetime, people: People
) -> None:
    with made_up_provider(at) as other:
        settings_with(app, provider.as_configured(), other.as_configured("office"))
        assert "Sign in with Office account" in visitor(app).get("/sign-in").text
        client = visitor(app)
        sent = way_on(begin(client, "office").text)
        other.signs(other.claims(query_of(sent)["nonce"], email=people.bob.email))
        client.get("/sign-in/with/office/back", query_string={"state": query_of(sent)["state"], "code": "x"})
        assert "There is an account here" in client.get("/sign-in/connect").text


def test_who_is_asked_about_somebody_and_tells_of_another_is_not_believed(
    app: Flask, provider: MadeUpProvider
) -> None:
    provider.userinfo = {"sub": "bob", "email": "bob@example.org", "email_verified": True}
    assert returns(app, provider, _signed(email=None)).status_code == 422


def test_that_an_address_is_proved_is_taken_from_where_the_address_is(
    app: Flask, provider: MadeUpProvider
) -> None:
    provider.userinfo = {"sub": "ana", "email": "ana@example.org", "email_verified": True}
    settings_with(app, provider.as_configured(groups=(("b", "Board"),)))
    client = visitor(app)
    sent = way_on(begin(client).text)
    provider.signs(provider.claims(query_of(sent)["nonce"], email="bob@example.org", email_verified=None))
    client.get("/sign-in/with/alumni/back", query_string={"state": query_of(sent)["state"], "code": "x"})
    assert "hasn’t confirmed that your e-mail address is yours" in client.get("/sign-in/connect").text


TROUBLE: dict[str, Callable[[MadeUpProvider], object]] = {
    "500": lambda it: it.answers.update({"/.well-known/openid-configuration": (500, b"oh")}),
    "no JSON": lambda it: it.answers.update({"/.well-known/openid-configuration": (200, b"<html>")}),
    "a list": lambda it: it.answers.update({"/.well-known/openid-configuration": (200, b"[]")}),
    "deep": lambda it: it.answers.update({"/.well-known/openid-configuration": (200, b"[" * 100_000)}),
    "huge": lambda it: it.answers.update(
        {"/.well-known/openid-configuration": (200, b" " * (fetching.LARGEST + 1))}
    ),
    "leads elsewhere": lambda it: it.answers.update(
        {"/.well-known/openid-configuration": (302, b"http://127.0.0.1:9/")}
    ),
    "another issuer": lambda it: it.says.update(issuer="https://id.example.com"),
    "the issuer with a slash": lambda it: it.says.update(issuer=f"{it.issuer}/"),
    "a plain address": lambda it: it.says.update(token_endpoint="http://id.example.com/token"),
    "a broken address": lambda it: it.says.update(authorization_endpoint=f"{it.issuer}/auth\r\nX: y"),
    "a file": lambda it: it.says.update(jwks_uri="file:///etc/passwd"),
    "no address": lambda it: it.says.update(authorization_endpoint=None),
    "HS256 alone": lambda it: it.says.update(id_token_signing_alg_values_supported=["HS256", "none"]),
    "plain PKCE": lambda it: it.says.update(code_challenge_methods_supported=["plain"]),
    "no keys": lambda it: it.answers.update({"/jwks": (200, b'{"keys": []}')}),
    "secret keys": lambda it: it.answers.update({"/jwks": (200, b'{"keys": [{"kty": "oct", "k": "AA"}]}')}),
}


@pytest.mark.parametrize("spoil", TROUBLE.values(), ids=TROUBLE.keys())
@pytest.mark.one_database
def test_a_provider_in_trouble_leaves_the_way_by_mail(
    app: Flask, provider: MadeUpProvider, spoil: Callable[[MadeUpProvider], object]
) -> None:
    spoil(provider)
    came = begin(visitor(app))
    assert came.status_code == 503
    assert "We can’t reach Alumni account" in came.text
    assert "Sign in by e-mail" in came.text
    asked = len(provider.asked)
    assert begin(visitor(app)).status_code == 503
    assert len(provider.asked) == asked, "nobody waits for it again so soon"


@pytest.mark.one_database
def test_a_provider_that_hangs_keeps_nobody_for_long(
    app: Flask, provider: MadeUpProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    provider.hangs = 30
    assert begin(visitor(app)).status_code == 503


@pytest.mark.parametrize("answer", [(500, b"oh"), (200, b"[]"), (200, b"{}"), (503, b"{}")])
@pytest.mark.one_database
def test_trouble_with_the_code_is_no_error_of_ours(
    app: Flask, provider: MadeUpProvider, answer: tuple[int, bytes]
) -> None:
    came = returns(app, provider, lambda it, _nonce: it.answers.update({"/token": answer}))
    assert came.status_code in {422, 503}


@pytest.mark.one_database
def test_a_code_that_the_provider_does_not_take_is_refused(app: Flask, provider: MadeUpProvider) -> None:
    no = (400, b'{"error": "invalid_grant"}')
    assert returns(app, provider, lambda it, _nonce: it.answers.update({"/token": no})).status_code == 422
    wrong = (401, b'{"error": "invalid_client"}')
    came = returns(app, provider, lambda it, _nonce: it.answers.update({"/token": wrong}))
    assert came.status_code == 503, "the operator has to act, not the person"


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable"])
@pytest.mark.one_database
def test_a_provider_that_says_that_it_has_trouble_is_away(
    app: Flask, provider: MadeUpProvider, error: str
) -> None:
    assert returns(app, provider, _signed(), error=error).status_code == 503


@pytest.mark.one_database
def test_keys_are_asked_for_again_once_and_not_each_time(app: Flask, provider: MadeUpProvider) -> None:
    unknown = _signed(another_key("other"), {"kid": "other"})
    for _try in range(5):
        returns(app, provider, unknown)
    assert provider.asked.count("/jwks") == 2
    assert discovery.ALGORITHMS == ("RS256", "ES256")
