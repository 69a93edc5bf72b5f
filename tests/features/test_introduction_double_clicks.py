"""The same answer sent many times at once over real sockets counts once, and each click is confirmed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intro_app.introductions.states import Answer, Role
from tests.conftest import SiteMaker
from tests.support.concurrent_requests import at_once
from tests.support.introductions.live_desk import Desk, desk_of, no, yes

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(make_site: SiteMaker, database: str, tmp_path: Path) -> Iterator[Desk]:
    """Two web processes."""
    site = make_site(web_workers="2")
    site.start_web()
    with desk_of(site, database, tmp_path) as desk:
        yield desk


def test_the_same_answer_twelve_times_at_once_is_fine(desk: Desk) -> None:
    alice, carol, erin = desk.join(3, "member")
    for whom, press, answer, mails in ((carol, yes, Answer.YES, 2), (erin, no, Answer.NO, 0)):
        number = desk.ask(alice, whom)
        answers = at_once(desk.site, [press(desk.token(number, "ask_directly", "r"))] * 12)
        assert {one.status for one in answers} == {200}
        with desk.look(number) as introduction:
            asked = introduction.ask_of(Role.SECOND)
            assert asked
            assert asked.answer is answer
            assert sum(consent.role is Role.SECOND for consent in introduction.consents) == (
                answer is Answer.YES
            )
        assert desk.mails("both_said_yes", number) == mails
