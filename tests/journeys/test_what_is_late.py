"""The doctor counts what is late: contact details that do not go out, introductions that do not close."""

from datetime import timedelta

from intro_app import clock
from intro_app.cli.doctor import chores
from intro_app.config import settings
from tests.support.story import Somebody, Story

ON_TIME = ["✓ Introductions are connected and closed on time."]


def late(story: Story, after: timedelta) -> list[str]:
    """What the doctor would say of late introductions when the worker had slept for so long."""
    with story.app.app_context():
        found = chores.late(settings(), clock.now() + after)
        return [f"{finding.mark} {finding.sentence}" for finding in found]


def test_what_is_late_is_counted(story: Story, alice: Somebody, carol: Somebody) -> None:
    alice.asks(to=carol)
    assert late(story, timedelta(days=5)) == ON_TIME
    assert late(story, timedelta(days=60)) == ["✗ 1 introduction is past the closing date but still open."]
    carol.says_yes()
    assert late(story, timedelta(minutes=20)) == ON_TIME
    assert late(story, timedelta(minutes=30)) == [
        "✗ 1 introduction is agreed, but the contact details have not gone out."
    ]
