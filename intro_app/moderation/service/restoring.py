"""Lets a decision that a restored backup does not have take effect again, as far as its case is lost too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from intro_app.db import atomic, db
from intro_app.identity.models import Member
from intro_app.moderation.models import Case
from intro_app.people.models import StoppableAct
from intro_app.people.stops import end_stops, stop_acts
from intro_app.reportable import SubjectKind, source_of


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What a decision took down (`subject_id` is None if nothing), and whom it stops from what until when."""

    case_id: int
    kind: SubjectKind
    subject_id: int | None
    about_id: int | None
    stops: tuple[StoppableAct, ...]
    until: datetime


def take_effect_again(decision_id: int, effects: Effects, at: datetime) -> bool:
    """Take down and stop again what a lost decision did; return whether it was lost with its case.

    Where the backup has the case, it is open again, and moderators decide it anew: nothing is done.
    """
    with atomic():
        if db.session.get(Case, effects.case_id) is not None:
            return False
        _take_down(effects, at)
        if effects.stops and effects.about_id and db.session.get(Member, effects.about_id):
            end_stops(decision_id, at)
            stop_acts(effects.about_id, effects.stops, effects.until, decision_id, at)
    return True


def _take_down(effects: Effects, at: datetime) -> None:
    """Take it down, if it is in the backup; its words stay in the backup's file alone."""
    source = source_of(effects.kind)
    if source is None or effects.subject_id is None:
        return
    try:
        source.take_down(effects.subject_id, at)
    except NoResultFound:
        return
