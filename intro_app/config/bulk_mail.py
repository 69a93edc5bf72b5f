"""The settings of the second mail stream, for invitations and digests."""

from dataclasses import dataclass, replace
from typing import Self

from intro_app.config import readers
from intro_app.config.derived import DerivedSettings
from intro_app.config.setting import setting


@dataclass(frozen=True, kw_only=True)
class BulkMailSettings(DerivedSettings):
    """What a site with a second mail server sets besides; what is empty is as in the first stream."""

    smtp_url: str
    mail_from: str
    bounce_address: str
    dkim_key_file: str
    dkim_selector: str
    bulk_smtp_url: str = setting(
        "",
        "A second mail server for invitations and digests, so that neither stops the other; empty: none.",
        readers.smtp_url,
    )
    bulk_mail_from: str = setting(
        "", "The address that mails of BULK_SMTP_URL come from; empty: MAIL_FROM.", readers.address
    )
    bulk_bounce_address: str = setting("", "Their envelope sender; empty: BOUNCE_ADDRESS.", readers.address)
    bulk_dkim_key_file: str = setting("", "The key that signs them; empty: DKIM_KEY_FILE.")
    bulk_dkim_selector: str = setting("", "Its selector; empty: DKIM_SELECTOR.", readers.dkim_selector)

    @property
    def bulk(self) -> Self:
        """The same settings with sender and mail server of the second stream, or these if there is none."""
        if not self.bulk_smtp_url:
            return self
        return replace(
            self,
            smtp_url=self.bulk_smtp_url,
            mail_from=self.bulk_mail_from or self.mail_from,
            bounce_address=self.bulk_bounce_address or self.bounce_address,
            dkim_key_file=self.bulk_dkim_key_file or self.dkim_key_file,
            dkim_selector=self.bulk_dkim_selector or self.dkim_selector,
        )

    @property
    def bounce_addresses(self) -> tuple[str, ...]:
        """The envelope addresses of both streams, as far as they are set."""
        both = dict.fromkeys((self.bounce_address, self.bulk.bounce_address))
        return tuple(filter(None, both))
