"""Who may tell us by a webhook what became of an e-mail, each with its own proof of origin."""

from collections.abc import Mapping

from intro_app.bounces.provider_events import EventSource
from intro_app.bounces.providers.mailgun import MailgunEvents
from intro_app.bounces.providers.postmark import PostmarkEvents
from intro_app.bounces.providers.sendgrid import SendgridEvents
from intro_app.bounces.providers.ses import SesEvents

# By the last word of the webhook's path.
SOURCES: Mapping[str, EventSource] = {
    "ses": SesEvents(),
    "postmark": PostmarkEvents(),
    "mailgun": MailgunEvents(),
    "sendgrid": SendgridEvents(),
}
