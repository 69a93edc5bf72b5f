"""After an introduction, through pages and mail: how it went, thank-you notes, and the list of people met."""

from tests.support.journeys.followed_up import (
    ASKED,
    THANKED,
    WORTH_IT,
    connect,
    flat,
    mails,
    pass_days,
    plain,
    says,
    says_here,
    useful,
)
from tests.support.story import Somebody, Story

NOTE = "Your advice on the hall of the old mill saved our autumn."
GOOD = {"talked": "yes", "worth": "yes", "as_said": "yes"}


def test_the_whole_way_from_the_question_to_a_useful_introduction(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    pass_days(story, 13)
    assert not mails(alice, ASKED)
    pass_days(story, 1)
    assert [len(mails(person, ASKED)) for person in (alice, carol, bob)] == [1, 1, 0]

    done = says(alice, **GOOD, connector_may_know="y", thanks_second=NOTE, thanks_connector="Thank you, Bob.")
    assert "Your answer is saved." in done.text
    assert not useful(story)
    assert not mails(bob, WORTH_IT)
    assert NOTE in flat(mails(carol, THANKED)[0])
    assert "Thank you, Bob." in mails(bob, THANKED)[0].text
    assert NOTE not in mails(bob, THANKED)[0].text

    says_here(carol, public_id, **GOOD, connector_may_know="y")
    assert [(facts["a"], facts["b"], facts["connector"]) for facts in useful(story)] == [
        _ids(alice, carol, bob)
    ]
    assert len(mails(bob, WORTH_IT)) == 1
    pass_days(story, 40)
    assert [len(mails(person, ASKED)) for person in (alice, carol, bob)] == [1, 1, 0]
    assert len(useful(story)) == len(mails(bob, WORTH_IT)) == 1
    assert NOTE in carol.get("/introduced").text
    assert "Thank you, Bob." in bob.get("/introduced/thanks").text


def test_the_connector_hears_it_only_if_both_ticked_it(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    connect(story, alice, carol, bob)
    pass_days(story, 14)
    says(alice, **GOOD, connector_may_know="y")
    says(carol, **GOOD)
    assert len(useful(story)) == 1
    pass_days(story, 30)
    assert not mails(bob, WORTH_IT)


def test_nobody_sees_anything_of_the_others_answer(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    pass_days(story, 14)
    paths = [
        "/introduced",
        f"/introduced/{public_id}",
        f"/introduced/{public_id}/follow-up",
        "/introductions",
        "/me",
    ]
    before = [plain(carol.get(path)) for path in paths]
    link, letters = carol.newest("f").link("f"), len(carol.letters) + len(bob.letters)
    by_link = plain(carol.opens(link))
    says(alice, talked="heard_nothing", worth="no", as_said="no")
    assert [plain(carol.get(path)) for path in paths] == before
    assert plain(carol.opens(link)) == by_link
    assert len(carol.letters) + len(bob.letters) == letters

    says(carol, **GOOD)
    pass_days(story, 30)
    assert len(carol.letters) + len(bob.letters) == letters
    after = carol.get(f"/introduced/{public_id}/follow-up").text
    assert "Your answer now counts. No one else has seen it." in after
    assert "didn’t hear back" not in after
    assert "didn’t hear back" not in bob.get(f"/introductions/{public_id}").text
    assert not useful(story)


def test_day_42_with_one_answer_only(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    public_id = connect(story, alice, carol, bob)
    pass_days(story, 14)
    says(alice, **GOOD, connector_may_know="y")
    link = carol.newest("f").link("f")
    pass_days(story, 14)
    assert [len(mails(person, ASKED)) for person in (alice, carol)] == [1, 2]
    assert "This is the only reminder." in flat(mails(carol, ASKED)[1])
    pass_days(story, 13)
    assert carol.opens(link).status_code == 200
    pass_days(story, 2)
    assert carol.opens(link).status_code == 410
    assert "There’s nothing left to answer" in carol.get(f"/introduced/{public_id}/follow-up").text
    assert "Your answer now counts" in alice.get(f"/introduced/{public_id}/follow-up").text
    pass_days(story, 20)
    assert not useful(story)
    assert not mails(bob, WORTH_IT)
    assert len(mails(carol, ASKED)) == 2


def test_an_answer_can_be_changed_until_it_counts(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    connect(story, alice, carol, bob)
    pass_days(story, 14)
    says(alice, talked="yes", worth="no")
    says(alice, **GOOD)
    late = alice.opens(alice.newest("f").link("f"))
    says(carol, **GOOD)
    assert len(useful(story)) == 1
    assert "Your answer is saved." in alice.fill("/f", late, "Send", GOOD, action="/f").text
    other = alice.fill("/f", late, "Send", {"worth": "no"}, action="/f")
    assert other.status_code == 409
    assert "can no longer be changed" in other.text
    assert len(useful(story)) == 1


def test_not_yet_is_asked_once_more_after_three_weeks(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    connect(story, alice, carol, bob)
    pass_days(story, 14)
    assert "We’ll ask once more on" in says(alice, talked="not_yet").text
    says(carol, **GOOD)
    assert not useful(story)
    pass_days(story, 20)
    assert len(mails(alice, ASKED)) == 1
    pass_days(story, 1)
    assert "We’re asking once more" in flat(mails(alice, ASKED)[1])
    assert "We won’t e-mail you about it again." in says(alice, talked="not_yet").text
    pass_days(story, 3)
    says(alice, **GOOD)
    assert len(useful(story)) == 1
    pass_days(story, 30)
    assert len(mails(alice, ASKED)) == 2


def test_what_was_not_as_said_can_be_reported_and_need_not(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    pass_days(story, 14)
    assert "/p/" not in says(alice, **GOOD).text
    kept = says(carol, talked="yes", worth="so_so", as_said="no")
    assert 'href="https://meet.example.org/p/' in kept.text
    for reader, path in (
        (carol, f"/introduced/{public_id}/follow-up"),
        (alice, f"/introduced/{public_id}/follow-up"),
    ):
        browser = reader.browser or reader._signed_in()
        form = {"csrf_token": _secret(reader, path)}
        sent = browser.post(f"{path}/report", data=form)
        assert (sent.status_code, "/p/" in sent.location) == (303, True)


def _secret(reader: Somebody, path: str) -> str:
    return reader.get(path).text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def _ids(*people: Somebody) -> tuple[int, ...]:
    return tuple(person.person.id for person in people if person.person)
