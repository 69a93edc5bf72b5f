"""Who may join: one rule, as a table; and what may stand in the settings for it."""

import pytest

from intro_app.config import Settings, SettingsError
from intro_app.joining.gate.policy import Admission, GateRule, admission
from intro_app.text.mailboxes import is_of

IN, READ, NOT_NOW = Admission.IN, Admission.READ_BY_STAFF, Admission.NOT_NOW
OURS, THEIRS = "st-jakob.org", "elsewhere.net"
KEY = "k" * 32


@pytest.mark.parametrize(
    ("ways", "invited", "of_a_listed_domain", "neither"),
    [
        ("invitation", IN, NOT_NOW, NOT_NOW),
        ("request", IN, READ, READ),
        ("domains", IN, IN, NOT_NOW),
        ("open", IN, IN, IN),
        ("invitation,request", IN, READ, READ),
        ("invitation,domains", IN, IN, NOT_NOW),
        ("request,domains", IN, IN, READ),
        ("invitation,request,domains", IN, IN, READ),
        ("request,domains,open", IN, IN, IN),
    ],
)
def test_the_gate(ways: str, invited: Admission, of_a_listed_domain: Admission, neither: Admission) -> None:
    rule = GateRule(ways.split(","), (OURS,))
    assert admission(rule, invited=True, domain=THEIRS) is invited
    assert admission(rule, invited=False, domain=OURS) is of_a_listed_domain
    assert admission(rule, invited=False, domain=THEIRS) is neither
    assert [one for one in (invited, of_a_listed_domain, neither) if one.asks_questions] == [
        one for one in (invited, of_a_listed_domain, neither) if one is READ
    ]


@pytest.mark.parametrize(
    ("domain", "listed", "belongs"),
    [
        ("example.org", "example.org", True),
        ("mail.example.org", "example.org", False),
        ("mail.example.org", "*.example.org", True),
        ("a.b.example.org", "*.example.org", True),
        ("example.org", "*.example.org", False),
        ("badexample.org", "*.example.org", False),
        ("example.org.evil.net", "example.org", False),
        ("", "*.example.org", False),
    ],
)
def test_a_domain_is_that_host_and_a_star_what_is_below_it(domain: str, listed: str, belongs: bool) -> None:
    assert is_of(domain, (listed,)) is belongs


def _read(**given: str) -> Settings:
    return Settings.from_environment({"SECRET_KEYS": KEY, "LASTING_KEY": KEY, **given})


def test_a_new_site_is_by_invitation() -> None:
    assert _read().joining == ("invitation",)
    assert _read().first_asks_held == 0


def test_where_the_gate_is_open_a_moderator_reads_first_asks_unless_told_otherwise() -> None:
    assert _read(JOINING="open").first_asks_held == 1
    assert _read(JOINING="open", HOLD_FIRST_ASKS="0").first_asks_held == 0
    assert _read(HOLD_FIRST_ASKS="2").first_asks_held == 2


def test_ways_are_read_in_one_order_and_domains_in_ascii() -> None:
    site = _read(JOINING="Domains, INVITATION", JOIN_DOMAINS="Bücher.example, *.St-Jakob.ORG")
    assert site.joining == ("invitation", "domains")
    assert site.join_domains == ("xn--bcher-kva.example", "*.st-jakob.org")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"JOIN_QUESTIONS": "a|b|c|d"}, "one to three questions"),
        ({"JOIN_QUESTIONS": "|"}, "one to three questions"),
        ({"JOINING": "everybody"}, "JOINING must be one or more of"),
        ({"JOINING": ","}, "JOINING must be one or more of"),
        ({"JOINING": "domains"}, "JOIN_DOMAINS must name at least one"),
        ({"JOIN_DOMAINS": "example.org"}, "no effect unless JOINING has domains"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "org"}, "whole domains"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "*"}, "JOIN_DOMAINS"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "192.168.0.1"}, "whole domains"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "*.co.uk"}, "anyone can register a name"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "ac.uk"}, "anyone can register a name"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "*.gob.mx"}, "anyone can register a name"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "*.github.io"}, "anyone can register a name"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "exa mple.org"}, "a host that doesn't exist"),
        ({"JOINING": "domains", "JOIN_DOMAINS": "*.GMX.de,example.org"}, "JOIN_PUBLIC_HOSTS=yes"),
    ],
)
def test_settings_that_would_let_in_the_wrong_people_are_refused(
    given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        _read(**given)


def test_a_public_mail_host_is_allowed_once_confirmed() -> None:
    site = _read(JOINING="domains", JOIN_DOMAINS="gmx.de", JOIN_PUBLIC_HOSTS="yes")
    assert site.join_domains == ("gmx.de",)
