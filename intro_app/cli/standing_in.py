"""`intro stripe-stand-in`: runs the fake Stripe for a site on this machine; `intro run` starts it."""

from pathlib import Path

import click

from intro_app.config import Settings
from intro_app.config.cross_checks import LIVE


@click.command("stripe-stand-in", hidden=True)
@click.option("--silent", is_flag=True, help="Send the site nothing automatically: tests bring the messages.")
def stripe_stand_in(silent: bool) -> None:
    """Stand in for Stripe at STRIPE_API_BASE. No money moves."""
    settings = Settings.from_environment()
    if not settings.stripe_api_base or settings.stripe_secret_key.startswith(LIVE):
        raise click.ClickException(
            "Set STRIPE_API_BASE to the address to serve at, and use a key that is not Stripe's."
        )
    from intro_app.devtools.fake_stripe import Terms, serve

    serve(
        Terms(
            home=settings.stripe_api_base,
            key=settings.stripe_secret_key,
            secrets=settings.stripe_webhook_secrets,
            lookup_keys=settings.stripe_prices,
            webhooks="" if silent else f"{settings.base_url}/stripe/webhook",
            file=None if silent else Path(settings.data_dir) / "stripe_stand_in.json",
        )
    )
