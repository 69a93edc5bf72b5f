"""A LASTING_KEY that somebody else may know gets another one on top, and nothing is forgotten."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from intro_app import clock, create_app, links
from intro_app.cli import lasting_key
from intro_app.cli.database import inside
from intro_app.cli.progress import Progress
from intro_app.config.keys import draft_lasting_key
from intro_app.db import Model, atomic, db
from intro_app.groups.codes import present_code
from intro_app.groups.models import MemberGroup
from intro_app.groups.service import join_by_code, make_group, new_code
from intro_app.identity.models import Member
from intro_app.identity.queries import member_by_mailbox
from intro_app.identity.service import join
from intro_app.introductions.models import Consent, Introduction, ensure_unchanged
from intro_app.joining.invitations.codes import code_of
from intro_app.joining.invitations.service import make_link
from intro_app.links import LinkPurpose
from intro_app.outbox.suppression import is_suppressed, suppress
from tests.support.followups import connected
from tests.support.machine import Machine
from tests.support.people import MemberHandle, visitor

ROTATE = ("keys", "rotate-lasting", "--yes")
# Keyed by something else, or gone within days: codes, sessions, links, counts of requests.
NOT_LASTING = {
    *("address_change.code_hash", "guest.code_hash", "leave_code.code_hash", "sign_in.code_hash"),
    *("link.id_hash", "session.id_hash", "passkey_challenge.id_hash", "passkey_challenge.browser_hash"),
    *("sign_in.browser_hash", "rate_count.key_hash", "invitation.code_hash", "member_group.code_hash"),
    *("provider_proof.id_hash", "provider_proof.identity_hash"),
    *("reply_address.token_hash", "reply_seen.letter_hash"),
    *("audit_entry.reason_hash", "audit_entry.former_hash", "audit_entry.hash"),
}


@pytest.fixture
def machine(tmp_path: Path, once_started: Path) -> Machine:
    """A machine on which the site was started once, with a member and somebody who wants no e-mail."""
    made = Machine(tmp_path / "first", once_started)
    with inside(create_app(made.settings)):
        join("alice@example.org", "Alice", clock.now() - timedelta(days=60))
        join("carol@example.org", "Carol", clock.now() - timedelta(days=60))
        suppress("never@example.org", "everything", clock.now())
    return made


def assert_all_is_known(machine: Machine) -> None:
    """Members are found by their address, and who wants no e-mail gets none."""
    with inside(create_app(machine.settings)):
        assert member_by_mailbox("Alice@example.org")
        assert is_suppressed("never@example.org", at=clock.now())
        assert not is_suppressed("other@example.org", at=clock.now())
        assert db.session.scalar(select(Member.email).order_by(Member.id).limit(1)) == "alice@example.org"


def test_nothing_is_forgotten_and_the_older_key_alone_finds_nothing(machine: Machine) -> None:
    older = machine.settings.lasting_key
    for times in (2, 3):
        status, said = machine.types(*ROTATE)
        assert (status, "LASTING_KEY is new" in said) == (0, True), said
        assert len(machine.settings.lasting_keys) == times
        assert machine.settings.lasting_keys[0] == older
        assert_all_is_known(machine)
    status, said = machine.types("keys", "show-check")
    assert (status, "different" in said) == (0, False), said
    status, said = machine.types("audit", "verify", LASTING_KEY=older, SECRET_KEYS=older)
    assert (status, "LASTING_KEY is not the one" in said) == (1, True), said


def test_letters_consents_and_stop_links_of_before_still_hold(machine: Machine) -> None:
    with inside(create_app(machine.settings)):
        alice, carol = (one for one in db.session.scalars(select(Member).order_by(Member.id)))
        connected(alice, carol, clock.now())
        stop = links.issue(LinkPurpose.STOP, "mail:x", at=clock.now(), until=None)
    assert machine.types(*ROTATE)[0] == 0
    with inside(create_app(machine.settings)):
        made = db.session.scalars(select(Introduction)).one()
        ensure_unchanged(made.text, made.text_hash)
        for consent in db.session.scalars(select(Consent)):
            assert consent.text_hash == made.text_hash
        assert links.find(stop.rpartition("/")[2], LinkPurpose.STOP).subject == "mail:x"
        with pytest.raises(Exception, match="fixed when it is sent"), atomic():
            db.session.execute(text("UPDATE introduction SET text_hash = 'other'"))


def assert_codes_work(machine: Machine, *, printed: set[str]) -> None:
    """The page of invitations shows a link that opens, a group has a code, and those of before are over."""
    app = create_app(machine.settings)
    with app.app_context():
        member = member_by_mailbox("bob@example.org")
        assert member
        bob = MemberHandle(app, member.id, member.public_id, member.name, member.email)
    shown = re.findall(r"/j/[A-Z0-9]{4}-[A-Z0-9]{4}", bob.browser().get("/me/invitations").text)
    assert len(set(shown)) == 1
    assert not set(shown) & printed
    assert visitor(app).get(shown[0]).status_code == 200
    assert [visitor(app).get(path).status_code for path in printed] == [404] * len(printed)
    with app.app_context():
        group = db.session.scalars(select(MemberGroup)).one()
        assert present_code(group, clock.now()), "the page of staff shows it"
        join_by_code(bob.member, present_code(group, clock.now()), clock.now())


@pytest.mark.parametrize("is_interrupted", [False, True])
def test_open_invitation_links_and_group_codes_work_as_the_pages_show_them(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, is_interrupted: bool
) -> None:
    with inside(create_app(machine.settings)):
        bob = join("bob@example.org", "Bob", clock.now() - timedelta(days=60))
        made = make_link(bob, places=1, days=7, label="the choir", at=clock.now())
        printed = {f"/j/{code_of(made.id)}"}
        group = make_group(bob, "Class of 2014", takes_requests=False, at=clock.now())
        new_code(group.id, bob, days=30, at=clock.now())
    if is_interrupted:
        with monkeypatch.context() as patched:
            patched.setattr(lasting_key, "take_draft", _pull_the_plug)
            assert machine.types(*ROTATE)[0] != 0
    assert machine.types(*ROTATE)[0] == 0
    assert_codes_work(machine, printed=printed)


def _pull_the_plug(_file: Path) -> None:
    raise OSError("no power")


@pytest.mark.parametrize("is_committed", [True, False])
def test_what_was_interrupted_is_finished_by_the_next_call(machine: Machine, is_committed: bool) -> None:
    settings, added = machine.settings, "a-second-key-of-forty-signs-for-this-one"
    draft_lasting_key(machine.key_file, f"{settings.lasting_key},{added}")
    if is_committed:
        with inside(create_app(settings)):
            lasting_key.hash_all_anew(settings.lasting_key, added, Progress())
    status, said = machine.types(*ROTATE)
    assert (status, "interrupted" in said) == (0, is_committed), said
    assert (machine.settings.lasting_keys[1] == added) == is_committed
    assert not (machine.folder / "keys.json.next").exists()
    assert_all_is_known(machine)


def test_every_hash_is_known_to_last_or_to_end() -> None:
    hashes = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("hash")
    }
    assert hashes - set(lasting_key.LASTING_HASHES) == NOT_LASTING
