"""Sixteen concurrent clicks on real processes: their results agree with some serial order of them."""

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from intro_app import clock
from intro_app.introductions import service
from intro_app.introductions.states import Answer, Reason, Role, State
from tests.conftest import SiteMaker
from tests.support.concurrent_requests import RawRequest, at_once
from tests.support.introductions.live_desk import Desk, back, desk_of, no, yes
from tests.support.live_site import LiveSite, Process
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.slow

LETTER = {
    "purpose": "learn",
    "what_for": "To learn how your choir found a room.",
    "why": "You moved a choir into the mill.",
    "benefit": "I would show you how we share sheet music.",
    "minutes": "20",
    "medium": "call",
    "shares": "email",
    "step": "send",
}
CHORES = "release_agreed lapse_due knock_again close_due remind_due forget_guests renew_signs"

Outcome = tuple[Answer | None, Reason | None, bool]


@pytest.fixture
def site(make_site: SiteMaker) -> LiveSite:
    """Two web processes."""
    site = make_site(web_workers="2")
    site.start_web()
    return site


@pytest.fixture
def desk(site: LiveSite, database: str, tmp_path: Path) -> Iterator[Desk]:
    """The same site here."""
    with desk_of(site, database, tmp_path) as desk:
        yield desk


def explained() -> set[Outcome]:
    """What every order of accept, decline, take back and withdraw leads to."""
    return {_one_by_one(order) for order in permutations(["yes", "no", "back", "withdraw", "back", "yes"])}


def _one_by_one(order: tuple[str, ...]) -> Outcome:
    answer: Answer | None = None
    reason: Reason | None = None
    taken_back = False
    for click in order:
        if click == "yes" and answer is None and reason is None:
            answer = Answer.YES
        elif click == "no" and answer is None and reason is None:
            answer, reason = Answer.NO, Reason.DECLINED
        elif click == "back" and answer is Answer.YES:  # also of what closed without Carol's knowing
            reason, taken_back = reason or Reason.UNDONE, True
        elif click == "withdraw" and reason is None:
            reason = Reason.WITHDRAWN
    return answer, reason, taken_back


@pytest.mark.parametrize("_round", range(3))
def test_some_order_explains_what_sixteen_clicks_lead_to(desk: Desk, _round: int) -> None:
    alice, carol = desk.join(2, "member")
    number = desk.ask(alice, carol)
    clicks = [click for click in _clicks(desk, number, alice) for _ in range(4)]
    random.Random(_round).shuffle(clicks)
    answers = at_once(desk.site, [sent for _name, sent in clicks])
    said = Counter((name, answer.status) for (name, _sent), answer in zip(clicks, answers, strict=True))
    assert max(status for _name, status in said) < 500, said
    assert min(status for _name, status in said) >= 200, said
    with desk.look(number) as introduction:
        ask = introduction.ask_of(Role.SECOND)
        assert ask
        consents = [consent for consent in introduction.consents if consent.role is Role.SECOND]
        taken_back = any(consent.taken_back_at for consent in consents)
        assert (ask.answer, introduction.reason, taken_back) in explained(), said
        assert introduction.state is State.CLOSED
        assert len(consents) == (ask.answer is Answer.YES)
        assert (said["yes", 200] > 0) == (ask.answer is Answer.YES), said
        assert (said["no", 200] > 0) == (ask.answer is Answer.NO), said
        assert (said["back", 200] > 0) == taken_back, said  # twice is once, and is answered alike
        assert said["withdraw", 303] > 0, said
    assert desk.mails("both_said_yes", number) == (2 if consents else 0)
    assert desk.mails("introduce") == 0


def _clicks(desk: Desk, number: int, alice: int) -> list[tuple[str, RawRequest]]:
    token = desk.token(number, "ask_directly", "r")
    return [
        ("yes", yes(token)),
        ("no", no(token)),
        ("back", back(token)),
        ("withdraw", _withdraw(desk, number, alice)),
    ]


def _withdraw(desk: Desk, number: int, alice: int) -> RawRequest:
    cookie = desk.cookie(alice)
    with desk.look(number) as introduction:
        path = f"/introductions/{introduction.public_id}"
    return RawRequest(f"{path}/withdraw", [("csrf_token", desk.csrf(cookie, path))], cookie)


@pytest.mark.parametrize("_round", range(4))
def test_details_go_to_both_or_to_nobody_while_people_undo(desk: Desk, _round: int) -> None:
    alice, carol = desk.join(2, "member")
    number = desk.ask(alice, carol)
    token = desk.token(number, "ask_directly", "r")
    at_once(desk.site, [yes(token)])
    undo = [("token", desk.token(number, "both_said_yes", "u", role)) for role in ("first", "second")]
    clicks = [
        back(token),
        *(RawRequest("/u", [one, ("sure", "yes")]) for one in undo),
        _withdraw(desk, number, alice),
    ]
    with ThreadPoolExecutor(3) as pool:
        releases = [pool.submit(_release, desk) for _ in range(2)]
        answers = at_once(desk.site, clicks[_round % 2 :])
    assert sum(release.result() for release in releases) <= 1
    assert {answer.status for answer in answers} <= {200, 303, 409, 410}
    stopped = [answer for answer in answers if answer.status in {200, 303}]
    with desk.look(number) as introduction:
        connected = introduction.state is State.CONNECTED
        assert connected or introduction.state is State.CLOSED
        assert connected != bool(stopped)
    assert desk.mails("introduce", number) == (2 if connected else 0)


def _release(desk: Desk) -> int:
    with desk.app.app_context():
        return service.release_agreed(clock.now() + timedelta(minutes=16))


def test_six_clicks_on_send_it_make_one_introduction(desk: Desk) -> None:
    alice, carol = desk.join(2, "member")
    send = _send(desk, alice, carol, secrets.token_urlsafe(16))
    answers = at_once(desk.site, [send] * 6)
    assert {answer.status for answer in answers} == {303}, [answer.status for answer in answers]
    assert len({answer.location for answer in answers}) == 1
    assert (desk.mails("ask_directly"), desk.mails("request_sent")) == (1, 1)


def _send(desk: Desk, who: int, whom: int, form: str) -> RawRequest:
    with desk.app.app_context():
        path = f"/ask/{desk.world.member(desk.world.cast.index(whom)).public_id}"
        words = desk.world.write()
    cookie = desk.cookie(who)
    written = {"what_for": words.what_for, "why": words.why, "benefit": words.benefit}
    letter = LETTER | written | {"form_id": form, "csrf_token": desk.csrf(cookie, path)}
    return RawRequest(path, list(letter.items()), cookie)


def test_of_thirty_who_ask_one_person_at_once_two_reach_her_and_the_others_wait_unknowing(desk: Desk) -> None:
    (carol,) = desk.join(1, "carol")
    asks = [_send(desk, who, carol, secrets.token_urlsafe(16)) for who in desk.join(30, "asker")]
    answers = at_once(desk.site, asks)
    assert Counter(answer.status for answer in answers) == {303: 30}
    assert (desk.mails("ask_directly"), desk.mails("request_sent")) == (2, 30)


def test_a_requester_has_three_open_however_fast_they_click(desk: Desk) -> None:
    (alice,) = desk.join(1, "alice")
    asks = [_send(desk, alice, whom, secrets.token_urlsafe(16)) for whom in desk.join(10, "asked")]
    answers = at_once(desk.site, asks)
    assert Counter(answer.status for answer in answers) == {303: 3, 422: 7}
    assert desk.mails("ask_directly") == 3


def test_two_workers_do_every_chore_once(desk: Desk) -> None:
    members = desk.join(24, "member")
    numbers = [desk.ask(who, whom) for who, whom in zip(members[::2], members[1::2], strict=True)]
    tokens = [desk.token(number, "ask_directly", "r") for number in numbers[:4]]
    at_once(desk.site, [yes(token) for token in tokens])
    for days in (1, 7, 12):
        workers = [_work(desk, days) for _ in range(3)]
        assert [worker.popen.wait(PATIENCE) for worker in workers] == [0, 0, 0], desk.site.logs()
    assert desk.mails("introduce") == 2 * 4
    assert desk.mails("still_open") == 8
    assert desk.mails("closed_without_introduction") == 8


def _work(desk: Desk, days: int) -> Process:
    program = (
        "from datetime import timedelta; from intro_app import clock, create_app\n"
        "from intro_app.introductions import service\n"
        "with create_app().app_context():\n"
        f"    for chore in '{CHORES}'.split():\n"
        f"        getattr(service, chore)(clock.now() + timedelta(days={days}))\n"
    )
    return desk.site.start_source(program, f"chores-{days}-{len(desk.site.processes)}")
