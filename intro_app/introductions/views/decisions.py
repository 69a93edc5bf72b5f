"""Previews and carries out what an answer form decided, the same from an e-mail's link and from the site."""

from datetime import datetime
from functools import partial
from typing import Any

from flask import abort, render_template

from intro_app.clock import now
from intro_app.identity.models import Member
from intro_app.introductions import service
from intro_app.introductions.forms import (
    AnswerForm,
    BlindConnectorForm,
    ConnectorForm,
    GuestForm,
    PartyForm,
)
from intro_app.introductions.forms.answering import BLOCK, BLOCK_CONNECTOR, NEVER, NEVER_THIS
from intro_app.introductions.guests import Guest
from intro_app.introductions.models import Ask
from intro_app.introductions.states import Answer, Reason, Role, Way
from intro_app.introductions.views import doors, drafts
from intro_app.introductions.views.words import not_written
from intro_app.people.models import BlockKind
from intro_app.people.queries import acquaintances_of
from intro_app.web.form_recovery import step
from intro_app.web.limits import hit, refuse

_PREVIEW = "preview"
DISCARD = "discard"

# A mailed code allows five tries; this limits how often a new one may be asked for.
CODES_FOR_ONE_ASK = "5/hour;10/day"

# What a connector types about a guest to whom the site is to write.
OF_A_GUEST = ("guest_label", "guest_name", "guest_email")

# The reason that a closing gets from each quieter choice; it shows which one came with a no.
_CLOSES_AS = {
    BLOCK: Reason.BLOCKED,
    BLOCK_CONNECTOR: Reason.BLOCKED,
    NEVER_THIS: Reason.SUPPRESSED,
    NEVER: Reason.SUPPRESSED,
    "wrong_person": Reason.BOUNCED,
}


def form_for(ask: Ask, *, by_link: bool = False) -> AnswerForm:
    """Return the form with which this ask is answered, filled with a connector's draft.

    Behind the link of an e-mail it leaves out what the draft holds of a guest: the link alone tells nobody an
    address.
    """
    form = _form_of_role(ask, by_link)
    author = ask.introduction.person(ask.introduction.author_role)
    if author:
        form.name_author(author.name)
    return form


def _form_of_role(ask: Ask, by_link: bool) -> AnswerForm:
    if ask.role is Role.CONNECTOR:
        return _connector_form(ask, drafts.filled(drafts.draft_here(ask), OF_A_GUEST if by_link else ()))
    if isinstance(ask.person, Guest):
        # Whoever carries the link can open it too, so the form shows nothing that the guest has typed.
        return GuestForm() if ask.is_carried else GuestForm(email=ask.person.email, name=ask.person.name)
    assert isinstance(ask.person, Member), "who is asked is a member or a guest"
    return PartyForm.for_member(ask.person)


def carry_out(ask: Ask, form: AnswerForm, *, at: datetime, how: str) -> str:
    """Carry out the decision and return the word for what was done.

    That is the decision itself, except `connect` for a connector's yes, and `code` if a guest must prove an
    address.
    """
    decision = str(form.decision.data)
    if decision == "yes":
        return _say_yes(ask, form, at, how)
    if decision == "no":
        service.decline(ask, at=at)
    elif decision in {"not_now", "anew"}:
        service.reply_now(ask, form.told(), at=at)
    elif decision == "wrong_person":
        service.wrong_person(ask, at=at)
    else:
        shut(ask, decision, at)
    return decision


def shut(ask: Ask, decision: str, at: datetime) -> None:
    """Carry out a quieter choice, which blocks somebody or stops e-mail; answer 400 to any other decision."""
    kinds = {BLOCK: BlockKind.PERSON, BLOCK_CONNECTOR: BlockKind.AS_CONNECTOR}
    scopes = {NEVER_THIS: f"introduction:{ask.introduction_id}", NEVER: "everything"}
    if decision in kinds:
        service.block_from_ask(ask, kinds[decision], at=at)
    elif decision in scopes:
        service.never_again(ask, scopes[decision], at=at)
    else:
        abort(400)


def is_as_decided(ask: Ask, decision: str) -> bool:
    """Whether this is the answer that was given, or the quieter choice that came with it."""
    if decision not in _CLOSES_AS:
        return decision == ask.answer
    return ask.answer is Answer.NO and ask.introduction.reason is _CLOSES_AS[decision]


def _say_yes(ask: Ask, form: AnswerForm, at: datetime, how: str) -> str:
    if isinstance(form, ConnectorForm):
        chosen = form.chosen() if isinstance(form, BlindConnectorForm) else None
        service.agree_to_connect(ask, form.endorsement(), chosen, at=at, how=how)
        return "connect"
    if isinstance(form, GuestForm):
        return _guest_says_yes(ask, form, at)
    assert isinstance(form, PartyForm), "a party answers with a party's form"
    service.say_yes(ask, form.contact_fields(), at=at, how=how)
    return "yes"


def _guest_says_yes(ask: Ask, form: GuestForm, at: datetime) -> str:
    limit_codes(ask)
    done = service.guest_says_yes(ask, form.said(), at=at)
    return "yes" if done else "code"


def limit_codes(ask: Ask) -> None:
    """Refuse the request if too many codes were asked for behind one link."""
    limit = hit("guest_code", str(ask.id), CODES_FOR_ONE_ASK)
    if not limit.allowed:
        refuse(limit)


def _connector_form(ask: Ask, given: dict[str, Any]) -> ConnectorForm:
    assert ask.member is not None, "a connector is a member"
    introduction, purpose = ask.introduction, ask.introduction.ask_text.purpose
    if introduction.way is not Way.BLIND:
        named = ConnectorForm(**given)
        if introduction.second:
            named.sign = doors.sign_of(ask.member, introduction.second, now(), purpose)
        named.name_both(_requester(ask), introduction.second.name if introduction.second else "")
        return named
    form = BlindConnectorForm(**given)
    form.name_both(_requester(ask), "")
    shut = partial(doors.shut_recipients, ask.member, at=now(), purpose=purpose)
    form.offer(ask.member.id, not_written=not_written(ask.member), shut=shut, but=introduction.first_id)
    known = [row for row in acquaintances_of(ask.member.id) if row.member_id != introduction.first_id]
    form.known, form.able = len(known), len(known) - len(shut(known))
    return form


def _requester(ask: Ask) -> str:
    first = ask.introduction.first
    return first.name if first else ""


def wants_preview(form: AnswerForm) -> bool:
    """Whether this valid answer is to be shown first, and not sent yet; only a connector's yes can be."""
    is_yes = isinstance(form, ConnectorForm) and form.decision.data == "yes"
    return is_yes and step() == _PREVIEW


def preview(ask: Ask, form: AnswerForm, *, token: str, post_to: str) -> str:
    """Show the connector's words, the letter and both people's standing as the person asked will see them."""
    assert isinstance(form, ConnectorForm), "nobody else writes what others read"
    return render_template(
        "introductions/answer_preview.html",
        introduction=ask.introduction,
        form=form,
        words=form.endorsement(),
        whom=_whom_asked(ask, form),
        token=token,
        post_to=post_to,
        window=None if token else drafts.window(ask),
    )


def _whom_asked(ask: Ask, form: ConnectorForm) -> str:
    """Return the name of the person who would be asked; "" for a guest whose name the site does not know."""
    chosen = form.chosen() if isinstance(form, BlindConnectorForm) else None
    if chosen:
        return chosen.name
    return ask.introduction.second.name if ask.introduction.second else ""
