"""The doctor's checks of OpenID providers: whether each answers, and whether anybody could get in."""

from collections.abc import Iterator

from intro_app.cli.doctor.findings import Finding, known, well, wrong
from intro_app.config import Settings
from intro_app.config.providers import OidcProvider
from intro_app.groups.queries import named
from intro_app.identity import queries
from intro_app.identity.models import StaffRole
from intro_app.joining.openid.discovery import discover, read_keys
from intro_app.joining.openid.fetching import ProviderAway, fetch
from intro_app.joining.openid.protocol import come_back_to, told_of_sign_outs_at


def answers(settings: Settings) -> Iterator[Finding]:
    """Ask each provider for its description and its keys. Needs an application context."""
    for provider in settings.oidc_providers:
        try:
            metadata = discover(provider)
            read_keys(fetch(metadata.jwks_uri))
        except ProviderAway as problem:
            yield wrong(f"People can't sign in with {provider.name}: {problem.why}.")
        else:
            yield well(f"{provider.name} answers. It must know this address: {come_back_to(provider)}")
            if metadata.tells_of_sign_outs:
                yield well(f"It can tell the site who signs out, at: {told_of_sign_outs_at(provider)}")
        if not provider.client_secret:
            yield known(f"OIDC_{provider.key.upper()}_CLIENT_SECRET is not set; some providers need it.")


def groups(settings: Settings) -> Iterator[Finding]:
    """Find claims that are to lead into groups that there are not."""
    for provider in settings.oidc_providers:
        yield from _missing_groups(provider)


def ways_in(settings: Settings) -> Iterator[Finding]:
    """Check that somebody can look after the site while the only way in is away."""
    if not settings.oidc_only:
        return
    admins = queries.who_can(StaffRole.GIVE_RIGHTS)
    if any(queries.good_passkeys(one) for one in admins):
        yield well("While providers are away, staff sign in with a passkey, or by: intro admin sign-in")
    else:
        yield wrong(
            "OIDC_ONLY is on, and no admin has a passkey: while the provider is away nobody could look after "
            "the site but by: intro admin sign-in their@address"
        )


def _missing_groups(provider: OidcProvider) -> Iterator[Finding]:
    wanted = [group for _word, group in provider.groups]
    there = named(wanted)
    if missing := [group for group in wanted if group not in there]:
        yield known(f"{provider.names_groups} names groups that there are not: {', '.join(missing)}.")
