"""The pages behind a link that a connector carries to a guest; they reveal no answer to its carrier.

The carrier can open the link. The answer is shown only in the browser that gave it, which has a signed
cookie. Any other browser sees the question for as long as an unanswered one would stand open; answering there
shows the same thanks and changes nothing, but a block or "never again" works from anywhere.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import Response, after_this_request, request

from intro_app import links
from intro_app.introductions import service
from intro_app.introductions.forms import AnswerForm, GuestForm
from intro_app.introductions.models import Ask
from intro_app.introductions.states import Answer, State
from intro_app.introductions.views.closed import LATE_WISHES
from intro_app.introductions.views.decisions import limit_codes, shut
from intro_app.web import cookies

_SEAL = "answer"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class OwnAnswer:
    """An answer given in this browser: the one that counts, or a later one that changed nothing."""

    answer: Answer
    at: datetime
    taken_back: bool = False

    def counts(self, ask: Ask) -> bool:
        """Whether it is the answer that was given first."""
        return ask.answer is self.answer and ask.answered_at == self.at

    def may_take_back(self, ask: Ask) -> bool:
        """Whether it is a yes that stands, as far as the person at this browser can know."""
        over = ask.introduction.wound_up_at or ask.introduction.state is State.CONNECTED
        return self.answer is Answer.YES and not self.taken_back and not over


def own_answer(ask: Ask) -> OwnAnswer | None:
    """Return what this browser answered to this question, if it did."""
    match links.unseal(_SEAL, cookies.answer_given(request, _name(ask))):
        case [int(ask_id), str(answer), int(at), bool(taken_back)] if ask_id == ask.id and answer in set(
            Answer
        ):
            return OwnAnswer(Answer(answer), _EPOCH + at * _MICROSECOND, taken_back)
        case _:
            return None


def keep(ask: Ask, own: OwnAnswer) -> OwnAnswer:
    """Remember the answer in a cookie, so that this browser can go on reading it; return the answer."""
    values: list[object] = [ask.id, own.answer.value, (own.at - _EPOCH) // _MICROSECOND, own.taken_back]
    name, sealed = _name(ask), links.seal(_SEAL, values)

    @after_this_request
    def _give(response: Response) -> Response:
        cookies.set_answer(response, name, sealed)
        return response

    return own


def what_counts(ask: Ask) -> OwnAnswer | None:
    """Return the answer that was given first; only for readers who may know it."""
    if ask.answer is None or ask.answered_at is None:
        return None
    taken_back = ask.answer is Answer.YES and ask.introduction.consent_of(ask.role) is None
    return OwnAnswer(ask.answer, ask.answered_at, taken_back)


def keep_what_counts(ask: Ask) -> OwnAnswer | None:
    """Remember in this browser the answer that was just given, or just proven to be its giver's own."""
    own = what_counts(ask)
    return keep(ask, own) if own else None


def answer_again(ask: Ask, form: AnswerForm, *, at: datetime) -> str:
    """Pretend to take an answer after the first one; return the word for what was done.

    Only a block or "never again" takes effect. Raises DomainError for what would have been refused the first
    time too.
    """
    decision = str(form.decision.data)
    if decision == "yes":
        assert isinstance(form, GuestForm), "only guests have links that are carried"
        limit_codes(ask)
        service.prove_again(ask, form.said(), at=at)
        return "code"
    if decision in LATE_WISHES:
        shut(ask, decision, at)
    if decision == "not_now":
        service.ensure_tellable(form.told(), at)
    keep(ask, OwnAnswer(Answer.NOT_NOW if decision == "not_now" else Answer.NO, at))
    return decision


def prove_again(ask: Ask, code: str, *, at: datetime) -> OwnAnswer | None:
    """Return what this browser reads after the right six digits, or None if they are wrong.

    It reads the guest's own yes, or a yes that changes nothing.
    """
    who = service.recognise(ask, code, at=at)
    if who is service.Recognised.NOBODY:
        return None
    return keep_what_counts(ask) if who is service.Recognised.GUEST else keep(ask, OwnAnswer(Answer.YES, at))


def take_back(ask: Ask, own: OwnAnswer, *, at: datetime) -> None:
    """Take back the yes that was given here; one that changed nothing is taken back for this browser alone.

    Raises StaleError once the details are out or the introduction has ended.
    """
    if own.counts(ask):
        service.take_back(ask.introduction, ask.role, at=at)
    keep(ask, replace(own, taken_back=True))


def _name(ask: Ask) -> str:
    return f"answer-{ask.id}"
