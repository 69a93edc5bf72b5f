"""From `intro run` on an empty folder to forty members in three groups, all by browser, with pictures.

The pictures are in PICTURES, or in the folder of the test.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from intro_app import clock
from tests.support.live_site import LiveSite, live_site
from tests.support.mail_server import PostOffice
from tests.support.moving_in import Guestbook, Hall

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.slow]

NAMES = (
    *("Ada", "Bea", "Cleo", "Dora", "Ella", "Finn", "Gus", "Hugo", "Ida", "Jon", "Kim", "Lea", "Mia", "Ned"),
    *("Olga", "Pia", "Quin", "Rita", "Sam", "Tess", "Uwe", "Vera", "Will", "Xenia", "Yara", "Zoe"),
    *("Abel", "Bruno", "Carlo", "Dario"),
)
LATER = ("Anton", "Berta", "Clara", "Doris", "Emil", "Franz")


@pytest.fixture
def site(database: str, tmp_path: Path, running_post_office: PostOffice) -> Iterator[LiveSite]:
    """A site that somebody has just started with `intro run`: no account, no page, no group."""
    running_post_office.letters.clear()
    folder = tmp_path / "empty"
    folder.mkdir()
    chosen = "" if database.startswith("sqlite") else database
    with live_site(chosen, folder, smtp_url=running_post_office.url) as started:
        started.environment["BASE_URL"] = f"http://localhost:{started.port}"  # passkeys need a name
        started.run_all()
        yield started


@pytest.fixture
def hall(site: LiveSite, browser: Browser, running_post_office: PostOffice, tmp_path: Path) -> Hall:
    """The people who come, and where the pictures go."""
    pictures = Path(os.environ.get("PICTURES") or tmp_path / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    return Hall(site.environment["BASE_URL"], browser, running_post_office, pictures)


def test_forty_people_in_three_groups_within_an_evening(hall: Hall, site: LiveSite) -> None:
    dan = _first_admin(hall, site)
    _opens_the_gate(dan)
    codes = [_makes_group(dan, name) for name in ("Class of 2014", "Berlin", "Volunteers")]
    evening = _opens_a_door(dan)
    for number, name in enumerate(NAMES):
        one = hall.enters(f"{name} Evening")
        one.joins_by(evening)
        if number % 3:
            one.enters_code(codes[number % 3])
        one.leaves()
    _asks_to_join(hall, dan)
    _is_of_the_school(hall, codes[1])
    _is_invited(hall, codes[2])
    _come_from_a_list(hall, dan)
    _forty_are_here(dan)


def _first_admin(hall: Hall, site: LiveSite) -> Guestbook:
    said = site.run("admin", "invite", "dan@example.org")
    link = re.search(r"(/i/[\w.-]+)", said)
    assert link, said
    dan = hall.enters("Dan Okafor", "dan@example.org")
    dan.page.goto("/")
    dan.shows("01-an-empty-site")
    dan.page.goto(link[1])
    dan.shows("02-the-first-link")
    dan.joins()
    dan.brings_passkey()
    expect(dan.page.get_by_role("heading", name="Getting started")).to_be_visible()
    dan.shows("03-the-checklist")
    return dan


def _opens_the_gate(dan: Guestbook) -> None:
    dan.page.goto("/staff/settings")
    dan.fills(site_name="Alumni of St Jakob", front_text="We sing since 1871.", join_domains="school.example")
    for way in ("invitation", "request", "domains"):
        dan.page.locator(f'[name="joining"][value="{way}"]').check()
    dan.presses("Save")
    expect(dan.page.get_by_role("heading", name="Check the mail domains")).to_be_visible()
    dan.presses("Save with these domains")
    dan.page.wait_for_url("**/staff/settings?done=saved")
    dan.shows("04-the-gate")


def _makes_group(dan: Guestbook, name: str) -> str:
    dan.page.goto("/staff/groups")
    dan.fills(name=name)
    dan.presses("Create a group")
    dan.page.wait_for_url("**/staff/groups/*done=group-made")
    dan.presses("Create a new code")
    dan.page.wait_for_url("**/staff/groups/*done=group-code")
    dan.shows(f"05-{name.lower().replace(' ', '-')}")
    return dan.page.locator("main code").first.inner_text()


def _opens_a_door(dan: Guestbook) -> str:
    dan.page.goto("/staff/evening")
    # Not a certain time, before which the test may not have come to its end.
    dan.fills(label="Summer evening", places="100", clock=f"{clock.now() + timedelta(hours=6):%H:%M}")
    dan.page.locator('main select[name="group"]').select_option(label="Class of 2014")
    dan.presses("Open it")
    dan.page.wait_for_url("**/staff/evening?done=evening-opened")
    expect(dan.page.locator("main svg.qr-code")).to_be_visible()
    dan.shows("06-a-door-for-the-evening")
    link = re.search(r"/j/[\w-]+", dan.page.content())
    assert link
    return link[0]


def _asks_to_join(hall: Hall, dan: Guestbook) -> None:
    nia = hall.enters("Nia Okoro")
    nia.page.goto("/sign-in")
    nia.fills(email=nia.address)
    nia.page.locator("main form").first.get_by_role("button").first.click()
    nia.page.goto(nia.letter("l"))
    if nia.page.get_by_role("button", name="See how to join").count():
        nia.presses("See how to join")
    nia.fills(name=nia.name)
    nia.page.locator("main textarea").first.fill("I sang here for ten years.")
    nia.shows("07-asking-to-join")
    with nia.page.expect_navigation():  # nobody sees a request before it is sent
        nia.presses("Send my request")
    dan.page.goto("/staff/requests")
    expect(dan.page.get_by_text("I sang here for ten years.")).to_be_visible()
    dan.shows("08-a-request")
    dan.page.locator('[name="requests"]').first.check()
    dan.presses("Let them in")
    dan.page.wait_for_url("**/staff/requests?done=requests-answered")
    nia.page.goto(nia.letter("q"))
    with nia.page.expect_navigation():
        nia.page.locator("main form").first.get_by_role("button").first.click()
    if "/me" not in nia.page.url:
        nia.page.goto(nia.letter("l"))
        nia.joins()
    nia.leaves()


def _is_of_the_school(hall: Hall, code: str) -> None:
    tom = hall.enters("Tom School", "tom@school.example")
    tom.page.goto("/sign-in")
    tom.fills(email=tom.address)
    tom.page.locator("main form").first.get_by_role("button").first.click()
    tom.page.goto(tom.letter("l"))
    tom.joins()
    tom.enters_code(code)
    tom.shows("09-in-a-group")
    tom.page.goto("/me/invitations")
    tom.fills(email="una@elsewhere.net")
    tom.page.locator('main form [name="name"]').first.fill("Una Reis")
    tom.page.locator("main form", has=tom.page.locator('[name="email"]')).get_by_role("button").first.click()
    tom.page.wait_for_url("**/me/invitations?done=invitation-sent")
    tom.leaves()


def _is_invited(hall: Hall, code: str) -> None:
    una = hall.enters("Una Reis")
    una.page.goto(una.letter("i"))
    una.page.locator('[name="knows"]').check()
    una.shows("10-a-mailed-invitation")
    una.joins()
    una.enters_code(code)
    una.leaves()


def _come_from_a_list(hall: Hall, dan: Guestbook) -> None:
    rows = "".join(f"{name} Later;{name.lower()}@elsewhere.net;Berlin\n" for name in LATER)
    dan.page.goto("/staff/invitations")
    content = f"Name;E-mail;Group\n{rows}nobody;;\n".encode("utf-16")
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=content)
    dan.page.locator('main [name="file"]').set_input_files(file)
    dan.presses("Preview")
    expect(dan.page.get_by_text(f"{len(LATER)} people will be invited.")).to_be_visible()
    dan.shows("11-a-list-by-row")
    dan.fills(source="You gave us your address when you graduated.")
    dan.page.locator('main [name="expected"]').check()
    dan.page.locator("main form", has=dan.page.locator('[name="source"]')).get_by_role("button").first.click()
    dan.page.wait_for_url("**done=list-sending")
    for name in LATER:
        one = hall.enters(f"{name} Later")
        one.page.goto(one.letter("i"))
        one.joins()
        one.leaves()
    dan.page.reload()
    dan.shows("12-how-the-list-goes")


def _forty_are_here(dan: Guestbook) -> None:
    dan.page.goto("/staff/members")
    expect(dan.page.locator("main .list-row")).to_have_count(40)
    dan.shows("13-members")
    dan.page.goto("/staff/groups")
    dan.shows("14-three-groups")
    said = dan.page.locator("main").inner_text()
    sizes = [int(number) for number in re.findall(r"(\d+) (?:people|person)", said)]
    assert len(sizes) == 3
    assert min(sizes) >= 5
    dan.page.goto("/staff")
    expect(dan.page.get_by_role("heading", name="Getting started")).to_be_visible()
    dan.shows("15-what-is-left-to-do")
