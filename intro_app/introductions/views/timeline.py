"""The timeline of an introduction: each step that the reader may know, with its time, and what comes next."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from intro_app.clock import now
from intro_app.config import settings
from intro_app.i18n import gettext as _
from intro_app.introductions.models import Introduction
from intro_app.introductions.reading import IntroductionView, Status
from intro_app.introductions.states import Answer, Role, State, Way
from intro_app.introductions.views.blueprint import bp
from intro_app.web.templating import day, moment
from intro_app.wording import N_

_ANSWERED = {
    Answer.NO: N_("You said “not this time”"),
    Answer.NOT_NOW: N_("You said not now"),
    Answer.ANEW: N_("You asked for a rewrite"),
}


class Step(NamedTuple):
    """One line of the timeline; if `at` is None it is still to come, and `when` says by when."""

    at: datetime | None
    text: str
    when: str = ""


@bp.app_template_global()
def events_of(introduction: Introduction, seen: IntroductionView) -> list[Step]:
    """Return what happened so far, as far as the reader may know it, and what comes next.

    What comes next depends only on the dates that were fixed at sending.
    """
    past = [*_own(introduction, seen), *_told(introduction, seen)]
    return [*sorted((Step(at, text) for at, text in past), key=_place), *_coming(seen)]


def _place(step: Step) -> datetime:
    assert step.at is not None, "what is past has its moment"
    return step.at


def _own(introduction: Introduction, seen: IntroductionView) -> Iterator[tuple[datetime, str]]:
    """Yield what the reader did, and what was asked of them."""
    if seen.is_author:
        yield introduction.sent_at, _("Sent")
        return
    ask = introduction.ask_of(seen.role)
    if ask and ask.put_at:
        yield ask.put_at, _("You were asked")
    if ask and ask.reminded_at:
        yield ask.reminded_at, _("We reminded you")
    if ask and ask.answered_at and ask.answer in _ANSWERED:
        yield ask.answered_at, _(_ANSWERED[ask.answer])
    for consent in introduction.consents:
        if consent.role is seen.role:
            yield consent.given_at, _("You said yes")
            if consent.taken_back_at:
                yield consent.taken_back_at, _("You withdrew your yes")


def _told(introduction: Introduction, seen: IntroductionView) -> Iterator[tuple[datetime, str]]:
    """Yield what the reader was told of the others."""
    yield from _told_to_requester(introduction, seen)
    if introduction.agreed_at and seen.role is not Role.CONNECTOR:
        yield introduction.agreed_at, _("Everyone said yes")
    told_at = introduction.author_told_at if seen.is_author else introduction.wound_up_at
    if introduction.state is State.CONNECTED and introduction.ended_at:
        yield introduction.ended_at, _("Introduced: both got each other’s details")
    elif told_at and seen.status is Status.CLOSED:
        yield told_at, _("Closed without an introduction")


def _told_to_requester(introduction: Introduction, seen: IntroductionView) -> Iterator[tuple[datetime, str]]:
    """Yield the connector's yes to a named ask; the requester of a blind one is never told of it."""
    ask = introduction.ask_of(Role.CONNECTOR)
    if introduction.way is Way.NAMED and seen.role is Role.FIRST and ask and ask.answer is Answer.YES:
        assert ask.answered_at is not None, "an answer has its moment"
        yield ask.answered_at, _("%(name)s said yes and is asking them", name=seen.connector)


def _coming(seen: IntroductionView) -> Iterator[Step]:
    if goes_out := seen.goes_out_at(now(), settings().undo_window):
        yield Step(None, _("You get each other’s details"), _("On %(moment)s", moment=moment(goes_out)))
        return
    if seen.status is Status.HELD:
        yield Step(None, _("A moderator reads it before it’s passed on"))
    elif until := seen.waits_until:
        yield Step(None, _("You’ll hear how it ended"), _("By %(day)s at the latest", day=day(until)))
