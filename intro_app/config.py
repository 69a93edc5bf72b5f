"""Every setting of the site: its name, its type, its safe default, and what it is for."""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app

Reader = Callable[[str], Any]


class SettingsError(Exception):
    """One or more settings cannot be used; the message names each and says what to do."""


def _text(value: str) -> str:
    return value.strip()


def _flag(value: str) -> bool:
    answers = {"1": True, "true": True, "yes": True, "on": True}
    answers |= {"0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in answers:
        raise ValueError("must be yes or no")
    return answers[value.strip().lower()]


def _between(least: float, most: float, number: type[int] | type[float] = int) -> Reader:
    def read(value: str) -> int | float:
        if not least <= (found := number(value)) <= most:
            raise ValueError(f"must be a number from {least} to {most}")
        return found

    return read


def _keys(value: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in value.split(",") if key.strip())
    if not keys or min(map(len, keys)) < 32:
        raise ValueError("must be one or more keys of at least 32 characters, oldest first, with commas between")
    return keys


def _site_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("must look like https://meet.example.org, with no path behind it")
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("must begin with https:// (plain http only works on this machine itself)")
    return value.strip().rstrip("/")


def _smtp_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"smtp", "smtp+starttls", "smtps"}:
        raise ValueError("must begin with smtp://, smtp+starttls:// or smtps://")
    return value.strip()


def _time_zone(value: str) -> ZoneInfo:
    if value not in available_timezones():
        raise ValueError("must be the name of a time zone, such as Europe/Berlin")
    return ZoneInfo(value)


def _setting(default: Any, meaning: str, read: Reader = _text) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": read})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may set, each from the environment variable of the same name in capitals."""

    base_url: str = _setting(
        "http://127.0.0.1:8000", "Where people reach the site; links in mails begin with it.", _site_url
    )
    database_url: str = _setting("", "PostgreSQL or SQLite; empty: an SQLite file in DATA_DIR.")
    data_dir: Path = _setting(Path("data"), "Where the SQLite file and generated keys live.", Path)
    secret_keys: tuple[str, ...] = _setting(
        (), "Keys that sign links, sessions and forms, oldest first; the last one signs.", _keys
    )
    lasting_key: str = _setting(
        "", "Key of 'never e-mail me' fingerprints and stop links; never change it.", lambda v: _keys(v)[0]
    )
    site_name: str = _setting("Mutual", "What the site calls itself.")
    site_contact: str = _setting("hello@localhost", "An address that a person reads; it stands in every footer.")
    time_zone: ZoneInfo = _setting(ZoneInfo("UTC"), "The site's own time zone, for the daily batch.", _time_zone)
    smtp_url: str = _setting(
        "",
        "Where mail goes: smtp://, smtp+starttls:// or smtps://user:password@host:port. Empty: to /dev/outbox.",
        _smtp_url,
    )
    mail_from: str = _setting("hello@localhost", "The address mails come from.")
    bounce_address: str = _setting("", "Envelope sender, takes bounces; empty: MAIL_FROM.")
    dkim_key_file: str = _setting("", "File with the private key that signs mails; empty: unsigned.")
    dkim_selector: str = _setting("mutual", "The selector under which DNS holds the public key.")
    trusted_hops: int = _setting(0, "How many proxies in front add to X-Forwarded-For.", _between(0, 5))
    dev_pages: bool = _setting(False, "Show /dev/outbox and /dev/components to everybody: never on a real site.", _flag)
    guest_mail: bool = _setting(True, "Connectors may let the site write once to a guest.", _flag)
    undo_minutes: float = _setting(15, "Between the last yes and the details, in minutes.", _between(0, 60, float))
    connector_days: int = _setting(7, "A connector decides within so many days.", _between(3, 14))
    party_days: int = _setting(10, "A party decides within so many days.", _between(5, 21))
    connector_reminder_day: int = _setting(4, "Day of the one reminder to a connector; 0: none.", _between(0, 13))
    party_reminder_day: int = _setting(6, "Day of the one reminder to a party; 0: none.", _between(0, 20))
    reask_days: int = _setting(365, "Nobody is asked again by the same person for so many days.", _between(180, 1000))
    closing_hour: int = _setting(9, "Hour of the daily closing batch, in the site's time zone.", _between(0, 23))
    closing_spread_hours: float = _setting(
        6, "A closing comes up to so many hours after the batch begins, at random.", _between(0, 12, float)
    )
    retry_seconds: float = _setting(
        30, "First pause after a mail could not be sent; doubles each time.", _between(0.1, 3600, float)
    )
    unsure_seconds: float = _setting(
        600, "Pause after a mail server took a mail and did not confirm it.", _between(0.1, 7200, float)
    )
    lease_seconds: float = _setting(
        120, "How long a worker may hold a mail before another takes over.", _between(1, 600, float)
    )
    poll_seconds: float = _setting(1, "Pause of an idle worker.", _between(0.05, 60, float))
    smtp_timeout: float = _setting(
        30, "How long the mail server may stay silent, in seconds.", _between(0.5, 60, float)
    )
    keep_sent_days: int = _setting(
        0, "Keep the text of sent mails for so many days (they are always kept without SMTP_URL).", _between(0, 30)
    )
    port: int = _setting(8000, "The port that intro run and intro serve listen on.", _between(1, 65535))
    web_workers: int = _setting(2, "Web server processes.", _between(1, 64))
    web_threads: int = _setting(4, "Threads of each web server process.", _between(1, 64))
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read every setting; generated keys are kept in DATA_DIR. Raises SettingsError naming all faults."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in fields(cls):
            given = environment.get(setting.name.upper())
            if given is None or given == "":
                continue
            try:
                values[setting.name] = setting.metadata["read"](given)
            except ValueError as problem:
                faults.append(f"{setting.name.upper()} {problem}")
        if faults:
            raise SettingsError("; ".join(faults))
        return cls(**(_kept_keys(values) | values))

    @property
    def database(self) -> str:
        """The database's URL, the SQLite file in DATA_DIR unless another one is named."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'mutual.db').resolve()}"

    @property
    def undo_window(self) -> timedelta:
        """How long a party may still take their yes back once everyone agreed."""
        return timedelta(minutes=self.undo_minutes)

    @property
    def secure(self) -> bool:
        """Whether people reach the site by https; only then may cookies carry the __Host- prefix."""
        return self.base_url.startswith("https://")


def _kept_keys(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keys nobody set are made once and kept in a file that only the owner can read."""
    if {"secret_keys", "lasting_key"} <= given.keys():
        return {}
    file = Path(given.get("data_dir", "data")) / "keys.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(opened, "w", encoding="utf-8") as new:
            json.dump({"secret_keys": [secrets.token_urlsafe(32)], "lasting_key": secrets.token_urlsafe(32)}, new)
    kept = json.loads(file.read_text(encoding="utf-8"))
    return {"secret_keys": tuple(kept["secret_keys"]), "lasting_key": kept["lasting_key"]}


def asset_dir(name: str) -> Path:
    """Where `templates`, `static` or `migrations` is: inside the installed package, else beside it."""
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def settings() -> Settings:
    """The settings of the running site."""
    return cast("Settings", current_app.extensions["settings"])
