"""Gifts, by the pages of the site and of the stand-in for Stripe."""

from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.paying_member import Patron

PAGE = "/me/gifts"


def gives(patron: Patron, address: str, told: str = "unnamed") -> None:
    """Give a year to whom this address is, or to the pool; pay at Stripe, which then tells the site."""
    form = form_with(patron.browser.get(PAGE).text, action=PAGE)
    typed = {"whom": "person", "address": address, "told": told} if address else {"whom": "pool"}
    answer = patron.browser.post(PAGE, data=grouped(form.filled(**typed)))
    assert answer.status_code == 303, answer.text
    patron.stripe.pays(answer.location)
    assert set(patron.hears()) <= {200}


def offered(patron: Patron) -> bool:
    """Whether somebody's page offers a gift."""
    return "Accept the year" in patron.browser.get(PAGE).text


def accepts(patron: Patron) -> str:
    """Accept the first gift; what is shown then."""
    return presses(patron, "Accept the year")


def declines(patron: Patron) -> str:
    """Leave the first gift to others; what is shown then."""
    return presses(patron, "No, thank you")


def presses(patron: Patron, label: str) -> str:
    """Press a button of the page about gifts; what is shown then."""
    form = form_with(patron.browser.get(PAGE).text, button=label)
    answer = patron.browser.post(form.action, data=grouped(form.filled(button=label)))
    assert answer.status_code == 303, answer.text
    return str(patron.browser.get(answer.location).text)
