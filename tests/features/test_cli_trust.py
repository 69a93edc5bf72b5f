"""`intro trust`: founders and recomputing, as an operator types them."""

from flask import Flask
from sqlalchemy import text

from intro_app.db import atomic, db
from intro_app.trust import service
from intro_app.trust.events import Useful
from intro_app.trust.queries import standing_of
from tests.conftest import SiteMaker
from tests.support.people import People


def test_an_operator_vouches_for_a_founder_and_recomputes(
    app: Flask, people: People, make_site: SiteMaker
) -> None:
    site, alice, bob = make_site(), people.alice, people.bob
    assert "alice@example.org is now a founding member" in site.run(
        "trust", "founder", "alice@example.org", "--why", "first"
    )
    assert "was already vouched for" in site.run("trust", "founder", "alice@example.org")
    with app.app_context():
        at = standing_of(alice.id).touched
        assert at is not None
        service.record(Useful(at, 1, alice.id, bob.id), at)
        right = standing_of(bob.id).good
        with atomic():
            db.session.execute(text("UPDATE standing SET good = 40 WHERE member_id = :bob"), {"bob": bob.id})
    assert "Events: 2\nMembers: 2\nMended: 1" in site.run("trust", "recompute")
    assert "Mended: 0" in site.run("trust", "recompute")
    with app.app_context():
        assert standing_of(bob.id).good == right
