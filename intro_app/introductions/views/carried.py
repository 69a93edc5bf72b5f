"""The pages behind a link that a connector carries to a guest: who carries it can open it, and reads no answer.

What was answered is shown in the browser that answered, by a signed cookie. Any other shows the question as
long as a silent one would; answering there says the same thanks and changes nothing, but a stop acts from
everywhere.
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
    """What was answered in this browser: the answer that counts, or one that came after it and changed nothing."""

    answer: Answer
    at: datetime
    taken_back: bool = False

    def counts(self, ask: Ask) -> bool:
        """Whether it is the answer that was given first."""
        return ask.answer is self.answer and ask.answered_at == self.at

    def may_take_back(self, ask: Ask) -> bool:
        """Whether it is a yes that stands, as far as whoever sits here can know."""
        over = ask.introduction.wound_up_at or ask.introduction.state is State.CONNECTED
        return self.answer is Answer.YES and not self.taken_back and not over


def own_answer(ask: Ask) -> OwnAnswer | None:
    """What this browser answered to this question, if it did."""
    match links.unseal(_SEAL, cookies.answer_given(request, _name(ask))):
        case [int(ask_id), str(answer), int(at), bool(taken_back)] if ask_id == ask.id and answer in set(
            Answer
        ):
            return OwnAnswer(Answer(answer), _EPOCH + at * _MICROSECOND, taken_back)
        case _:
            return None


def keep(ask: Ask, own: OwnAnswer) -> OwnAnswer:
    """Let this browser go on reading it."""
    values: list[object] = [ask.id, own.answer.value, (own.at - _EPOCH) // _MICROSECOND, own.taken_back]
    name, sealed = _name(ask), links.seal(_SEAL, values)

    @after_this_request
    def _give(response: Response) -> Response:
        cookies.set_answer(response, name, sealed)
        return response

    return own


def what_counts(ask: Ask) -> OwnAnswer | None:
    """The answer that was given first, for whoever may read it."""
    if ask.answer is None or ask.answered_at is None:
        return None
    taken_back = ask.answer is Answer.YES and ask.introduction.consent_of(ask.role) is None
    return OwnAnswer(ask.answer, ask.answered_at, taken_back)


def keep_what_counts(ask: Ask) -> OwnAnswer | None:
    """Let this browser read the answer that was just given, or that its giver has just proven to be theirs."""
    own = what_counts(ask)
    return keep(ask, own) if own else None


def answer_again(ask: Ask, form: AnswerForm, *, at: datetime) -> str:
    """Go through the motions of an answer after the first one; a stop acts. The word for what was done.

    Raises DomainError for what could not be told the first time either.
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
    """What this browser reads after the right six digits: the guest's own yes, or one that changes nothing."""
    who = service.recognise(ask, code, at=at)
    if who is service.Recognised.NOBODY:
        return None
    return keep_what_counts(ask) if who is service.Recognised.GUEST else keep(ask, OwnAnswer(Answer.YES, at))


def take_back(ask: Ask, own: OwnAnswer, *, at: datetime) -> None:
    """Take back the yes that was given here; one that changed nothing is taken back for this browser alone.

    Raises StaleError once the details are out, or it has ended.
    """
    if own.counts(ask):
        service.take_back(ask.introduction, ask.role, at=at)
    keep(ask, replace(own, taken_back=True))


def _name(ask: Ask) -> str:
    return f"answer-{ask.id}"
