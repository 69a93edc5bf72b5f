"""The settings by which operators see how a site is: its monitor, its errors, its log."""

from dataclasses import dataclass

from intro_app.config import readers
from intro_app.config.mail_events import MailEventSettings
from intro_app.config.setting import setting


@dataclass(frozen=True, kw_only=True)
class WatchSettings(MailEventSettings):
    """Who is told how a site is, and how much."""

    metrics_token: str = setting(
        "", "What a monitor sends to read /metrics; empty: nobody can.", readers.monitor_token
    )
    sentry_dsn: str = setting(
        "",
        "Where errors of ours are reported, in Sentry's form; needs the extra `errors`. Empty: nowhere.",
        readers.error_dsn,
    )
    log_level: str = setting("INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR.", readers.level)
