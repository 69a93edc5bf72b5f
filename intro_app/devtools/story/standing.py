"""The story's past: introductions by Bob and their follow-ups, which gave some people their standing."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intro_app.config import settings
from intro_app.db import db
from intro_app.devtools.story import letters
from intro_app.followups import service as followups
from intro_app.followups.answers import AsSaid, Said, Talked, Worth
from intro_app.identity.models import ContactField, Member
from intro_app.introductions import service
from intro_app.introductions.models import Introduction
from intro_app.introductions.service import NewOffer, Recipient, Request
from intro_app.introductions.states import Role
from intro_app.introductions.texts import AskText, Endorsement, OfferText
from intro_app.trust.service import vouch_for_founder

Everybody = Mapping[str, Member]
Ago = Callable[[int], datetime]

VOUCHED_FOR = ("Dan", "Carol", "Nadia", "Greta")
IS_OVER = 60  # days ago, by which all of this has ended

_EMAIL = (ContactField.EMAIL,)
_WORTH_IT = Said(talked=Talked.YES, worth=Worth.YES, as_said=AsSaid.YES, connector_may_know=True)
_WORTH_IT_QUIETLY = Said(talked=Talked.YES, worth=Worth.YES)
_DID_NOT_TALK = Said(talked=Talked.NO)


@dataclass(frozen=True, kw_only=True)
class StoryAnswer:
    """One party's answer, `after` so many days, and whom they thanked."""

    role: Role
    after: int
    said: Said
    thanks: Mapping[Role, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Past:
    """An introduction by Bob, begun `days` ago: its parties, letters and follow-up answers."""

    days: int
    pair: tuple[str, str]
    letter: AskText | OfferText
    answers: tuple[StoryAnswer, ...]
    good_word: Endorsement | None = None


PAST = (
    Past(
        days=300,
        pair=("Samuel", "Greta"),
        letter=letters.SAMUEL_TO_GRETA,
        good_word=letters.BOB_ON_GRETA_FOR_SAMUEL,
        answers=(
            StoryAnswer(role=Role.FIRST, after=1, said=_WORTH_IT),
            StoryAnswer(role=Role.SECOND, after=2, said=_WORTH_IT),
        ),
    ),
    Past(
        days=256,
        pair=("Nadia", "Erik"),
        letter=letters.BOB_TO_NADIA_AND_ERIK,
        answers=(
            StoryAnswer(
                role=Role.SECOND, after=1, said=_WORTH_IT, thanks={Role.FIRST: letters.ERIK_THANKS_NADIA}
            ),
            StoryAnswer(role=Role.FIRST, after=4, said=_WORTH_IT_QUIETLY),
        ),
    ),
    Past(
        days=211,
        pair=("Dan", "Samuel"),
        letter=letters.BOB_TO_DAN_AND_SAMUEL,
        answers=(
            StoryAnswer(role=Role.FIRST, after=2, said=_WORTH_IT),
            StoryAnswer(role=Role.SECOND, after=3, said=_WORTH_IT_QUIETLY),
        ),
    ),
    Past(
        days=176,
        pair=("Nadia", "Greta"),
        letter=letters.NADIA_TO_GRETA,
        good_word=letters.BOB_ON_GRETA_FOR_NADIA,
        answers=(StoryAnswer(role=Role.FIRST, after=2, said=_DID_NOT_TALK),),
    ),
    Past(
        days=126,
        pair=("Carol", "Erik"),
        letter=letters.CAROL_TO_ERIK,
        good_word=letters.BOB_ON_ERIK_FOR_CAROL,
        answers=(
            StoryAnswer(
                role=Role.FIRST, after=1, said=_WORTH_IT, thanks={Role.CONNECTOR: letters.CAROL_THANKS_BOB}
            ),
            StoryAnswer(role=Role.SECOND, after=2, said=_WORTH_IT),
        ),
    ),
    Past(
        days=94,
        pair=("Erik", "Dan"),
        letter=letters.BOB_TO_ERIK_AND_DAN,
        answers=(
            StoryAnswer(role=Role.FIRST, after=1, said=_WORTH_IT),
            StoryAnswer(role=Role.SECOND, after=3, said=_WORTH_IT_QUIETLY),
        ),
    ),
)


def vouch(people: Everybody, at: datetime) -> None:
    """Vouch for four of the first members as the operator, so that their answers count."""
    for first_name in VOUCHED_FOR:
        vouch_for_founder(people[first_name].id, at, why="One of the first, and known to the operator.")


def live(past: Past, people: Everybody, ago: Ago, time_passes: Callable[[int], None]) -> None:
    """Create an introduction, from its letter to the day on which the answers count."""
    introduction = _begin(past, people, ago(past.days))
    time_passes(past.days)
    for days in (past.days - 1, past.days - 3):
        _agree(introduction, past, ago(days))
        time_passes(days)
    introduced = past.days - 4
    time_passes(introduced)
    asked = introduced - settings().follow_up_day
    time_passes(asked)
    for answer in past.answers:
        at = ago(asked - answer.after)
        followups.answer(introduction.id, answer.role, answer.said, at=at, thanks=answer.thanks)
        time_passes(asked - answer.after)
    if len(past.answers) == 1:  # the other party is reminded, and never answers
        time_passes(introduced - settings().follow_up_reminder_day)
        time_passes(introduced - settings().follow_up_over_day)


def _begin(past: Past, people: Everybody, at: datetime) -> Introduction:
    (first, second), bob, form_id = (
        (people[name] for name in past.pair),
        people["Bob"],
        secrets.token_urlsafe(16),
    )
    if isinstance(past.letter, OfferText):
        both = Recipient(member=first), Recipient(member=second)
        offer = NewOffer(text=past.letter, form_id=form_id, first=both[0], second=both[1])
        return db.session.get_one(Introduction, service.offer_introduction(bob, offer, at=at).id)
    asked = Request(text=past.letter, shares=_EMAIL, form_id=form_id, recipient=second, connector=bob)
    return db.session.get_one(Introduction, service.request_introduction(first, asked, at=at).id)


def _agree(introduction: Introduction, past: Past, at: datetime) -> None:
    """Say yes for whoever is asked next."""
    ask = introduction.next_ask
    assert ask is not None, "two say yes, one after the other"
    if ask.role is Role.CONNECTOR:
        assert past.good_word is not None, "who connects gives a good word"
        service.agree_to_connect(ask, past.good_word, None, at=at, how="link")
    else:
        service.say_yes(ask, _EMAIL, at=at, how="link")
