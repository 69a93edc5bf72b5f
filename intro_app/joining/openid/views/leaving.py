"""After signing out here: where one may still be signed in, at the provider."""

from urllib.parse import urlencode

from flask import render_template

from intro_app.config import settings
from intro_app.config.providers import OidcProvider
from intro_app.joining.blueprint import Page, bp
from intro_app.joining.openid.discovery import metadata_of
from intro_app.joining.openid.fetching import ProviderAway
from intro_app.web.access import public


@bp.get("/sign-out/elsewhere")
@public
def signed_out_here() -> Page:
    """Say that the session here has ended, and offer to end the one at a provider, too."""
    places = [(one.name, address) for one in settings().oidc_providers if (address := _way_out(one))]
    return render_template("joining/signed_out_here.html", places=places)


def _way_out(provider: OidcProvider) -> str:
    """Return the page on which the provider ends its own session (RP-initiated logout), or ""."""
    try:
        address = metadata_of(provider).end_session_endpoint
    except ProviderAway:
        return ""
    more = urlencode({"client_id": provider.client_id})
    return f"{address}{'&' if '?' in address else '?'}{more}" if address else ""
