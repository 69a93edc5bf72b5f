"""Whoever is on staff and waits for an answer learns nothing of it by looking at the site as a newcomer."""

from tests.support.story import Somebody, Story

SEE = "/staff/newcomer/see"


def test_for_whom_the_reader_waits_is_not_there(story: Story, alice: Somebody, carol: Somebody) -> None:
    """Else they would see past their snapshot whether somebody has closed their door since they asked."""
    assert alice.person
    assert carol.person
    listed, page = f"{SEE}/people", f"{SEE}/people/{carol.person.public_id}"
    before = alice.person.becomes("host").browser(by_passkey=True)
    assert carol.person.name in before.get(listed).text
    alice.asks(to=carol, through=None)
    after = alice.person.browser(by_passkey=True)
    assert carol.person.name not in after.get(listed).text
    assert after.get(page).status_code == 404
