"""A community moves in by browser: somebody's window, their mail, and the ways in that they take."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.mail_server import PostOffice
from tests.support.patience import PATIENCE
from tests.support.received_mail import ReceivedMail

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Hall:
    """Where it happens: the site, its mail, and the folder of its pictures."""

    url: str
    browser: Browser
    office: PostOffice
    pictures: Path

    def enters(self, name: str, address: str = "") -> "Guestbook":
        """A new window for somebody."""
        context = self.browser.new_context(base_url=self.url)
        return Guestbook(
            self, name, address or f"{name.split(maxsplit=1)[0].lower()}@elsewhere.net", context.new_page()
        )


@dataclass
class Guestbook:
    """One person's window."""

    hall: Hall
    name: str
    address: str
    page: Page

    def presses(self, button: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def fills(self, **typed: str) -> None:
        """Fill in inputs by their names, in the form of main that has them."""
        for name, value in typed.items():
            self.page.locator(f'main [name="{name}"]').first.fill(value)

    def shows(self, picture: str) -> None:
        """Keep a picture of the page."""
        self.page.screenshot(path=self.hall.pictures / f"{picture}.png", full_page=True)

    def letter(self, letter: str) -> str:
        """The path behind the link in the newest e-mail to them whose purpose has this letter."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for one in reversed(self.hall.office.letters):
                if found := self._path(one, letter):
                    return found
            time.sleep(0.05)
        raise AssertionError([(one.to, one.subject) for one in self.hall.office.letters][-5:])

    def _path(self, one: ReceivedMail, letter: str) -> str:
        found = (
            re.search(rf"https?://[^\s/]+(/{letter}/[\w.-]+)", one.text) if one.to == self.address else None
        )
        return found[1] if found else ""

    def brings_passkey(self) -> None:
        """Add a passkey on a device, sign out, and come in with it."""
        chromium = self.page.context.new_cdp_session(self.page)
        chromium.send("WebAuthn.enable")
        chromium.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.page.goto("/me/passkeys")
        self.presses("Add a passkey")
        self.page.get_by_label("Name of this passkey").fill("the laptop")
        self.presses("Create passkey")
        expect(self.page.get_by_role("status").first).to_contain_text("Passkey added")
        self.page.goto("/me")
        self.presses("Sign out")
        self.page.goto("/sign-in?next=/staff")
        self.presses("Sign in with a passkey")
        self.presses("Use my passkey")
        self.page.wait_for_url("**/staff")

    def joins_by(self, path: str) -> None:
        """Type one's address on the page of a link, follow the e-mail, and join with a name."""
        self.page.goto(path)
        self.fills(email=self.address)
        self.page.locator("main form").first.get_by_role("button").first.click()
        self.page.goto(self.letter("l"))
        self.joins()

    def joins(self) -> None:
        """Give one's name and join."""
        if not self.page.locator('main [name="name"]').input_value():
            self.fills(name=self.name)
        self.presses("Join")
        self.page.wait_for_url("**/me/profile?done=joined")

    def enters_code(self, code: str) -> None:
        """Join a group by its code, and show it."""
        self.page.goto("/groups")
        self.fills(code=code)
        self.page.locator("main form", has=self.page.locator('[name="code"]')).get_by_role("button").click()
        self.page.wait_for_url("**/groups?done=group-joined")

    def leaves(self) -> None:
        """Close the window."""
        self.page.context.close()
