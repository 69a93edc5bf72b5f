"""The page on which a member reads their own trust, and how little of it anybody else can see."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app.db import atomic, db
from intro_app.trust import service
from intro_app.trust.events import BadFaith, Founder, Severity, Upheld, Useful
from intro_app.trust.models import KeptStanding
from intro_app.trust.queries import own_ledger, standing_of
from tests.support.database_statements import statements_of
from tests.support.mail_server import Mailbox
from tests.support.people import MemberHandle, People
from tests.support.trust.asks import ask

DAY = timedelta(days=1)


def words_of(page: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def read(person: MemberHandle, path: str = "/me/trust") -> str:
    """A page as this person reads it."""
    page = person.browser().get(path)
    assert page.status_code == 200
    return words_of(page.text)


def confirm(app: Flask, person: MemberHandle, by: MemberHandle, at: datetime, number: int) -> None:
    """Both found their introduction worth it; whoever confirms is trusted."""
    with app.app_context():
        service.record(Founder(at - DAY, by.id), at)
        service.record(Useful(at, number, person.id, by.id), at)


@pytest.fixture
def known(app: Flask, people: People, at: datetime) -> MemberHandle:
    """Alice, whom three people have confirmed over the last months."""
    for number, by in enumerate((people.bob, people.carol, people.dan), 1):
        confirm(app, people.alice, by, at - 60 * number * DAY, number)
    return people.alice


def test_somebody_new_reads_why_there_is_no_number_and_what_brings_a_first_line(people: People) -> None:
    page = read(people.alice)
    assert "Your standing here: new here" in page
    assert "So far: 0 of 6" in page
    assert "We don’t show a number while you’re new here" in page
    assert "No lines yet" in page
    assert "of 100" not in page
    assert "Points lose half their weight in a year, good and bad alike" in page


def test_three_people_make_a_number(app: Flask, known: MemberHandle, at: datetime) -> None:
    page = known.browser().get("/me/trust").text
    with app.app_context():
        score = standing_of(known.id).score_at(at)
    assert f"{round(score)} of 100" in words_of(page)
    assert "in good standing" in page
    assert all(name in page for name in ("Bob Keller", "Carol Duarte", "Dan Okafor"))
    assert page.count("a tenth is left on") == 3


def test_somebody_in_good_standing_reads_how_many_trusted_people_lack(
    app: Flask, people: People, at: datetime
) -> None:
    for number, by in enumerate((people.bob, people.carol), 1):
        confirm(app, people.alice, by, at - 60 * number * DAY, number)
    page = read(people.alice)
    assert "Trusted, once your score is 75: 3.3 good points to go" in page
    assert "2 of 3 have found an introduction with you, or one you made, worth it so far" in page


def test_a_high_score_without_three_trusted_people_says_what_lacks(app: Flask, people: People) -> None:
    alice = people.alice
    with app.app_context(), atomic():
        db.session.add(KeptStanding(member_id=alice.id, good=40.0, level=1))
    page = read(alice)
    assert "Trusted, once 3 trusted people have found an introduction with you" in page
    assert "0 of 3 have found" in page


def test_no_figure_tells_the_number_of_somebody_who_confirms(
    app: Flask, people: People, at: datetime
) -> None:
    """Whatever Dan's points are, Alice reads the same: his word is public, and only that counts."""
    seen = []
    for dans_points in (40.0, 1.5):
        alice = people.join("Alice Marsh", f"a{dans_points}@example.org")
        dan = people.join("Dan Okafor", f"d{dans_points}@example.org")
        with app.app_context():
            for number, by in enumerate((people.bob, people.carol)):
                service.record(Founder(at - 90 * DAY, by.id), at)
                service.record(Useful(at - 60 * DAY, int(100 * dans_points) + number, alice.id, by.id), at)
            service.record(Founder(at - 90 * DAY, dan.id, dans_points), at)
            service.record(Useful(at - 60 * DAY, int(100 * dans_points) + 2, alice.id, dan.id), at)
            assert len(own_ledger(alice.id, at).entries) == 3
        seen.append(read(alice))
    assert seen[0] == seen[1]


def test_nothing_tells_how_serious_the_report_on_somebody_else_was(
    app: Flask, people: People, at: datetime
) -> None:
    """Alice vouched for Mallory, or invited them: she reads that she carries a part, and no figure."""
    seen = []
    for number, severity in enumerate((Severity.MODERATE, Severity.GRAVE), 1):
        alice = people.join("Alice Marsh", f"a{number}@example.org")
        with app.app_context():
            service.record(Founder(at - 90 * DAY, alice.id), at)
            service.record(Upheld(at - DAY, number, people.mallory.id, severity, alice.id), at)
        page = read(alice)
        assert "a part of it counts against you" in page
        assert "Harm points left" not in page
        seen.append(re.sub(r"About \d+ of 100", "", page))
    assert seen[0] == seen[1]


def test_the_numbers_on_the_page_give_the_score_by_its_formula(known: MemberHandle) -> None:
    page = read(known)
    (good,) = map(float, re.findall(r"Good points left (\d+\.\d+)", page))
    (score,) = map(int, re.findall(r"(\d+) of 100", page))
    assert abs(100 * (good + 2.5) / (good + 5) - score) <= 0.6
    assert f"{5 - good:.1f} good points to go" in page


def test_the_plot_is_drawn_without_any_style_or_script_of_its_own(known: MemberHandle) -> None:
    page = known.browser().get("/me/trust").text
    drawing = page.partition('<figure class="plot">')[2].partition("</figure>")[0]
    assert "<svg" in drawing
    assert "<title" in drawing
    assert not re.search(r"style=|<style|<script|\son\w+=", drawing)
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.]+,[\d.]+", drawing)]
    assert points[0] == (0.0, 80.0), "everyone starts at 50"
    assert points[-1][0] == 600.0
    assert points[-1][1] < 60.0


def test_a_report_is_a_line_with_its_rule_its_points_its_end_and_the_way_to_appeal(
    app: Flask, known: MemberHandle, at: datetime
) -> None:
    with app.app_context():
        service.record(Upheld(at - 2 * DAY, 1, known.id, Severity.SEVERE), at)
    page = read(known)
    assert "recent upheld report" in page
    assert "We upheld a report about you." in page
    assert "Harm points 5.00 then, 4.98" in page
    assert "You can have one open request at a time, and a moderator reads it" in page
    assert "within six months" in page
    with app.app_context():
        service.reverse(1, at)
    page = read(known)
    assert "We upheld a report about you." not in page
    assert "A decision about a report was reversed." in page
    assert "Your standing here: in good standing" in page


def test_the_connector_is_not_told_by_the_ledger_who_found_it_worth_it(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        service.record(Founder(at - DAY, people.alice.id), at)
        service.record(Useful(at, 1, people.alice.id, people.carol.id, people.bob.id), at)
    page = read(people.bob)
    assert "Alice" not in page
    assert "Carol" not in page
    assert page.count("An introduction you made was worth it for both people.") == 1
    assert "Your introduction with Alice Marsh was worth it for both of you." in read(people.carol)


def test_others_read_words_wherever_they_meet_somebody_and_never_a_number(
    app: Flask, people: People, known: MemberHandle, mailbox: Mailbox, at: datetime
) -> None:
    with app.app_context():
        introduction = ask(known, people.mallory, at)
        path = f"/introductions/{introduction.public_id}"
        number = f"{standing_of(known.id).score_at(at):.1f}"
    mailbox.deliver(at)
    letter = mailbox.to(people.mallory.email)[-1]
    browser = people.mallory.browser()
    seen = [browser.get(f"/people/{known.public_id}").text, browser.get(path).text, letter.text]
    for page in seen:
        assert "in good standing" in page
        assert number not in page
    assert "in good standing" in FlaskClient.get(browser, letter.link("r").partition("example.org")[2]).text


def test_whoever_gets_harm_points_reads_so_by_mail_but_for_those_told_otherwise(
    app: Flask, people: People, mailbox: Mailbox, at: datetime
) -> None:
    mallory, bob, carol = people.mallory, people.bob, people.carol
    with app.app_context():
        service.record(Upheld(at, 1, mallory.id, Severity.SEVERE, connector=bob.id), at, told=[mallory.id])
        service.record(BadFaith(at, 2, carol.id), at)
        service.reverse(1, at + DAY, told=[mallory.id])
    mailbox.deliver(at + DAY)
    subject = "Your standing has changed"
    assert not [letter for letter in mailbox.to(mallory.email) if letter.subject == subject]
    came, went = (letter for letter in mailbox.to(bob.email) if letter.subject == subject)
    assert "Harm points: a part of the other person’s points" in came.text
    assert "Mallory" not in came.text
    assert "as if it had never happened" in " ".join(went.text.split())
    assert [letter.subject for letter in mailbox.to(carol.email)].count(subject) == 1


def test_a_long_ledger_is_read_page_by_page_at_the_same_cost(
    app: Flask, people: People, at: datetime
) -> None:
    for number in range(60):
        confirm(app, people.alice, people.bob, at - timedelta(hours=60 - number), number)
    browser = people.alice.browser()
    first = browser.get("/me/trust").text
    following = re.search(r'href="(/me/trust\?before=[^"#]+)', first)
    assert following
    rest = browser.get(following[1]).text
    ids = [set(re.findall(r'id="(line-\d+-\d+)"', page)) for page in (first, rest)]
    assert (len(ids[0]), len(ids[1]), len(ids[0] & ids[1])) == (50, 10, 0)
    assert browser.get("/me/trust?before=nonsense").status_code == 200
    with statements_of(app) as sent, app.app_context():
        browser.get("/me/trust")
    assert len(sent) <= 8


def test_an_introduction_is_never_parted_by_the_end_of_a_page(
    app: Flask, people: People, at: datetime
) -> None:
    with app.app_context():
        service.record(Useful(at - 40 * DAY, 100, people.bob.id, people.carol.id), at)
        for number in range(30):
            service.record(Useful(at - (30 - number) * DAY, number, 501, 502, people.bob.id), at)
        first = own_ledger(people.bob.id, at)
        assert first.next_before
        rest = own_ledger(people.bob.id, at, first.next_before)
    assert [len(entry.lines) for entry in first.entries] == [2] * 25
    assert [len(entry.lines) for entry in rest.entries] == [2] * 5 + [1]


def test_the_first_lines_say_the_word_what_it_allows_and_what_comes_next(
    app: Flask, people: People, known: MemberHandle, at: datetime
) -> None:
    page = read(known)
    order = [
        "in good standing",
        "Up to 5 open at a time",
        "We can e-mail them for you",
        "Trusted, once your score is 75",
    ]
    places = [page.index(words) for words in [*order, "My ledger", "How it works"]]
    assert places == sorted(places)
    with app.app_context():
        service.record(Upheld(at - 2 * DAY, 1, people.bob.id, Severity.SEVERE), at)
    page = read(people.bob)
    assert "Up to 1 open at a time" in page
    assert "You send them your link yourself" in page
    assert "Others no longer see" in page
