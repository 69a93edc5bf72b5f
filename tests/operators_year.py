"""`python -m tests.operators_year`: what an operator does in a year, typed on a real folder.

Writes `docs/operations/year.md`. The test of the same name plays it, too, so that what stands there works.
"""

import os
import re
import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from werkzeug.test import Client

from tests.support.browsing import grouped
from tests.support.forms import form_with
from tests.support.live_site import live_site
from tests.support.live_story import passed_on_to
from tests.support.mail_server import post_office
from tests.support.older_code import ROOT, code_before_newest_migration
from tests.support.operators_folder import Year, start, stop

DOCUMENT = ROOT / "docs" / "operations" / "year.md"
_WHO, _STRANGER = "you@example.org", "friend@example.org"
_PASSPHRASE = "four words that nobody guesses"
_HEAD = """# An operator's year

What an operator does in a year, as it was typed and answered: `python -m tests.operators_year` types it
into a real folder and writes this page, and `tests/journeys/test_operators_year.py` plays it in CI. Folders
and ports are those of a site in [operations.md](../operations.md), and `intro …` is typed as it says there:
as the site's user, with its settings. Links and check values are left out, and so is what the doctor found
well. It was played in a checkout, as its version says, and what `systemctl`, `pip`, `rsync` and `shred` do
was done by other means.
"""


def play(year: Year, older: Path) -> None:
    """All of them, one after the other."""
    install(year, older)
    for part in (
        first_admin,
        upgrade,
        rotate_keys,
        add_a_worker,
        change_mail_provider,
        change_domain,
        restore,
        move_host,
    ):
        part(year)
    end_the_site(year)


def install(year: Year, older: Path) -> None:
    """An empty folder becomes a site."""
    year.begin("Install", "Settings are in `/etc/mutual.env`, and the wheel is in its environment.")
    year.site.code = older
    year.intro("--version")
    year.intro("db", "upgrade")
    year.shell("systemctl enable --now mutual-web mutual-worker mutual-backup.timer")
    start(year)
    year.doctor()


def first_admin(year: Year) -> None:
    """Someone without an account becomes an admin."""
    year.begin(
        "The first admin",
        "The link works for whoever reads that address. They add a passkey at `/me/passkeys`.",
    )
    said = year.intro("admin", "invite", _WHO)
    found = re.search(r"/i/[\w.\-]+", said)
    assert found, said
    browser = Client(passed_on_to(year.site))
    form = form_with(browser.get(found[0], base_url=year.site.url).text, field="name")
    joined = browser.post(form.action, data=grouped(form.filled(name="Ana Marsh")), base_url=year.site.url)
    assert joined.status_code == 303, joined.text
    year.intro("admin", "list")
    _ask_for_mail(year)


def _ask_for_mail(year: Year) -> None:
    """Someone asks to sign in, and the worker writes into the journal that it sent an e-mail."""
    browser = Client(passed_on_to(year.site))
    form = form_with(browser.get("/sign-in", base_url=year.site.url).text, field="email")
    browser.post("/sign-in", data=grouped(form.filled(email=_WHO)), base_url=year.site.url)
    until = time.monotonic() + 60
    while not year.office.letters and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(3)


def upgrade(year: Year) -> None:
    """The newer code takes over while the site runs."""
    year.begin("Upgrade", "The old code goes on meanwhile; the order of the two restarts doesn't matter.")
    year.intro("backup", str(year.work / "backup"))
    year.shell("/srv/mutual/venv/bin/pip install --no-deps --force-reinstall dist/intro_app-*.whl")
    year.site.code, year.site.is_typed = ROOT, False  # from here on the nursery has loaded what is typed
    year.intro("--version")
    year.intro("db", "upgrade")
    year.shell("systemctl restart mutual-web mutual-worker")
    stop(year)
    start(year)


def rotate_keys(year: Year) -> None:
    """A new data key, and a new copy of all keys."""
    year.begin("Rotate keys", "The worker encrypts everything anew; after ten minutes the old key can go.")
    words = year.work / "passphrase"
    words.write_text(_PASSPHRASE)
    words.chmod(0o600)
    copy = str(year.work / "mutual-keys.age")
    year.intro("keys", "rotate-data")
    year.intro("keys", "backup", copy, "--passphrase-file", str(words))
    year.intro("keys", "show-check")
    year.intro("keys", "drop-data", status=1)


def restore(year: Year) -> None:
    """A backup comes back, and the site is held until someone has looked."""
    year.begin("Restore", "Nothing is sent until the last command; who left or said no since stays so.")
    year.intro("backup", str(year.work / "backup"), "--keep", "14")
    year.intro("backup", "verify", str(year.work / "backup"))
    year.shell("systemctl stop mutual-web mutual-worker")
    stop(year)
    year.intro("restore", str(year.work / "backup"), "--replace")
    year.shell("systemctl start mutual-web mutual-worker")
    start(year)
    year.doctor()
    year.intro("restore", "--release", "--yes")


def move_host(year: Year) -> None:
    """The site goes on on another machine."""
    year.begin(
        "Move to another host",
        "The last backup, the journal and the copy of the keys go to the new host, whose settings are the "
        "same. The old one stays off. Then let DNS lead to the new one.",
    )
    old, new = Path(year.site.environment["DATA_DIR"]), year.work / "new"
    year.shell("systemctl disable --now mutual-web mutual-worker mutual-backup.timer")
    stop(year)
    year.intro("backup", str(year.work / "backup"))
    year.shell("rsync -a /backup/mutual newhost:/backup/")
    year.shell("rsync -a /root/mutual-keys.age newhost:/root/")
    year.shell("rsync -a /var/lib/mutual/journal newhost:/var/lib/mutual/")
    new.mkdir(mode=0o700)
    shutil.copytree(old / "journal", new / "journal")
    year.site.environment["DATA_DIR"] = str(new)
    words = str(year.work / "passphrase")
    year.intro("keys", "restore", str(year.work / "mutual-keys.age"), "--passphrase-file", words)
    year.intro("restore", str(year.work / "backup"))
    year.shell("systemctl enable --now mutual-web mutual-worker mutual-backup.timer")
    start(year)
    year.intro("restore", "--release", "--yes")
    year.doctor()


def change_domain(year: Year) -> None:
    """Another name for the site."""
    year.begin(
        "Change the domain",
        "Change `BASE_URL`, `MAIL_FROM` and `SITE_CONTACT`, the proxy's name and certificate, and "
        "DNS. Let the old name lead to the new one for 180 days, path and all, because links in "
        "e-mails have it. Change the addresses at Stripe, at OpenID providers and at the mail "
        "provider. Passkeys belong to the old name: forget those of staff, who then sign in by a link "
        "and add new ones.",
    )
    chosen = {"base_url": "https://new.example.org", "mail_from": "hello@new.example.org"}
    year.intro("doctor", status=None, **chosen, trusted_hops="1", site_contact="people@new.example.org")
    year.shell("systemctl restart mutual-web mutual-worker")
    year.intro("admin", "forget-passkeys", _WHO, "--why", "the site has another name")
    year.intro("admin", "list")


def change_mail_provider(year: Year) -> None:
    """E-mails leave by another server."""
    year.begin(
        "Change the mail provider",
        "What waits leaves by the new server. Publish its SPF and the new DKIM key first (`intro "
        "doctor --dns`), and set its webhook or `BOUNCE_ADDRESS`.",
    )
    with post_office() as other:
        year.site.environment["SMTP_URL"] = other.url
        year.intro("doctor", "--mail-to", _STRANGER, status=None)
        assert [letter.to for letter in other.letters] == [_STRANGER]
    year.site.environment["SMTP_URL"] = year.office.url
    year.shell("systemctl restart mutual-web mutual-worker")


def add_a_worker(year: Year) -> None:
    """One more worker, on this machine or another."""
    year.begin(
        "Add a worker",
        "Copy the unit as `mutual-worker@.service`. On another machine it needs the same settings "
        "and keys, PostgreSQL, one `JOURNAL_DIR` for all, and NTP.",
    )
    year.shell("systemctl enable --now mutual-worker@2")
    second = year.site.start_worker()
    year.doctor()
    assert second.is_running
    year.intro("stuck", "list")


def end_the_site(year: Year) -> None:
    """Everybody takes what is theirs, and then nothing is left."""
    year.begin(
        "End the site, and hand out exports",
        "Two months before: close the gate (`JOINING=invitation`, no open invitations), end the "
        "subscriptions at Stripe, and say the date where everybody reads it: `FRONT_TEXT`, "
        "`MAIL_FOOTER` under every e-mail, a post in each circle. Members fetch their archive at "
        "`/me/export`; nobody else can, because it holds what others wrote to them. For someone "
        "whose mail doesn't arrive any more, print a link and hand it over yourself. On the last "
        "day stop both services. Without the keys nobody reads addresses and letters in any backup, "
        "so delete every copy of them first, then the rest: on PostgreSQL also the database (`dropdb "
        "mutual`), and backups and copies of the journal elsewhere. Invoices stay at Stripe.",
    )
    year.intro("admin", "sign-in", _WHO)
    year.shell("systemctl disable --now mutual-web mutual-worker mutual-backup.timer")
    stop(year)
    year.intro("audit", "verify")
    year.shell("shred -u /var/lib/mutual/keys.json /root/mutual-keys.age")
    data = Path(year.site.environment["DATA_DIR"])
    (data / "keys.json").unlink()
    (year.work / "mutual-keys.age").unlink()
    year.doctor()
    year.shell("rm -rf /var/lib/mutual /backup/mutual /etc/mutual.env")
    for file in (*data.glob("*"), *(year.work / "data").glob("*"), year.work / "backup"):
        if file.suffix != ".log":  # what the services said is of this play, and not of the site
            shutil.rmtree(file) if file.is_dir() else file.unlink()
    year.shell("userdel mutual")


def played(folder: Path) -> Year:
    """The whole year, played in this folder."""
    with ExitStack() as running:
        office = running.enter_context(post_office())
        data = folder / "data"
        data.mkdir(mode=0o700)
        site = running.enter_context(live_site("", data, smtp_url=office.url))
        site.is_typed = True
        for name in ("DATABASE_URL", "SECRET_KEYS", "LASTING_KEY"):  # an operator sets none of them
            site.environment.pop(name)
        year = Year(site, office, folder)
        play(year, code_before_newest_migration(folder / "older"))
    return year


def document(year: Year) -> str:
    """The page, without what differs from one machine to the next."""
    parts = [
        f"\n## {title}\n\n{words}\n\n" + "\n".join(lines) + "\n"
        for title, (words, *lines) in year.parts.items()
    ]
    return _HEAD + _neutral("".join(parts), year)


def _neutral(text: str, year: Year) -> str:
    for found, meant in (
        (rf"{re.escape(str(year.work))}/(?:data|new)", "/var/lib/mutual"),
        (rf"{re.escape(str(year.work))}/backup", "/backup/mutual"),
        (rf"{re.escape(str(year.work))}", "/root"),
        (rf"127\.0\.0\.1:{year.site.port}", "127.0.0.1:8000"),
        (r"(/[a-z])/[\w.\-]{20,}", r"\1/…"),
        (r"\b[0-9a-f]{16,}\b|\b(?=\w*\d)[0-9a-f]{8}\b", "…"),
        (r"/backup/mutual/[\w.:-]+", "/backup/mutual/mutual-20261201T031500000000Z"),
    ):
        text = re.sub(found, meant, text)
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        os.umask(0o077)
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(document(played(Path(place))), encoding="utf-8")
