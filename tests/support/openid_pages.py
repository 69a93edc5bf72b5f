"""How a person signs in with a provider: presses its button, says there who they are, comes back."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from intro_app.config.providers import OidcProvider
from intro_app.db import db
from intro_app.joining.openid.models import ProviderIdentity
from tests.support.identity_pages import HOST, form_secret, send
from tests.support.joining import press
from tests.support.openid_provider import AtProvider, RunningProvider, way_on

ANA = {"email": "ana@example.org", "email_verified": True, "name": "Ana Reis"}


def settings_with(app: Flask, *providers: OidcProvider, **more: object) -> None:
    """Set which providers the site has, and whatever else."""
    settings = replace(app.extensions["settings"], oidc_providers=providers, **({"oidc_only": False} | more))
    app.extensions["settings"] = settings


def forced(client: FlaskClient, page: TestResponse, path: str, **fields: str) -> TestResponse:
    """Send what no form of the page sends, with the page's secret."""
    return client.post(path, data={"csrf_token": form_secret(page), **fields})


def begin(client: FlaskClient, key: str = "alumni", **fields: str) -> TestResponse:
    """Press the button on the sign-in page; return the page that leads on."""
    return send(client, "/sign-in", f"/sign-in/with/{key}", **fields)


def come_back(
    client: FlaskClient, provider: RunningProvider, page: TestResponse, account: str, *, act: str = "enter"
) -> TestResponse:
    """Go on to the provider, sign in there as nobody before in this browser, and come back."""
    back = AtProvider(provider.issuer).signs_in(way_on(page.text), account, act=act)
    return client.get(back.removeprefix(HOST))


def go(client: FlaskClient, provider: RunningProvider, account: str, *, act: str = "enter") -> TestResponse:
    """Press the button, sign in at the provider, and come back."""
    return come_back(client, provider, begin(client), account, act=act)


def joins(client: FlaskClient, name: str = "Ana Reis") -> TestResponse:
    """Join with this name, as somebody whom a provider has proved."""
    return press(client, client.get("/sign-in/connect"), "/sign-in/connect/join", name=name)


def query_of(address: str) -> dict[str, str]:
    """Return what an address says behind its question mark."""
    return dict(parse_qsl(urlsplit(address).query))


def owner_id(app: Flask) -> int | None:
    """Return the id of the member to whom the one identity belongs."""
    with app.app_context():
        return db.session.scalar(select(ProviderIdentity.member_id))
