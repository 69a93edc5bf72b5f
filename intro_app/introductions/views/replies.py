"""Shows the author an answer that was told at once, and lets them write the letter again."""

from datetime import date
from typing import NamedTuple

from flask import abort, redirect

from intro_app.clock import now
from intro_app.identity.session import current_member
from intro_app.introductions import queries, service
from intro_app.introductions.models import Ask, Introduction
from intro_app.introductions.reading import IntroductionView
from intro_app.introductions.states import Answer, Role, Way
from intro_app.introductions.views.blueprint import Page, bp
from intro_app.web.addresses import plain_path

_TOLD = {Answer.NOT_NOW, Answer.ANEW}


class AuthorReply(NamedTuple):
    """What the author was told: by whom, in which words, and when to ask again.

    `name` is empty where they may not know it.
    """

    name: str
    words: str
    ask_after: date | None
    is_anew: bool


@bp.app_template_global()
def reply_to(introduction: Introduction, seen: IntroductionView) -> AuthorReply | None:
    """Return the answer that the author was told at once, if there was one; nobody else reads it."""
    if not seen.is_author or introduction.author_told_at is None:
        return None
    told = next((ask for ask in introduction.asks if ask.answer in _TOLD), None)
    return _reply(introduction, told) if told else None


@bp.post("/introductions/<public_id>/write-again")
def write_again(public_id: str) -> Page:
    """Open the form of the same letter with its text in it; nothing is sent."""
    found = queries.seen_by(current_member(), public_id) or abort(404)
    is_mine = found.way is not Way.OFFERED and found.role_of(current_member()) is Role.FIRST
    if not is_mine or reply_to(found, queries.view_of(found, Role.FIRST)) is None:
        abort(404)
    address = _form_of(found)
    service.write_again(found, address, at=now())
    return redirect(address, 303)


def _form_of(introduction: Introduction) -> str:
    """Return the path of the form in which a letter like this one is written; its draft is kept under it."""
    recipient = introduction.second.public_id if introduction.second else ""
    if introduction.connector is None:
        return plain_path("introductions.ask_directly", recipient_id=recipient)
    connector = introduction.connector.public_id
    if introduction.way is Way.BLIND:
        return plain_path("introductions.ask_blind", connector_id=connector)
    return plain_path("introductions.ask_named", connector_id=connector, recipient_id=recipient)


def _reply(introduction: Introduction, ask: Ask) -> AuthorReply:
    is_hidden = introduction.way is Way.BLIND and ask.role is Role.SECOND
    offered = introduction.way is Way.OFFERED
    person = introduction.person(ask.role)
    name = introduction.name_for_connector(ask.role) if offered else person.name if person else ""
    return AuthorReply("" if is_hidden else name, ask.words or "", ask.ask_after, ask.answer is Answer.ANEW)
