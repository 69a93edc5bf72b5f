"""Alice, who changes her address, and the letters that come of it."""

from werkzeug.test import TestResponse

from intro_app import clock
from tests.support.identity_pages import HOST, code_in, send
from tests.support.mail_server import Mailbox
from tests.support.people import People, visitor
from tests.support.received_mail import ReceivedMail

OLD, NEW = "alice@example.org", "alice.marsh@new.example"


class Mover:
    """Alice on the pages where she changes her address."""

    def __init__(self, people: People, mailbox: Mailbox) -> None:
        self.app, self.person, self.mailbox = people.app, people.alice, mailbox
        self.client = people.alice.browser()

    def asks(self, address: str = NEW) -> TestResponse:
        """Type a new address."""
        return send(self.client, "/me/address", email=address)

    def proves(self, address: str = NEW) -> TestResponse:
        """Enter the code that came there."""
        return send(self.client, "/me/address/code", code=code_in(self.letters(address)[-1].text))

    def changes(self, address: str = NEW) -> None:
        """Do both."""
        assert self.asks(address).status_code == 303
        assert self.proves(address).status_code == 303
        self.letters(address)

    def letters(self, address: str) -> list[ReceivedMail]:
        """What came to an address, oldest first."""
        self.mailbox.deliver(clock.now())
        return self.mailbox.to(address)

    def undo_link(self, address: str = OLD) -> str:
        """The path of the newest link that gives an address back."""
        return next(
            letter.link("o").removeprefix(HOST)
            for letter in reversed(self.letters(address))
            if letter.links("o")
        )

    def undoes(self, link: str) -> TestResponse:
        """Tick the box and press the button."""
        return visitor(self.app).post("/o", data={"token": link.rpartition("/")[2], "sure": "yes"})

    def address(self) -> str:
        """Where she reads her mail now."""
        with self.app.app_context():
            return self.person.member.email
