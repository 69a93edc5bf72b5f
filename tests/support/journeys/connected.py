"""What must be true when two people are introduced, and all the time before."""

from email import message_from_bytes, policy

from tests.support.received_mail import ReceivedMail
from tests.support.story import Somebody, Story

OTHERS = {"email", "phone", "calendar_link"}


def shared(person: Somebody, fields: set[str]) -> set[str]:
    """The details under these fields."""
    every = {"email": person.address, "phone": person.phone, "calendar_link": person.calendar}
    return {every[field] for field in fields if every[field]}


def introduction_to(person: Somebody) -> ReceivedMail:
    """The one letter that introduces this person to another."""
    (letter,) = [one for one in person.letters if one.introduces]
    return letter


def everything_in(letter: ReceivedMail) -> str:
    """All that can be read in a letter: headers but for the address it goes to, text, HTML, cards."""
    message = message_from_bytes(letter.raw, policy=policy.default)
    headers = "\n".join(f"{name}: {value}" for name, value in message.items() if name.lower() != "to")
    return "\n".join(
        [headers, letter.text, letter.html, *(card.decode() for card in unfolded(letter).values())]
    )


def unfolded(letter: ReceivedMail) -> dict[str, bytes]:
    """The cards of a letter with their long lines put together again (RFC 2426)."""
    return {name: card.replace(b"\r\n ", b"") for name, card in letter.attachments.items()}


def card_in(letter: ReceivedMail) -> dict[str, list[str]]:
    """The lines of the contact card, by property."""
    ((name, card_file),) = unfolded(letter).items()
    assert name.endswith(".vcf")
    lines = card_file.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCARD"
    assert lines[-2:] == ["END:VCARD", ""]
    card: dict[str, list[str]] = {}
    for line in lines[1:-2]:
        name, _colon, value = line.partition(":")
        card.setdefault(name.partition(";")[0], []).append(value)
    return card


def assert_introduced(one: Somebody, other: Somebody, ticked: set[str]) -> None:
    """One received, in a letter of their own, exactly what the other ticked."""
    letter = introduction_to(one)
    assert letter.message["To"].addresses[0].addr_spec == one.address
    assert len(letter.message["To"].addresses) == 1
    assert letter.message["Cc"] is None
    given, text = shared(other, ticked), everything_in(letter)
    for detail in other.details:
        assert (detail in text) == (detail in given), detail
    for detail in one.details:  # their own do not come back to them, except as the address on the envelope
        assert detail not in text, detail
    card = card_in(letter)
    assert card["FN"] == [other.name]
    assert list(letter.attachments) == [f"{other.name}.vcf"]
    assert card["NOTE"][0].startswith("Introduced ")
    assert card.get("EMAIL", []) == ([other.address] if "email" in ticked else [])
    assert card.get("TEL", []) == ([other.phone] if "phone" in ticked and other.phone else [])
    assert card.get("URL", []) == ([other.calendar] if "calendar_link" in ticked and other.calendar else [])
    replies = letter.message["Reply-To"]
    assert (replies.addresses[0].addr_spec if replies else "") == (other.address if "email" in ticked else "")


def assert_thanked(connector: Somebody, *parties: Somebody) -> None:
    """The connector was told once, without anybody's details."""
    (letter,) = [
        one for one in connector.letters if one.subject == "Your introduction worked: they’re connected"
    ]
    text = everything_in(letter)
    assert not [detail for party in parties for detail in party.details if detail in text]
    assert not letter.attachments


def assert_nothing_leaked(story: Story) -> None:
    """Nobody's details stand on any page or in any letter but in the introduction itself.

    One's own are on one's own pages behind one's own sign-in, and where a guest types them.
    """
    for person in story.cast:
        for seen in story.pages:
            own = seen.who == person.name
            found = [detail for detail in person.details if detail in seen.text]
            assert not found or own, f"{found} on {seen.address} as {seen.who} sees it"
        for letter in story.mailbox.letters:
            if not letter.introduces:
                found = [detail for detail in person.details if detail in everything_in(letter)]
                assert not found, f"{found} in {letter.subject} to {letter.to}"
