"""What introductions say by e-mail: who reads which names and which details."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from intro_app.db import Model, db
from intro_app.devtools.cast import guest, introduction
from intro_app.devtools.samples import every_email
from intro_app.introductions import emails
from intro_app.introductions.guests import Carrier
from intro_app.introductions.states import Role, Way
from intro_app.outbox import post
from intro_app.outbox.models import OutboxMessage
from tests.support.databases import copied_sqlite
from tests.support.email_samples import all_samples, details_of, letter, stage, whole

_CODE = Path(__file__).parents[2] / "intro_app"
# A feature of several things has one in each of its folders.
FEATURES = sorted({path.relative_to(_CODE).parts[0] for path in _CODE.rglob("emails.py")})
GUEST_DETAILS = {"gita@sample.example", "+49 30 5550109"}


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """One kind of database is enough: no word of a letter depends on it."""
    with copied_sqlite(sqlite_template, tmp_path) as url:
        yield url


def functions_of(feature: str) -> set[str]:
    """The functions that write an e-mail; `ask` only chooses among them."""
    return {
        node.name
        for catalogue in (_CODE / feature).rglob("emails.py")
        for node in ast.parse(catalogue.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Email"
        if not node.name.startswith("_") and node.name != "ask"
    }


@pytest.mark.parametrize("feature", FEATURES)
def test_every_email_is_among_the_samples_under_its_own_name(app: Flask, at: datetime, feature: str) -> None:
    with all_samples(app, at) as samples:
        kinds = {sample.email.kind for sample in samples if sample.email.feature == feature}
    assert kinds == functions_of(feature)


def test_no_row_of_facts_is_empty(app: Flask, at: datetime) -> None:
    with all_samples(app, at) as samples:
        empty = [
            sample.name for sample in samples if re.search(r"<td[^>]*>\s*</td>", letter(sample.email).html)
        ]
    assert not empty


def test_the_connector_who_is_thanked_reads_both_names(app: Flask, at: datetime) -> None:
    with all_samples(app, at) as samples:
        thanked = [
            letter(sample.email).text
            for sample in samples
            if sample.email.kind in {"connected_thanks", "both_worth_it"}
        ]
    assert thanked
    assert not [text for text in thanked if re.search(r"\b(\w+ \w+) and \1\b", " ".join(text.split()))]


def test_every_email_is_posted_under_its_kind_as_bytes_that_any_mail_server_takes(
    app: Flask, at: datetime
) -> None:
    with all_samples(app, at) as samples:
        for sample in samples:
            db.session.execute(delete(OutboxMessage))
            post(sample.email, at=at)
            row = db.session.execute(select(OutboxMessage.kind, OutboxMessage.content)).one()
            assert row.kind == sample.email.kind
            assert max(map(len, row.content.split(b"\r\n"))) <= 998, sample.name
            takes_answers = sample.email.kind == "introduce" or "can-be-answered" in sample.name
            assert (b"\r\nReply-To:" in row.content) == takes_answers, sample.name


def test_both_media_say_the_same(app: Flask, at: datetime) -> None:
    """Each word of the text stands in the HTML too."""
    with all_samples(app, at) as samples:
        for sample in samples:
            words = letter(sample.email)
            seen = re.sub(r"&(amp|lt|gt|#34|#39);", " ", words.html)
            missing = {word for word in re.findall(r"\w+", words.text) if word not in seen}
            assert not missing, sample.name


def test_letters_are_short_and_never_shout(app: Flask, at: datetime) -> None:
    with all_samples(app, at) as samples:
        for sample in samples:
            body = letter(sample.email).text.partition("\n--\n")[0]
            most = 31 if "gita" in sample.email.to.address else 25  # a guest is told their rights as well
            lines = re.sub(r"\n {4}\S.*", "", body)  # what people wrote may run on
            assert len([line for line in lines.splitlines() if line]) <= most, sample.name
            assert "!" not in body or "Mallory" in sample.name, sample.name


def test_nobody_can_be_reached_before_the_introduction(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        secret = details_of(*vars(who).values()) | GUEST_DETAILS
        for sample in every_email(who, at):
            if sample.email.kind != "introduce":
                assert not [detail for detail in secret if detail in whole(sample.email)], sample.name


def test_an_introduction_holds_the_details_of_the_other_and_of_nobody_else(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        made = introduction(Way.NAMED, who, at)
        for role, mine, other in ((Role.FIRST, who.alice, who.carol), (Role.SECOND, who.carol, who.alice)):
            text = letter(emails.introduce(made, role, at)).text
            assert all(detail in text for detail in details_of(other))
            assert not [detail for detail in details_of(mine, who.bob) if detail in text]


def test_only_what_was_ticked_is_passed_on(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        made = introduction(Way.DIRECT, who, at)
        who.carol.phone = "+49 30 5559999"  # changed since she agreed
        words = whole(emails.introduce(made, Role.FIRST, at))
        assert who.carol.email in words
        assert "+49 30 5559999" not in words


def test_a_blind_requester_never_reads_who_was_asked(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        made = introduction(Way.BLIND, who, at)
        hers = [
            emails.request_sent(made),
            emails.not_now(made.asks[-1], Role.FIRST),
            emails.write_anew(made.asks[0]),
            emails.both_said_yes(made, Role.FIRST, at),
            emails.closed_without_introduction(made, Role.FIRST),
        ]
        assert not [email.kind for email in hers if "Carol" in whole(email)]


def test_a_reason_that_was_written_to_the_connector_is_not_said_to_be_about_its_reader(
    app: Flask, at: datetime
) -> None:
    with stage(app, at) as who:
        chosen, named = (introduction(way, who, at).ask_of(Role.SECOND) for way in (Way.BLIND, Way.NAMED))
        assert chosen
        assert named
        assert "Why you:" not in letter(emails.ask_recipient(chosen, at)).text
        assert "Why you:" in letter(emails.ask_recipient(named, at)).text


def test_parties_of_an_offer_read_no_name_before_they_are_connected(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        made = introduction(Way.OFFERED, who, at)
        for role, name in ((Role.FIRST, "Dan"), (Role.SECOND, "Carol")):
            ask = made.ask_of(role)
            assert ask
            before = [
                emails.ask_offered(ask, at),
                emails.still_open(ask, at),
                emails.both_said_yes(made, role, at),
                emails.closed_without_introduction(made, role),
            ]
            assert not [email.kind for email in before if name in whole(email)]
            assert name in whole(emails.introduce(made, role, at))


def test_a_guests_label_is_for_the_connector_alone(app: Flask, at: datetime) -> None:
    with all_samples(app, at) as samples:
        readers = {
            sample.email.to.address for sample in samples if "G. from the choir" in whole(sample.email)
        }
    assert readers == {"bob@sample.example"}


def test_a_guest_is_told_who_gave_the_address_what_is_kept_and_until_when(app: Flask, at: datetime) -> None:
    with stage(app, at) as who:
        for way in (Way.BLIND, Way.OFFERED):
            ask = introduction(way, who, at, to=guest(Carrier.SITE)).ask_of(Role.SECOND)
            assert ask
            text = " ".join(letter(emails.ask(ask, at)).text.split())
            assert (
                "Bob Keller, a member since March 2026, gave us your name and address on Monday, 4 May 2026"
                in text
            )
            assert "We delete both by Sunday, 31 May 2026" in text
            assert "You don’t need an account" in text
            assert "This is the only e-mail about this, unless you say yes." in text


def test_what_a_stranger_wrote_stays_inside_its_place(app: Flask, at: datetime) -> None:
    """No markup comes alive, no line of it looks like a line of ours, nothing is filled in."""
    with stage(app, at) as who:
        ask = introduction(Way.DIRECT, who, at, by=who.mallory).ask_of(Role.SECOND)
        assert ask
        words = letter(emails.ask_directly(ask, at))
    assert "<script" not in words.html
    assert "</blockquote><a" not in words.html
    assert "elsewhere.example" not in "".join(re.findall(r'href="[^"]*"', words.html))
    assert not re.findall(r"^(Yes, introduce us|https://elsewhere)", words.text, re.MULTILINE)
    assert "%(name)s {{ site }}" in words.text


def test_the_pages_show_everything_and_leave_nothing_behind(app: Flask, at: datetime) -> None:
    def rows() -> list[int]:
        return [
            db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Model.metadata.sorted_tables
        ]

    with app.app_context():
        before = rows()
    with all_samples(app, at) as samples:
        assert len({sample.name for sample in samples}) == len(samples) > 50
    with app.app_context():
        assert rows() == before
