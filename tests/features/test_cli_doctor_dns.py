"""`intro doctor --dns` against a real name server on loopback: what the domain must say, and does not."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from intro_app.cli.doctor import dns
from intro_app.config import Settings
from tests.support.databases import KEY
from tests.support.name_server import Zone, name_server

SPF, DKIM, DMARC = "meet.example.org", "mutual._domainkey.meet.example.org", "_dmarc.meet.example.org"


@pytest.fixture(scope="module")
def key() -> tuple[bytes, str]:
    """A DKIM key: the private one as a file holds it, the public one as DNS does."""
    made = generate_private_key(public_exponent=65537, key_size=2048)
    private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return private, base64.b64encode(public).decode()


@pytest.fixture
def settings(tmp_path: Path, key: tuple[bytes, str]) -> Settings:
    """A site that signs its e-mails."""
    file = tmp_path / "dkim.pem"
    file.write_bytes(key[0])
    return Settings(
        base_url="https://meet.example.org",
        mail_from="hello@meet.example.org",
        secret_keys=(KEY,),
        lasting_key=KEY,
        dkim_key_file=str(file),
    )


@pytest.fixture
def zone(key: tuple[bytes, str]) -> dict[tuple[str, str], list[str]]:
    """A domain in good order; the key is longer than a string of DNS may be, so it comes in two."""
    public = f"v=DKIM1; k=rsa; p={key[1]}"
    return {
        (SPF, "TXT"): ['"v=spf1 mx a:mail.example.org -all"', '"something-else=1"'],
        (SPF, "MX"): ["10 mail.example.org."],
        (DKIM, "TXT"): [f'"{public[:200]}" "{public[200:]}"'],
        (DMARC, "TXT"): ['"v=DMARC1; p=quarantine"'],
    }


def said(settings: Settings, zone: Zone) -> dict[str, bool]:
    """What the doctor says, and whether it is wrong."""
    with name_server(zone) as resolver:
        return {one.sentence: one.is_wrong for one in dns.records(settings, resolver)}


def wrong(settings: Settings, zone: Zone) -> str:
    """The one thing that is wrong."""
    (sentence,) = [sentence for sentence, is_wrong in said(settings, zone).items() if is_wrong]
    return sentence


def test_a_domain_in_good_order(settings: Settings, zone: dict[tuple[str, str], list[str]]) -> None:
    assert said(settings, zone) == {
        "SPF of meet.example.org: v=spf1 mx a:mail.example.org -all": False,
        "The DKIM key at mutual._domainkey.meet.example.org is ours.": False,
        "DMARC of meet.example.org: v=DMARC1; p=quarantine": False,
        "meet.example.org takes e-mail.": False,
    }


@pytest.mark.parametrize(
    ("place", "records", "sentence"),
    [
        ((SPF, "TXT"), None, "DNS has no SPF record for meet.example.org."),
        ((SPF, "TXT"), ['"v=spf1 -all"', '"v=spf1 mx -all"'], "DNS has 2 SPF records for meet.example.org"),
        ((SPF, "TXT"), ['"v=spf1 +all"'], "The SPF record of meet.example.org lets everybody send"),
        ((DKIM, "TXT"), None, "DNS has no DKIM key at mutual._domainkey.meet.example.org."),
        ((DKIM, "TXT"), ['"v=DKIM1; p="'], "DNS has no DKIM key at mutual._domainkey.meet.example.org."),
        ((DKIM, "TXT"), ['"v=DKIM1; p=AAAA"'], "The DKIM key at mutual._domainkey.meet.example.org is not"),
        ((DMARC, "TXT"), None, "DNS has no DMARC record at _dmarc.meet.example.org."),
        ((SPF, "MX"), None, "meet.example.org has no MX record"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    settings: Settings,
    zone: dict[tuple[str, str], list[str]],
    place: tuple[str, str],
    records: list[str] | None,
    sentence: str,
) -> None:
    changed = {key: found for key, found in zone.items() if key != place}
    if records:
        changed[place] = records
    assert wrong(settings, changed).startswith(sentence)


def test_a_policy_of_the_domain_above_counts(
    settings: Settings, zone: dict[tuple[str, str], list[str]]
) -> None:
    moved = {
        ("_dmarc.example.org", kind) if name == DMARC else (name, kind): found
        for (name, kind), found in zone.items()
    }
    assert "DMARC of example.org: v=DMARC1; p=quarantine" in said(settings, moved)


def test_without_a_name_server_it_is_skipped_with_the_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "_PATIENCE", 0.5)
    with name_server({}, silent=True) as resolver:
        (finding,) = dns.records(settings, resolver)
    assert finding.mark == "·"
    assert finding.sentence == "DNS was not checked: no name server answered (LifetimeTimeout)."
