"""Guests say how it went, people thank each other, keep each other's cards, and ask to be forgotten."""

import re
from datetime import timedelta

from werkzeug.test import TestResponse

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

GOOD = {"talked": "yes", "worth": "yes"}


def test_a_guest_answers_by_link_and_is_never_reminded(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = _guest(story, alice, bob)
    pass_days(story, 14)
    assert "We ask this only once and won’t remind you." in flat(mails(gwen, ASKED)[0])
    pass_days(story, 20)
    assert [len(mails(person, ASKED)) for person in (gwen, alice)] == [1, 2]
    assert "We won’t e-mail you about it again." in says(gwen, talked="not_yet").text
    pass_days(story, 5)
    says(gwen, **GOOD, connector_may_know="y", thanks_first="Thank you for the sheets.")
    says(alice, **GOOD, connector_may_know="y", thanks_second="Thank you, Gwen.")
    assert "Thank you for the sheets." in alice.get("/introduced").text
    assert "Thank you, Gwen." in flat(mails(gwen, THANKED)[0])
    assert len(mails(bob, WORTH_IT)) == 1
    assert not useful(story)  # a guest has no standing that could weigh
    assert len(mails(gwen, ASKED)) == 1


def test_a_forgotten_guest_leaves_an_empty_card(story: Story, alice: Somebody, bob: Somebody) -> None:
    gwen = _guest(story, alice, bob)
    assert gwen.address in alice.get("/introduced").text
    story.wait(timedelta(days=133), timedelta(days=1))
    page = alice.get("/introduced").text
    assert "Gwen" not in page
    assert "A guest whose details have been deleted" in page
    alice.follow(alice.get("/introduced"), r"/introduced/[\w-]{22}")


def test_thanks_carry_no_contact_details_and_go_out_once(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    path = f"/introduced/{public_id}"
    page = alice.get(path)
    refused = alice.fill(
        path, page, "Send my thanks", {"thanks_second": "Ring me at +49 30 5557001, please."}
    )
    assert refused.status_code == 422
    assert "This looks like a phone number" in refused.text
    empty = alice.fill(path, page, "Send my thanks", {})
    assert (empty.status_code, "Nothing has been sent." in empty.text) == (422, True)
    assert alice.fill(path, page, "Send my thanks", {"thanks_second": "x" * 281}).status_code == 422
    for _twice in range(2):
        sent = alice.fill(path, page, "Send my thanks", {"thanks_second": "Thank you, Carol."})
        assert "Your thank-you is on its way." in sent.text
    other = alice.fill(path, page, "Send my thanks", {"thanks_second": "And once more."})
    assert (other.status_code, "stays as it was" in other.text) == (422, True)
    story.work()
    assert len(mails(carol, THANKED)) == 1
    assert carol.get("/introduced").text.count("Thank you, Carol.") == 1
    assert "thanks_second" not in alice.get(path).text
    assert "thanks_connector" in alice.get(path).text


def test_a_connector_switches_thank_you_mails_off_and_keeps_the_notes(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    _thank(alice, public_id, thanks_connector="Thank you, Bob.")
    stop = bob.opens(mails(bob, THANKED)[0].link("x"))
    assert "Thank-you notes" in stop.text
    bob.fill(stop.request.path, stop, "", {"scope": "kind:thank_you"}, action=stop.request.path)
    _thank(carol, public_id, thanks_connector="From me too, Bob.")
    assert len(mails(bob, THANKED)) == 1
    notes = bob.get("/introduced/thanks").text
    assert "Thank you, Bob." in notes
    assert "From me too, Bob." in notes


def test_thanks_over_a_block_go_nowhere_and_nobody_can_tell(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = connect(story, alice, carol, bob)
    carol_blocks = carol.opens(carol.newest("b").link("b"))
    carol.fill("/b", carol_blocks, "Block", {"sure": "yes"}, action="/b")
    assert "Your thank-you is on its way." in _thank(alice, public_id, thanks_second="Thank you, Carol.").text
    assert not mails(carol, THANKED)
    assert "Thank you, Carol." not in carol.get("/introduced/thanks").text
    for one, other in ((alice, carol), (carol, alice)):
        assert other.name not in one.get("/introduced").text
        assert not [detail for detail in other.details if detail in one.get(f"/introduced/{public_id}").text]
    pass_days(story, 14)
    # Who was blocked is still heard.
    assert [len(mails(person, ASKED)) for person in (alice, carol)] == [1, 0]
    says_here(carol, public_id, talked="no")


def test_a_card_holds_what_was_ticked_and_is_still_so(
    story: Story, alice: Somebody, bob: Somebody, carol: Somebody
) -> None:
    public_id = alice.asks(to=carol, through=bob, shares=["email", "phone"])
    bob.lends_good_word()
    carol.says_yes(["email"])
    assert alice.name not in carol.get("/introduced").text
    assert carol.get(f"/introduced/{public_id}").status_code == 404
    story.details_come_out()

    page = carol.get("/introduced").text
    assert [detail in page for detail in alice.details] == [True, True, False]
    card = carol.get(f"/introduced/{public_id}/card.vcf")
    assert f'filename="{alice.name.replace(" ", "-")}.vcf"' in card.headers["Content-Disposition"]
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert (alice.address in card.text, alice.calendar in card.text) == (True, False)
    _moves(alice, "+49 30 555 9999")
    for path in ("/introduced", f"/introduced/{public_id}", f"/introduced/{public_id}/card.vcf"):
        assert "9999" not in carol.get(path).text
        assert alice.phone not in carol.get(path).text
    assert [
        bob.get(f"/introduced/{public_id}{page}").status_code for page in ("", "/follow-up", "/card.vcf")
    ] == [404] * 3
    assert carol.name not in bob.get("/introduced").text


def test_please_delete_my_details(story: Story, alice: Somebody, bob: Somebody, carol: Somebody) -> None:
    public_id = connect(story, alice, carol, bob)
    path = f"/introduced/{public_id}"
    page = alice.get(path)
    assert alice.fill(path, page, "Ask them").status_code == 422
    for _twice in range(2):
        asked = alice.fill(path, page, "Ask them", {"sure": "yes"})
        assert "We’ve asked them." in asked.text
    story.work()
    (letter,) = mails(carol, "asks you to delete their contact details")
    assert not [detail for detail in alice.details if detail in carol.get(path).text + letter.text]
    assert carol.get(f"{path}/card.vcf").status_code == 404

    button = carol.opens(letter.link("d"))
    before = plain(alice.get(path))
    assert carol.fill("/d", button, "I’ve deleted them", {}, action="/d").status_code == 422
    assert plain(alice.get(path)) == before
    assert "Thank you" in carol.fill("/d", button, "I’ve deleted them", {"sure": "yes"}, action="/d").text
    assert "that it’s done" in alice.get(path).text
    assert "You said on" in carol.get(path).text


def _guest(story: Story, alice: Somebody, bob: Somebody) -> Somebody:
    gwen = story.guest("Gwen Pryce", "gwen@guests.example.net")
    alice.asks(through=bob)
    handed = bob.lends_good_word(whom="carry", guest_label="G. from the mill")
    found = re.search(r'class="link-written">([^<]+)<', handed.text)
    assert found
    told = gwen.answers_at(found[1], "yes", name=gwen.name, email=gwen.address)
    code = re.search(r"> (\d{6})", gwen.newest().text)
    assert code
    gwen.fill("/r/code", told, "Say yes", {"code": code[1]})
    story.details_come_out()
    return gwen


def _thank(person: Somebody, public_id: str, **notes: str) -> TestResponse:
    path = f"/introduced/{public_id}"
    done = person.fill(path, person.get(path), "Send my thanks", notes)
    person.story.work()
    return done


def _moves(person: Somebody, phone: str) -> None:
    page = person.get("/me/profile")
    person.fill("/me/profile", page, "", {"phone": phone}, action="/me/profile")
