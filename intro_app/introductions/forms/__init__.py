"""What people fill in to ask, to offer and to answer."""

from intro_app.introductions.forms.answering import CodeForm, ConnectorForm, GuestForm, PartyForm
from intro_app.introductions.forms.asking import AskForm, BlindAskForm
from intro_app.introductions.forms.offering import OfferForm

__all__ = ["AskForm", "BlindAskForm", "CodeForm", "ConnectorForm", "GuestForm", "OfferForm", "PartyForm"]
