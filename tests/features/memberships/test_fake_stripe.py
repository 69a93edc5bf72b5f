"""The stand-in says what Stripe would say to Stripe's own library and to Stripe's own command line."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import stripe

from intro_app.devtools.fake_stripe.delivery import signed
from intro_app.memberships.gateway.client import API_VERSION
from tests.support.stripe import Played

CLI = "@stripe/cli@1.52.0"


def test_the_library_speaks_the_version_that_we_chose() -> None:
    """A new library brings a new version of the API: read what changed, run these tests, then change ours."""
    assert stripe.api_version == API_VERSION


def test_what_the_library_has_no_name_for_is_refused(stand_in: Played) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        # The library's types refuse this too.
        stand_in.client.v1.customers.create({"colour": "blue"})  # type: ignore[arg-type]  # on purpose
    assert (refused.value.code, refused.value.http_status) == ("parameter_unknown", 400)


def test_also_deep_inside(stand_in: Played) -> None:
    made = stand_in.client.v1.customers.create({"metadata": {"any": "name"}})
    line: Any = {"price": "price_1", "quantity": 1, "colour": "blue"}
    with pytest.raises(stripe.InvalidRequestError, match=r"line_items\[colour\]"):
        stand_in.client.v1.checkout.sessions.create(
            {
                "mode": "subscription",
                "customer": made.id,
                "line_items": [line],
                "success_url": "https://x.example",
            }
        )


def test_errors_are_stripes_own(stand_in: Played) -> None:
    client = stand_in.client
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.customers.retrieve("cus_nobody")
    assert (missing.value.code, missing.value.http_status) == ("resource_missing", 404)
    assert missing.value.request_id
    with pytest.raises(stripe.InvalidRequestError, match="Missing required param: customer"):
        client.v1.billing_portal.sessions.create({})
    stranger = Played(stand_in.base, "sk_test_somebody_else", stand_in.opened)
    with pytest.raises(stripe.AuthenticationError):
        stranger.client.v1.customers.list()


def test_an_idempotency_key_makes_one_thing_of_two_wishes(stand_in: Played) -> None:
    create = stand_in.client.v1.customers.create
    made = [create({"name": "Ana"}, {"idempotency_key": "the-same"}).id for _ in range(2)]
    assert len(set(made)) == 1
    with pytest.raises(stripe.IdempotencyError):
        create({"name": "Ben"}, {"idempotency_key": "the-same"})


def test_lists_go_on_page_after_page(stand_in: Played) -> None:
    made = {stand_in.client.v1.customers.create({}).id for _ in range(5)}
    found = [one.id for one in stand_in.client.v1.customers.list({"limit": 2}).auto_paging_iter()]
    assert made <= set(found)
    assert len(found) == len(set(found))


def test_a_signature_is_one_for_every_active_secret() -> None:
    body, at = '{"a": 1}', 1_790_000_000
    header = signed(body, ("whsec_one", "whsec_two"), at)
    for secret in ("whsec_one", "whsec_two"):
        assert stripe.WebhookSignature.verify_header(body, header, secret)


@pytest.mark.slow
def test_stripes_command_line_talks_to_it_too(stand_in: Played, tmp_path: Path) -> None:
    prices = _stripe(tmp_path, "get", "/v1/prices", stand_in)
    assert {price["lookup_key"] for price in prices["data"]} >= {"membership_monthly", "membership_reduced"}
    made = _stripe(tmp_path, "post", "/v1/customers", stand_in, "-d", "name=Ana")
    assert _stripe(tmp_path, "get", f"/v1/customers/{made['id']}", stand_in)["name"] == "Ana"


def _stripe(folder: Path, method: str, path: str, stand_in: Played, *more: str) -> Any:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm, which brings Stripe's command line")
    if not (program := folder / "node_modules" / ".bin" / "stripe").exists():
        done = subprocess.run(
            [npm, "install", "--prefix", folder, CLI], capture_output=True, timeout=100, check=False
        )
        if done.returncode:
            pytest.skip("npm does not bring Stripe's command line here")
    said = subprocess.run(
        [program, method, path, *more, "--api-key", stand_in.key, "--api-base", stand_in.base],
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)
