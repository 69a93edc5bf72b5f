"""The page of a question whose time is over: it takes no answer, but still takes "never again".

It does so while the link is valid. It tells nothing about the introduction, and nobody is told what is wished
here.
"""

from datetime import datetime

from flask import render_template

from intro_app.introductions.forms.answering import BLOCK, BLOCK_CONNECTOR, NEVER, NEVER_THIS
from intro_app.introductions.models import Ask
from intro_app.introductions.views.blueprint import Page
from intro_app.introductions.views.decisions import shut

# Decisions that are accepted when nothing is left to answer. This page offers two of them; a page that was
# left open offers all.
LATE_WISHES = {BLOCK, BLOCK_CONNECTOR, NEVER_THIS, NEVER}


def closed(ask: Ask, token: str, *, nothing_chosen: bool = False) -> Page:
    """Show that it is closed, in the same words whatever closed it, and offer what may still be wished.

    It offers that only if there is an address to which no more e-mail should go.
    """
    return _page(ask, token=token, nothing_chosen=nothing_chosen), 410


def hear(ask: Ask, token: str, decision: str, *, at: datetime) -> Page:
    """Carry out a late wish, with the same page however often; for anything else show that it is closed."""
    if decision not in LATE_WISHES:
        return closed(ask, token, nothing_chosen=not decision)
    shut(ask, decision, at)
    return _page(ask, token=token, heard=decision)


def _page(ask: Ask, *, token: str, heard: str = "", nothing_chosen: bool = False) -> str:
    # Nobody who merely carries the link may learn whether a guest has given us an address.
    has_address = bool(ask.person and ask.person.addressee.address) and not ask.is_carried
    shown = {
        "heard": heard,
        "has_address": has_address,
        "nothing_chosen": nothing_chosen,
        "is_carried": ask.is_carried,
    }
    return render_template("introductions/closed.html", token=token, **shown)
