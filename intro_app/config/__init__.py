"""The site's settings, with their types, safe defaults and meanings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import current_app

from intro_app.config import joining as gate
from intro_app.config import looks, providers, readers
from intro_app.config.assets import asset_dir
from intro_app.config.circles import CircleSettings
from intro_app.config.cross_checks import (
    faults_with_bulk,
    faults_with_dev_pages,
    faults_with_joining,
    faults_with_pooler,
    faults_with_stripe,
)
from intro_app.config.faults import SettingsError
from intro_app.config.keys import kept_keys
from intro_app.config.names import ON_THE_WIRE
from intro_app.config.readers import between
from intro_app.config.setting import setting as _setting
from intro_app.config.watching import WatchSettings
from intro_app.wording import LANGUAGES

__all__ = ["Settings", "SettingsError", "asset_dir", "settings"]


@dataclass(frozen=True, kw_only=True)
class Settings(WatchSettings, CircleSettings):
    """The settings, each read from the environment variable of the same name in capitals."""

    base_url: str = _setting(
        "http://127.0.0.1:8000",
        "Where people reach the site; links in mails begin with it.",
        readers.site_url,
    )
    database_url: str = _setting(
        "", "PostgreSQL or SQLite; empty: an SQLite file in DATA_DIR.", readers.database_url
    )
    database_direct_url: str = _setting(
        "",
        "PostgreSQL itself, if DATABASE_URL leads through pgbouncer; empty: it does not.",
        readers.database_url,
    )
    data_dir: Path = _setting(Path("data"), "Where the SQLite file and generated keys live.", Path)
    secret_keys: tuple[str, ...] = _setting(
        (), "Keys that sign links, sessions and forms, oldest first; the last one signs.", readers.keys
    )
    lasting_key: str = _setting(
        "",
        "Key for hashes of addresses that want no e-mail; add one only by `intro keys rotate-lasting`.",
        lambda v: ",".join(readers.keys(v)),
    )
    data_keys: tuple[str, ...] = _setting(
        (),
        "Keys that encrypt contact details and letters, oldest first; the last one encrypts.",
        readers.keys,
    )
    keys_command: str = _setting(
        "", "A command that prints the keys as `keys.json` holds them; empty: that file in DATA_DIR."
    )
    journal_dir: str = _setting(
        "", "Where the worker writes what no restore may undo; empty: `journal` in DATA_DIR."
    )
    site_name: str = _setting("Mutual", "What the site calls itself.", readers.site_name)
    site_language: str = _setting(
        "en",
        f"The language of whoever has not chosen one: {', '.join(LANGUAGES)}.",
        readers.one_of(LANGUAGES),
    )
    accent_colour: str = _setting(
        "", "Colour of links and buttons, such as #14543f; empty: the green.", looks.accent_on_light
    )
    accent_colour_dark: str = _setting(
        "", "The same on dark pages; empty: a lighter shade of ACCENT_COLOUR.", looks.accent_on_dark
    )
    logo: str = _setting("", "Which logo of those uploaded at /staff/logo; set it there.", looks.logo_name)
    languages: tuple[str, ...] = _setting(
        tuple(LANGUAGES),
        "The languages that people can choose, with commas between; SITE_LANGUAGE always is one.",
        readers.some_of(LANGUAGES),
    )
    front_text: str = _setting("", "What the front page says of this community.", readers.front_text)
    sample_people: tuple[str, ...] = _setting(
        looks.SAMPLE_PEOPLE, "Three names for the letter on the front page.", looks.sample_people
    )
    mail_header: str = _setting("", "One line over every e-mail; empty: SITE_NAME.", readers.mail_footer)
    mail_footer: str = _setting("", "One line at the foot of every e-mail.", readers.mail_footer)
    site_contact: str = _setting(
        "hello@localhost", "An address that a person reads; it stands in every footer.", readers.address
    )
    time_zone: ZoneInfo = _setting(
        ZoneInfo("UTC"), "The site's own time zone, for the daily batch.", readers.time_zone
    )
    smtp_url: str = _setting(
        "",
        (
            "Where mail goes: smtp://, smtp+starttls:// or smtps://user:password@host:port. "
            "Empty: to /dev/outbox."
        ),
        readers.smtp_url,
    )
    mail_from: str = _setting("hello@localhost", "The address mails come from.", readers.address)
    bounce_address: str = _setting("", "Envelope sender, takes bounces; empty: MAIL_FROM.", readers.address)
    dkim_key_file: str = _setting("", "File with the private key that signs mails; empty: unsigned.")
    dkim_selector: str = _setting(
        "mutual", "The selector under which DNS holds the public key.", readers.dkim_selector
    )
    trusted_hops: int = _setting(0, "How many proxies in front add to X-Forwarded-For.", between(0, 5))
    hsts_subdomains: bool = _setting(False, "All names below this one use https, too.", readers.flag)
    dev_pages: bool = _setting(
        False, "Show /dev/outbox and /dev/components to everybody: never on a real site.", readers.flag
    )
    joining: tuple[str, ...] = _setting(
        ("invitation",),
        (
            "Who can join: invitation, request (staff decide), domains (see JOIN_DOMAINS), open; several "
            "with commas between. Invited people can always join."
        ),
        gate.ways,
    )
    join_domains: tuple[str, ...] = _setting(
        (),
        "Addresses there join at once: example.org for that host, *.example.org for those below it.",
        gate.domains,
    )
    join_public_hosts: bool = _setting(
        False, "Allow public mail hosts such as gmail.com in JOIN_DOMAINS.", readers.flag
    )
    join_questions: tuple[str, ...] = _setting(
        (),
        "One to three questions to people who ask to join, with | between; empty: one question of ours.",
        gate.questions,
    )
    join_answer_days: int = _setting(
        7, "People who ask to join are told to expect an answer within so many days.", between(1, 14)
    )
    oidc_providers: tuple[providers.OidcProvider, ...] = _setting(
        (),
        "OpenID providers to sign in with: short words with commas between, each with settings of its own.",
        providers.keys,
    )
    oidc_only: bool = _setting(
        False, "People sign in with a provider alone; staff also with a passkey.", readers.flag
    )
    newcomer_invitations: int = _setting(
        2, "Whoever is new here can invite so many people in 30 days; staff any number.", between(0, 20)
    )
    member_invitations: int = _setting(
        5, "Everybody else can invite so many people in 30 days.", between(0, 50)
    )
    directory: str = _setting(
        "members",
        "Who sees the list of people: members, introduced (with three useful introductions) or nobody.",
        readers.one_of(("members", "introduced", "nobody")),
    )
    link_checks: bool = _setting(True, "Members may have pages of theirs verified.", readers.flag)
    guest_mail: bool = _setting(True, "Connectors may let the site write once to a guest.", readers.flag)
    undo_minutes: float = _setting(
        15, "Between the last yes and the details, in minutes.", between(0, 60, float)
    )
    connector_days: int = _setting(7, "A connector decides within so many days.", between(3, 14))
    party_days: int = _setting(10, "A party decides within so many days.", between(5, 21))
    connector_reminder_day: int = _setting(
        4, "Day of the one reminder to a connector; 0: none.", between(0, 13)
    )
    party_reminder_day: int = _setting(6, "Day of the one reminder to a party; 0: none.", between(0, 20))
    reask_days: int = _setting(
        365, "Nobody is asked again by the same person for so many days.", between(180, 1000)
    )
    hold_first_asks: int | None = _setting(
        None,
        (
            "A moderator reads so many first asks of each member before they go out; 0: none. "
            "Unset: 1 where JOINING has open, else none."
        ),
        between(0, 5),
    )
    closing_hour: int = _setting(9, "Hour of the daily closing batch, in the site's zone.", between(0, 23))
    closing_spread_hours: float = _setting(
        6, "A closing comes up to so many hours after the batch begins, at random.", between(0, 12, float)
    )
    follow_up_day: int = _setting(
        14, "So many days after an introduction we ask how it went.", between(7, 30)
    )
    follow_up_reminder_day: int = _setting(28, "Day of the reminder to a member; 0: none.", between(0, 60))
    follow_up_over_day: int = _setting(
        42, "From this day on it is too late to say how it went.", between(31, 90)
    )
    retry_seconds: float = _setting(
        30, "First pause after a mail could not be sent; doubles each time.", between(0.1, 3600, float)
    )
    unsure_seconds: float = _setting(
        600, "Pause after a mail server took a mail and did not confirm it.", between(0.1, 7200, float)
    )
    lease_seconds: float = _setting(
        120, "How long a worker may hold a mail before another takes over.", between(1, 600, float)
    )
    poll_seconds: float = _setting(1, "Pause of an idle worker.", between(0.05, 60, float))
    smtp_timeout: float = _setting(
        30, "How long the mail server may stay silent, in seconds.", between(0.5, 60, float)
    )
    keep_sent_days: int = _setting(
        0,
        "Keep the text of sent mails for so many days (they are always kept without SMTP_URL).",
        between(0, 30),
    )
    port: int = _setting(8000, "The port that intro run and intro serve listen on.", between(1, 65535))
    bind_host: str = _setting("127.0.0.1", "The address they listen on; 0.0.0.0 in a container.")
    web_workers: int = _setting(2, "Web server processes.", between(1, 64))
    web_threads: int = _setting(4, "Threads of each web server process.", between(1, 64))
    request_seconds: int = _setting(
        20,
        "A request must come whole within so many seconds; a silent connection ends after them.",
        between(1, 120),
    )
    stripe_secret_key: str = _setting(
        "", "Stripe's secret key; empty: nobody can pay, and membership is not open.", readers.stripe_key
    )
    stripe_webhook_secrets: tuple[str, ...] = _setting(
        (),
        "Secrets that sign Stripe's messages; two with a comma between while one is rolled.",
        readers.stripe_secrets,
    )
    stripe_api_base: str = _setting(
        "", "Where Stripe is; empty: Stripe itself. For a stand-in on this machine.", readers.site_url
    )
    stripe_prices: tuple[str, ...] = _setting(
        ("membership_monthly", "membership_yearly", "membership_reduced"),
        "Stripe's lookup keys of the prices: monthly, yearly, reduced.",
        readers.three_words,
    )
    stripe_tax: bool = _setting(False, "Let Stripe Tax work out the tax.", readers.flag)
    stripe_terms: bool = _setting(False, "Whoever pays agrees to the terms set at Stripe.", readers.flag)
    invoice_footer: str = _setting(
        "", "Who runs the site, for the foot of Stripe's invoices; empty: MAIL_FOOTER.", readers.mail_footer
    )

    def __post_init__(self) -> None:
        """Convert addresses to ASCII. Raises SettingsError when settings contradict each other."""
        for name, spelled in ON_THE_WIRE.items():
            if not (given := getattr(self, name)).isascii():
                object.__setattr__(self, name, spelled(given))
        faults = [
            *faults_with_pooler(self.database_url, self.database_direct_url),
            *faults_with_bulk(self.bulk_smtp_url, self.bulk_mail_from, self.bulk_bounce_address),
            *faults_with_stripe(self.stripe_secret_key, self.stripe_webhook_secrets, self.stripe_api_base),
            *faults_with_joining(self.joining, self.join_domains, public_hosts=self.join_public_hosts),
            *providers.faults_with_providers(self.oidc_providers, only=self.oidc_only),
        ]
        if faults:
            raise SettingsError(*faults)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read all settings; generate missing keys in DATA_DIR. Raises SettingsError naming all faults."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in fields(cls):
            given = environment.get(setting.name.upper())
            if given is None or given == "":
                continue
            try:
                values[setting.name] = setting.metadata["read"](given)
            except ValueError as problem:
                faults.append(f"{setting.name.upper()} {problem}.")
        if wanted := values.get("oidc_providers"):
            values["oidc_providers"] = providers.read_providers(wanted, environment, faults)
        if faults:
            raise SettingsError(*faults)
        if "port" in values:  # PORT alone is enough to move a local site
            values.setdefault("base_url", f"http://127.0.0.1:{values['port']}")
        made = cls(**(kept_keys(values) | values))
        if faults := list(faults_with_dev_pages(made.dev_pages, made.base_url)):
            raise SettingsError(*faults)
        return made


def settings() -> Settings:
    """Return what holds now: the environment's settings, and under them those of the page (site_settings)."""
    extensions = current_app.extensions
    found = cast("Settings", extensions["settings"])
    on_page = extensions.get("settings_on_page")
    return cast("Settings", on_page.over(found)) if on_page else found
