"""The forms to ask, to offer and to answer."""

from intro_app.introductions.forms.answering import AnswerForm, GuestCodeForm, GuestForm, PartyForm
from intro_app.introductions.forms.asking import AskForm, BlindAskForm
from intro_app.introductions.forms.connecting import BlindConnectorForm, ConnectorForm
from intro_app.introductions.forms.offering import OfferForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "BlindAskForm",
    "BlindConnectorForm",
    "ConnectorForm",
    "GuestCodeForm",
    "GuestForm",
    "OfferForm",
    "PartyForm",
]
