"""Some things happen in one place only, and no linter knows them."""

import ast
import re
from collections.abc import Callable

from tests.house.conftest import Module


def test_only_one_place_commits(site_code: list[Module]) -> None:
    assert _places_that(site_code, r"\bcommit\(") == {"intro_app/db/transaction.py"}


def test_only_three_places_ask_others_something(site_code: list[Module]) -> None:
    """One asks providers, one opens members' links, one Amazon's certificates; all within bounds.

    None follows a redirect. Stripe has a library of its own. The doctor asks the site's own address.
    """
    asks = r"\burllib\.request\b|\burlopen\(|\bhttp\.client\b|^import requests|\bhttpx\b"
    of_this_site = {
        *("intro_app/cli/alive.py", "intro_app/cli/doctor/tls.py"),
        "intro_app/devtools/fake_stripe/delivery.py",
    }
    assert _places_that(site_code, asks) - of_this_site == {
        "intro_app/bounces/amazon.py",
        "intro_app/joining/openid/fetching.py",
        "intro_app/profile_links/fetching.py",
    }


def test_only_views_and_what_stands_behind_them_render_pages(site_code: list[Module]) -> None:
    def may(path: str) -> bool:
        return bool(re.search(r"/(views|blueprint)(\.py|/)|^intro_app/(web|devtools)/", path))

    assert not {path for path in _places_that(site_code, r"\brender_template\b") if not may(path)}


def test_only_the_clock_asks_for_the_time(site_code: list[Module]) -> None:
    assert _places_that(site_code, r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(") <= {
        "intro_app/clock.py"
    }


def test_only_views_commands_and_workers_ask_the_clock(site_code: list[Module]) -> None:
    """Everything below is told the time (`at`)."""

    def is_below(path: str) -> bool:
        return bool(re.search(r"/(chores|service|emails|queries|policy|score|models|forms)(\.py|/)", path))

    assert not {path for path in _places_that(site_code, r"\bclock\.now\(|\bnow\(\)") if is_below(path)}


def test_nothing_is_marked_as_safe_html(site_code: list[Module]) -> None:
    """Whatever a person typed is escaped; the marks that switch this off are not used."""
    cleaned_first = {
        "intro_app/text/markdown.py",  # nh3 leaves nothing but a few plain elements
        "intro_app/text/sentences.py",  # sentences of ours; the values in them are escaped
        "intro_app/text/directions.py",  # marks two constants; the words between them pass `escape`
        "intro_app/web/controls.py",  # draws controls as WTForms does; each value and text passes `escape`
    }
    assert _places_that(site_code, r"\bMarkup\(|\|\s*safe\b|render_template_string\(") <= cleaned_first


def test_services_do_not_send(site_code: list[Module]) -> None:
    """E-mails are posted in the transaction and sent by the worker."""
    assert _places_that(site_code, r"\bsendmail\(|\bsend_message\(") <= {"intro_app/outbox/smtp.py"}


def test_e_mail_is_written_into_the_outbox_by_post_alone(site_code: list[Module]) -> None:
    """Or the rule whom we may write to, and the budget of a mailbox, would not be asked."""
    assert _places_that(site_code, r"insert_(?:once|into)\(OutboxMessage\b|[^\w]OutboxMessage\(\s*\w+=") <= {
        "intro_app/outbox/service.py",
        "intro_app/cli/restore/sent_mail.py",  # what was sent before a restore, without address and words
    }


def test_only_reach_asks_whether_we_may_write_to_somebody(site_code: list[Module]) -> None:
    """A service or an e-mail that looked at stops and addresses by itself would soon answer otherwise."""
    asks = r"\bis_suppressed\(|\bstops_of\(|\.addressee\.address\b|\brefuses_connector\("
    may = {
        "intro_app/people/reach.py",
        "intro_app/people/queries/ties.py",  # where the block is looked up
        "intro_app/identity/service/stopping.py",  # tells its owner what they stopped
        "intro_app/introductions/service/leaving.py",  # stops mail to an address, whatever it is
    }
    asked = {
        path
        for path in _places_that(site_code, asks)
        if re.search(r"/(service|emails|reach|queries)(\.py|/)", path)
    }
    assert not {path for path in asked if not path.startswith("intro_app/outbox/")} - may


def test_the_rule_whom_to_write_to_is_registered_with_the_outbox(site_code: list[Module]) -> None:
    assert _places_that(site_code, r"\bask_before_posting\(app,") == {"intro_app/__init__.py"}


def test_who_reaches_whom_never_knows_who_pays(site_code: list[Module]) -> None:
    free = re.compile(r"^intro_app/(accounts|introductions|people|trust|followups|moderation)/")
    told = {
        module.path
        for module in site_code
        if free.match(module.path) and "intro_app.memberships" in module.text
    }
    assert not told


def test_no_code_asks_whether_it_is_being_tested(site_code: list[Module]) -> None:
    assert not _places_that(site_code, r"\.testing\b|TESTING|PYTEST|environ\[.CI.\]")


def _places_that(code: list[Module], pattern: str) -> set[str]:
    found: Callable[[str], object] = re.compile(pattern).search
    return {module.path for module in code if found(_without_docstrings(module))}


def _without_docstrings(module: Module) -> str:
    lines = module.text.splitlines()
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            said = node.body[0]
            lines[said.lineno - 1 : said.end_lineno] = [""] * ((said.end_lineno or 0) - said.lineno + 1)
    return "\n".join(lines)
