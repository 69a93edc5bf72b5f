"""`intro doctor` for a monitor, and with a real e-mail."""

import json
from pathlib import Path

import pytest

from tests.features.test_cli_doctor import a_worker_runs, examined
from tests.support.failing_mail_server import Deed, FailingPostOffice, Stage
from tests.support.mail_server import PostOffice
from tests.support.ports import free_port

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ME = "me@example.org"


@pytest.fixture(autouse=True)
def _a_worker_runs(database: str, tmp_path: Path) -> None:
    a_worker_runs(database, tmp_path)


def test_a_monitor_reads_what_a_person_reads(database: str, tmp_path: Path) -> None:
    away = f"smtp://127.0.0.1:{free_port()}"
    status, said = examined(database, tmp_path, "--json", smtp_url=away)
    told = json.loads(said)
    _status, read = examined(database, tmp_path, smtp_url=away)
    marks = {"well": "✓", "wrong": "✗", "known": "·"}
    lines = [f"{marks[one['state']]} {one['sentence']}" for one in told["findings"]]
    assert _without_space(lines) == _without_space(read.split("\n\n")[0].splitlines())
    assert (status, told["wrong"]) == (1, 1)


def test_each_finding_names_its_check_so_that_a_sentence_may_change(database: str, tmp_path: Path) -> None:
    _status, said = examined(database, tmp_path, "--json")
    checks = {one["check"] for one in json.loads(said)["findings"]}
    assert {"settings", "data.database", "chores.worker", "mail.waiting", "people.gate"} <= checks


def test_settings_that_cannot_be_read_are_json_too(database: str, tmp_path: Path) -> None:
    status, said = examined(database, tmp_path, "--json", time_zone="Mars/Olympus")
    (found,) = json.loads(said)["findings"]
    assert (status, found["check"], found["state"]) == (1, "settings", "wrong")
    assert "TIME_ZONE" in found["sentence"]


def test_a_test_mail_is_sent_at_once_and_nothing_is_stored(
    database: str, tmp_path: Path, running_post_office: PostOffice
) -> None:
    running_post_office.letters.clear()
    status, said = examined(database, tmp_path, "--mail-to", ME, smtp_url=running_post_office.url)
    assert f"took the e-mail to {ME}" in said
    (letter,) = running_post_office.letters
    assert (letter.to, letter.subject) == (ME, "Test e-mail from Mutual")
    assert "It arrived." in letter.text
    assert "E-mails waiting: 0" in said
    assert status == 0


def test_a_refusal_is_told_with_the_server_s_code(
    database: str, tmp_path: Path, sink: FailingPostOffice
) -> None:
    sink.on(Stage.RCPT, Deed.REFUSE, times=1, reply="550 5.7.1 relaying denied")
    status, said = examined(database, tmp_path, "--mail-to", ME, smtp_url=sink.url)
    assert (status, "did not take the e-mail to me@example.org: RCPT 550 5.7.1" in said) == (1, True), said


def test_a_server_that_is_away_is_told_with_what_to_do(database: str, tmp_path: Path) -> None:
    away = f"smtp://127.0.0.1:{free_port()}"
    _status, said = examined(database, tmp_path, "--mail-to", ME, smtp_url=away)
    assert said.count("Is the port right in SMTP_URL?") == 2, "once for the server, once for the e-mail"


def test_without_a_server_or_an_address_nothing_is_sent(database: str, tmp_path: Path) -> None:
    assert "so no e-mail can be sent" in examined(database, tmp_path, "--mail-to", ME)[1]
    status, said = examined(database, tmp_path, "--mail-to", "not an address")
    assert (status, "not an address is not an e-mail address." in said) == (2, True), said


def _without_space(lines: list[str]) -> list[str]:
    """Without the line on free disk space, which other programs change."""
    return [line for line in lines if " MB are free" not in line]
