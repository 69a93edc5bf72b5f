"""An upgrade encrypts the reasons in the audit that stood readable; the chain goes on from what it was."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from intro_app import clock, create_app
from intro_app.audit import queries
from intro_app.audit.service import erase_reasons_about, note
from intro_app.cli.database import ensure_database_fits, upgrade_database
from intro_app.config import Settings
from intro_app.db import atomic, db
from tests.support import databases, postgres

BEFORE = "0036"
WHY = "Her sister Lucinda wrote to us."


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """A site with three audited acts, as it was before this upgrade."""
    cluster: postgres.Cluster | None = None
    url = f"sqlite:///{tmp_path / 'site.db'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.create("reasons")
    key = databases.KEY
    app = create_app(Settings(database_url=url, data_dir=tmp_path, secret_keys=(key,), lasting_key=key))
    with app.app_context():
        upgrade_database(app)
        for subject, why in ((7, WHY), (8, ""), (None, "On her wish.")):
            note(9, "looked_at_details", subject, "case:1", why, clock.now())
        go_back()
    yield app
    with app.app_context():
        db.engine.dispose()
    if cluster:
        cluster.drop("reasons")


def go_back() -> None:
    """To the schema of before."""
    db.session.remove()
    flask_migrate.downgrade(revision=BEFORE)


def stored() -> list[tuple[str, str]]:
    """The reasons and hashes of the old table."""
    return [
        (why, seal) for why, seal in db.session.execute(text("SELECT why, hash FROM audit_entry ORDER BY id"))
    ]


def test_reasons_are_encrypted_and_a_head_of_before_is_still_in_the_chain(
    site: Flask, tmp_path: Path
) -> None:
    with site.app_context():
        before = stored()
        assert [why for why, _seal in before] == [WHY, "", "On her wish."]
        db.session.remove()
        upgrade_database(site)
        ensure_database_fits(site)
        verdict = queries.check(before[-1][1])
        assert (verdict.lines, verdict.broken, verdict.holds) == (3, None, True)
        assert [line.why for line in queries.read_lines()] == [WHY, "", "On her wish."]
        note(9, "looked_at_details", 7, "case:2", "again", clock.now())
        assert queries.check(before[0][1]).lines == 4
        db.session.remove()
    for file in tmp_path.glob("site.db*"):
        assert b"Lucinda" not in file.read_bytes()


def test_going_back_gives_the_same_chain_and_erased_reasons_stay_erased(site: Flask) -> None:
    with site.app_context():
        before = stored()
        db.session.remove()
        upgrade_database(site)
        go_back()
        assert stored() == before
        db.session.remove()
        upgrade_database(site)
        erase_reasons_about(7, clock.now())
        go_back()
        assert [why for why, _seal in stored()] == ["(erased)", "", "On her wish.", ""]
        db.session.remove()
        upgrade_database(site)
        assert queries.check().broken is None


def test_a_chain_that_was_broken_stays_broken_where_it_was(site: Flask) -> None:
    with site.app_context():
        with atomic():
            place = "" if db.engine.dialect.name == "sqlite" else " ON audit_entry"
            db.session.execute(text(f"DROP TRIGGER audit_is_not_changed{place}"))
            db.session.execute(text("UPDATE audit_entry SET actor_id = 1 WHERE id = 2"))
        db.session.remove()
        upgrade_database(site)
        assert queries.check().broken == 2
        assert [line.why for line in queries.lines_about(7)] == [WHY]
