"""What a monitor reads: requests of all web processes, the worker, the mail; never what somebody answered."""

import http.client
import re
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intro_app import create_app
from intro_app.config import Settings, SettingsError
from intro_app.db import atomic, db
from intro_app.journal.models import Restoration
from intro_app.metrics.queries import site_figures
from intro_app.periodic import beat
from intro_app.web import shared_counters
from intro_app.web.access import AccessRule
from intro_app.web.measuring import PRIVATE, route_label
from tests.conftest import SiteMaker
from tests.support.monitoring import TOKEN, parsed_metrics, read_metrics
from tests.support.patience import PATIENCE
from tests.support.people import People, visitor
from tests.support.ports import free_port

_MONITORING = Path(__file__).parents[2] / "docs/deploy/monitoring"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A site that is watched."""
    return replace(settings, metrics_token=TOKEN)


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"X-Token": TOKEN}]
)
def test_without_the_token_there_is_no_such_page(client: FlaskClient, sent: dict[str, str]) -> None:
    assert client.get("/metrics", headers=sent).status_code == 404
    assert client.get(f"/metrics?token={TOKEN}", headers=sent).status_code == 404


def test_a_site_without_a_token_tells_nobody(settings: Settings) -> None:
    site = create_app(replace(settings, metrics_token=""))
    sent = {"Authorization": "Bearer "}
    assert site.test_client().get("/metrics", base_url=settings.base_url, headers=sent).status_code == 404
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("token", ["short", "with a space in it, and long enough", "ü" * 30])
def test_a_token_that_is_easy_to_guess_or_no_header_is_refused(token: str) -> None:
    with pytest.raises(SettingsError, match="METRICS_TOKEN must be 20 to 200 letters and digits"):
        Settings.from_environment({"METRICS_TOKEN": token})


def test_requests_are_counted_by_route_and_status_with_their_time(app: Flask, people: People) -> None:
    browser = visitor(app)
    before = read_metrics(browser)
    browser.get("/promise")
    browser.get("/no-such-page")
    people.bob.browser().get(f"/people/{people.carol.public_id}")
    after = read_metrics(browser)

    def more(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    assert more("mutual_requests_total", "/promise", "200") == 1
    assert more("mutual_requests_total", "(no such page)", "404") == 1
    assert more("mutual_requests_total", "/people/<public_id>", "200") == 1
    assert more("mutual_request_seconds_count", "/promise") == 1
    assert people.carol.public_id not in str(after)


def access_to(app: Flask, endpoint: str) -> AccessRule:
    """Who may enter there, as the view says."""
    found = app.view_functions[endpoint].__dict__.get("access", AccessRule())
    assert isinstance(found, AccessRule)
    return found


def test_everything_that_tells_of_an_answer_has_the_same_label(app: Flask) -> None:
    """Of all routes: forms of members, mailed links, and pages about a report or a block."""
    told = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if route_label(rule.endpoint, rule.rule, method, access_to(app, rule.endpoint)) != PRIVATE
    }
    forms = {route for method, route in told if method == "POST" and not route.startswith("/staff/")}
    assert forms == {"/sign-in", "/sign-in/code", "/sign-in/passkey/answer", "/l", "/stripe/webhook"}
    for word in ("report", "block", "answer", "stop", "follow-up", "cases", "<token>"):
        assert not [route for method, route in told if method == "GET" and word in route], word
    assert ("GET", "/people") in told


def test_the_worker_the_mail_and_the_introductions_are_told(app: Flask, at: datetime) -> None:
    assert read_metrics(visitor(app))[("mutual_schema_is_newest",)] == 1
    with app.app_context():
        beat("one", at - timedelta(days=1), at - timedelta(minutes=3))
        figures = site_figures(at)
    assert figures.worker_age == 180
    assert figures.introductions == {"open": 0, "connected": 0, "closed": 0}


def test_all_web_processes_count_together(make_site: SiteMaker) -> None:
    site = make_site(METRICS_TOKEN=TOKEN, WEB_WORKERS="2")
    site.start_web()
    place = urlsplit(site.url)
    for _number in range(12):
        ask(place.netloc, "/promise")
    told = parsed_metrics(ask(place.netloc, "/metrics", {"Authorization": f"Bearer {TOKEN}"}))
    assert told[("mutual_requests_total", "/promise", "200")] == 12
    assert told[("mutual_up",)] == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_folder_of_counters_outlives_its_web_server(make_site: SiteMaker, tmp_path: Path) -> None:
    """Not after a normal end, and after a kill only until the next one starts; one in use stays."""
    site = make_site(METRICS_TOKEN=TOKEN, tmpdir=str(tmp_path))
    site.is_typed = True  # so that each ends as a program does

    def folders() -> list[Path]:
        return sorted(tmp_path.glob("mutual-counters-*"))

    site.start_web().terminate()
    assert folders() == []
    killed = site.start_web()
    (left,) = folders()
    killed.kill9()
    time.sleep(shared_counters.YOUNG)
    in_use = site.start_web()
    (used,) = folders()
    assert used != left
    time.sleep(shared_counters.YOUNG)
    site.start("serve", PORT=str(free_port())).popen.poll()
    until = time.monotonic() + PATIENCE
    while len(folders()) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert used in folders()
    assert in_use.is_running


def ask(place: str, path: str, headers: dict[str, str] | None = None) -> str:
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()


def test_alerts_and_dashboard_name_only_what_is_told(app: Flask) -> None:
    read_metrics(visitor(app))  # so that one request has been counted
    names = {name for name, *_labels in read_metrics(visitor(app))}
    for file in sorted(_MONITORING.iterdir()):
        named = set(re.findall(r"\bmutual_\w+", file.read_text()))
        assert named, file.name
        assert named <= names, file.name


def test_a_monitor_is_told_that_the_site_is_held(app: Flask, at: datetime) -> None:
    assert read_metrics(visitor(app))[("mutual_site_held",)] == 0
    with app.app_context(), atomic():
        db.session.add(Restoration(backup_made_at=at, restored_at=at, replayed_at=at))
    assert read_metrics(visitor(app))[("mutual_site_held",)] == 1


def test_a_monitor_is_told_of_connections_and_of_the_clock(app: Flask) -> None:
    browser = visitor(app)
    browser.get("/promise")
    told = read_metrics(browser)
    assert told["mutual_database_connections", "in_use"] + told["mutual_database_connections", "idle"] >= 0
    assert abs(told["mutual_clock_seconds_ahead",]) >= 0
