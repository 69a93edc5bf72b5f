"""`intro doctor --tls` against a real server on loopback, and how old the time zone data is."""

import json
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from ssl import TLSVersion

import pytest

from intro_app.cli.doctor import data, mail, time_zones
from intro_app.config import Settings
from tests.features.test_cli_doctor import examined
from tests.support.databases import KEY
from tests.support.ports import free_port
from tests.support.tls_server import tls_server, write_certificate

HSTS = {"Strict-Transport-Security": "max-age=63072000"}


def told(database: Path, folder: Path, port: int, certificate: Path) -> dict[str, bool]:
    """What the doctor says of TLS, and whether it is wrong."""
    _status, said = examined(
        f"sqlite:///{database}",
        folder,
        "--json",
        "--tls",
        base_url=f"https://localhost:{port}",
        ssl_cert_file=str(certificate),
    )
    found = [one for one in json.loads(said)["findings"] if one["check"] == "tls.encryption"]
    return {one["sentence"]: one["state"] == "wrong" for one in found}


def test_a_site_that_browsers_trust_is_well(tmp_path: Path, sqlite_template: Path) -> None:
    certificate = write_certificate(tmp_path, "localhost", days=60)
    with tls_server(tmp_path, headers=HSTS, oldest=TLSVersion.TLSv1_2) as port:
        said = told(sqlite_template, tmp_path, port, certificate)
    assert list(said.values()) == [False, False, False], said
    assert [sentence.partition(" until ")[0] for sentence in said] == [
        "The certificate of localhost is good",
        "Browsers remember that localhost is encrypted (HSTS).",
        "localhost refuses TLS 1.0 and 1.1.",
    ]


def test_a_certificate_that_ends_soon_old_tls_and_a_lost_header_are_wrong(
    tmp_path: Path, sqlite_template: Path
) -> None:
    certificate = write_certificate(tmp_path, "localhost", days=3)
    with tls_server(tmp_path, headers={}, oldest=TLSVersion.TLSv1) as port:
        said = told(sqlite_template, tmp_path, port, certificate)
    ends, hsts, old = said
    assert set(said.values()) == {True}, said
    assert "find out why it isn't renewed" in ends
    assert "don't say Strict-Transport-Security" in hsts
    assert "accepts TLS 1.0 and TLS 1.1, which are broken" in old


@pytest.mark.parametrize(
    ("days", "name", "sentence"),
    [(-1, "localhost", "certificate has expired"), (60, "localhost", "self-signed certificate")],
)
def test_a_certificate_that_browsers_refuse_is_named_with_the_reason(
    tmp_path: Path, sqlite_template: Path, days: int, name: str, sentence: str
) -> None:
    certificate = write_certificate(tmp_path, name, days=days, since=9)
    trusted = certificate if days < 0 else tmp_path / "nobody.pem"
    with tls_server(tmp_path, headers=HSTS, oldest=TLSVersion.TLSv1_2) as port:
        said = told(sqlite_template, tmp_path, port, trusted)
    refused = [one for one, is_wrong in said.items() if is_wrong]
    assert len(refused) == 1
    assert refused[0].startswith("Browsers refuse the certificate of localhost: ")
    assert sentence in refused[0]


def test_a_site_that_cannot_be_reached_from_here_is_skipped_with_the_reason(
    tmp_path: Path, sqlite_template: Path
) -> None:
    said = told(sqlite_template, tmp_path, free_port(), tmp_path)
    assert said == {
        "TLS was not checked: localhost can't be reached from this machine (ConnectionRefusedError).": False
    }


def test_nothing_is_asked_without_the_option_nor_where_nothing_is_encrypted(
    tmp_path: Path, sqlite_template: Path
) -> None:
    database = f"sqlite:///{sqlite_template}"
    assert "TLS" not in examined(database, tmp_path, base_url=f"https://localhost:{free_port()}")[1]
    assert "TLS was not checked: BASE_URL is http://" in examined(database, tmp_path, "--tls")[1]


@pytest.mark.parametrize(
    ("name", "url", "is_wrong"),
    [
        ("database_url", "postgresql://mutual@db.example.org/mutual", True),
        ("database_url", "postgresql://mutual@10.0.0.7/mutual?sslmode=prefer", True),
        ("database_url", "postgresql://mutual@db.example.org/mutual?sslmode=verify-full", False),
        ("database_url", "postgresql://mutual@127.0.0.1/mutual", False),
        ("database_url", "postgresql://mutual@database/mutual", False),
        ("database_url", "postgresql:///mutual?host=/run/postgresql", False),
        ("smtp_url", "smtp://mail.example.invalid:25", True),
        ("smtp_url", "smtp://mutual:secret@mail.example.invalid:25", True),
        ("smtp_url", "smtp+starttls://mail.example.invalid:587", False),
    ],
)
def test_what_leaves_this_machine_unencrypted_is_wrong(name: str, url: str, *, is_wrong: bool) -> None:
    site = Settings.from_environment({name.upper(): url, "SECRET_KEYS": KEY, "LASTING_KEY": KEY})
    found = [*data.way(site), *(mail.server(site) if name == "smtp_url" else ())]
    said = [one for one in found if "encrypted" in one.sentence]
    assert [one.is_wrong for one in said] == [True] * is_wrong


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    """The folder in which this machine has its time zones."""
    folder = tmp_path / "zoneinfo"
    folder.mkdir()
    (folder / "UTC").touch()
    return folder


@pytest.mark.parametrize(
    ("release", "mark", "sentence"),
    [
        ("2026a", "✓", "The time zone data is this machine's, of 2026a."),
        ("2025b", "✓", "The time zone data is this machine's, of 2025b."),
        ("2019c", "✗", "or set PYTHONTZPATH= to use the package's"),
        ("", "·", "How old the time zone data is can't be told."),
    ],
)
def test_time_zone_data_of_years_ago_is_wrong(
    zones: Path, monkeypatch: pytest.MonkeyPatch, release: str, mark: str, sentence: str
) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(zones),))
    if release:
        (zones / "tzdata.zi").write_text(f"# version {release}\n# redo posix_only\n")
    (found,) = time_zones.rules(datetime(2026, 11, 30, tzinfo=UTC))
    assert (found.mark, sentence in found.sentence) == (mark, True), found


def test_without_zones_of_the_machine_those_of_the_package_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    release = time_zones.release_of_package()
    (now,) = time_zones.rules(datetime(int(release[:4]), 12, 1, tzinfo=UTC))
    (later,) = time_zones.rules(datetime(int(release[:4]) + 2, 1, 1, tzinfo=UTC))
    assert now.sentence == f"The time zone data is the package tzdata's, of {release}."
    assert later.is_wrong
    assert "Upgrade the package tzdata" in later.sentence
