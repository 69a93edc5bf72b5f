"""Suspended and removed members, as the tests want them."""

from datetime import datetime

from flask import Flask

from intro_app.identity.models import SuspensionCause, SuspensionGround
from intro_app.organising.suspensions import service
from intro_app.organising.suspensions.policy import SuspensionLength
from intro_app.organising.suspensions.service import Sentence
from tests.support.people import MemberHandle

WORDS = "You wrote the same letter to forty people within an hour."


def suspended(
    app: Flask,
    member: MemberHandle,
    staff: MemberHandle,
    at: datetime,
    length: SuspensionLength = SuspensionLength.MONTH,
    cause: SuspensionCause = SuspensionCause.REPORTED,
) -> int:
    """Staff suspend or remove a member; the id of the suspension."""
    with app.app_context():
        sentence = Sentence(SuspensionGround.SPAM, WORDS, length, cause)
        return service.suspend(member.member, sentence, staff.member, at).id
